//! Many reps in many teams: what a decision about one team must not look at.

use super::compile;
use pointsman::{Live, Ruleset};
use std::fmt::Write as _;

/// Teams by number, each with its share of the reps, and a rule for each.
pub(crate) struct Company {
    pub(crate) rules: Ruleset,
    pub(crate) snapshot: String,
    teams: usize,
}

impl Company {
    pub(crate) fn new(reps: usize, teams: usize) -> Self {
        let mut text = String::from(
            "pointsman 1\nlead { id: text  desk: integer }\nrep { desk: integer }\nqueue triage\nmain route inbound {\n",
        );
        for team in 0..teams {
            let _ = writeln!(text, "  rule r{team} {{ when desk is {team}  assign team t{team} else queue triage }}");
        }
        text.push_str("  otherwise { assign queue triage }\n}\n");
        for team in 0..teams {
            let _ = writeln!(
                text,
                "team t{team} {{ members where rep.desk is {team}  cap lead 1000000 per day  distribute by evenly }}"
            );
        }
        let reps: Vec<String> = (0..reps)
            .map(|rep| {
                let desk = rep % teams;
                format!("{{ \"id\": \"rep{rep:05}\", \"desk\": {desk}, \"capacity\": {{ \"units\": 1000000 }} }}")
            })
            .collect();
        let snapshot = format!("{{ \"format\": 1, \"reps\": [{}] }}", reps.join(", "));
        Self { rules: compile(&text), snapshot, teams }
    }

    /// The snapshot bound to the policy, after some rounds of leads for these teams.
    pub(crate) fn bind(&self, teams: &[usize], rounds: usize) -> Live {
        let mut live = self.rules.bind(self.rules.snapshot_from_json(&self.snapshot).expect("a snapshot"));
        for round in 0..rounds {
            for team in teams {
                let lead = self.lead(*team, round);
                let request = pointsman::Request::new(&lead).at(super::NOW.parse().expect("a moment"));
                let answer = live.route(&request).expect("a decision");
                live.apply(&answer.delta).expect("nothing else changed it");
            }
        }
        live
    }

    /// All teams.
    pub(crate) fn teams(&self) -> Vec<usize> {
        (0..self.teams).collect()
    }

    /// A lead for a team.
    pub(crate) fn lead(&self, team: usize, number: usize) -> pointsman::Lead {
        self.rules.lead_from_json(&format!("{{\"id\":\"L{team}-{number}\",\"desk\":{team}}}")).expect("a lead")
    }
}
