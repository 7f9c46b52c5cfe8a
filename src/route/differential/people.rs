//! Hours, teams, queues, promises, records of a generated policy.

use super::clocks;
use super::random::Random;
use std::fmt::Write;

pub(super) const TEAMS: [&str; 4] = ["east_team", "west_team", "list_team", "desk_team"];
const REPS: [&str; 8] = ["r0", "r1", "r2", "r3", "r4", "r5", "r6", "r7"];

/// What is fixed for the teams of one policy: a team has one `evenly` a period.
pub(super) struct People {
    evenly: Vec<&'static str>,
    pub(super) text: String,
}

impl People {
    pub(super) fn new(random: &mut Random, time: &mut Random) -> Self {
        let evenly = TEAMS
            .iter()
            .map(|_| {
                random.pick(&[
                    "evenly",
                    "evenly weight rep.weight",
                    "evenly per day",
                    "evenly per week weight rep.weight",
                    "evenly per quarter",
                    "evenly ever weight rep.weight",
                ])
            })
            .collect();
        let mut people = Self { evenly, text: String::new() };
        people.hours(random);
        for team in 0..TEAMS.len() {
            people.team(random, time, team);
        }
        people.nested(random, time);
        people.text.push_str(PROMISES);
        people
    }

    /// Then promises of its leads have a clock, whether the team inside keeps hours or not.
    pub(super) fn outer_team_keeps_hours(&self) -> bool {
        self.text.contains("queue overflow]\n  hours berlin\n") || self.text.contains("list_team]\n  hours berlin\n")
    }

    fn hours(&mut self, random: &mut Random) {
        let noon = random.pick(&["09:00-12:30, 13:30-18:00", "00:00-24:00", "08:00-17:30", "22:00-06:00"]);
        let _ = writeln!(
            self.text,
            "hours berlin \"Berlin\" in \"Europe/Berlin\" {{\n  mon..fri {noon}\n  closed 2026-12-24..2026-12-31\n  closed on calendar \"DE\"\n}}\nhours tokyo in \"Asia/Tokyo\" {{ mon..sat 09:00-21:00 }}\nhours always in \"UTC\" {{ mon..sun 00:00-24:00 }}\n",
        );
    }

    fn team(&mut self, random: &mut Random, time: &mut Random, place: usize) {
        let name = TEAMS[place];
        let mut lines = Vec::new();
        lines.push(if name == "list_team" || random.chance(25) {
            let reps: Vec<String> = random.some(&REPS).into_iter().rev().map(|rep| format!("\"{rep}\"")).collect();
            format!("members [{}]", reps.join(", "))
        } else {
            let test = random.pick(&[
                "role is ae",
                "role is sdr",
                "home is east or home is west",
                "tier >= 1",
                "\"de\" in languages",
                "weight >= 0",
            ]);
            format!("members where {test}")
        });
        match random.below(6) {
            0 => lines.push("hours berlin".to_owned()),
            1 => lines.push("hours tokyo".to_owned()),
            2 | 3 => lines.push("hours of rep".to_owned()),
            _ => {}
        }
        if random.chance(30) {
            lines.push(format!("zone \"{}\"", random.pick(&["America/New_York", "UTC", "Asia/Tokyo"])));
        }
        for _ in 0..random.below(3) {
            let channel = random.pick(&["", "lead ", "chat ", "web "]);
            let window = random.pick(&[
                "per day",
                "per week",
                "per month",
                "per quarter",
                "per rolling 4 hours",
                "per rolling 3 days",
                "at once",
            ]);
            let zone = if window.starts_with("per ") && !window.contains("rolling") && random.chance(30) {
                " in zone of rep"
            } else {
                ""
            };
            let limit = if window == "at once" { 2 + random.below(4) } else { 1 + random.below(4) };
            let line = format!("cap {channel}{limit} {window}{zone}");
            if !lines.contains(&line) {
                lines.push(line);
            }
        }
        if random.chance(35) {
            let need = random.pick(&["rep.tier >= 1", "\"de\" in rep.languages", "lead.demo", "employees >= 10"]);
            let first = random.pick(&["", " for the first 30 minutes", " for the first 2 hours"]);
            lines.push(format!("needs {need}{first}"));
        }
        if random.chance(50) {
            lines.push(
                random
                    .pick(&["new members start level", "new members start at zero", "new members start last"])
                    .to_owned(),
            );
        }
        if random.chance(40) {
            lines.push(random.pick(&["absences forgiven", "absences owed"]).to_owned());
        }
        if random.chance(25) {
            lines.push("reserve for phone".to_owned());
        }
        if time.chance(25) {
            let first = time.pick(&["", "", " for the first 5 hours"]);
            lines.push(format!("needs {}{first}", clocks::of_rep(time)));
        }
        if random.chance(70) {
            let strategy = self.strategy(random, place);
            lines.push(format!("distribute by {}", timely(&strategy, time)));
        }
        let _ = writeln!(self.text, "team {name} \"{name}\" {{\n  {}\n}}", lines.join("\n  "));
    }

    /// A strategy for the team at this place: one to three keys.
    pub(super) fn strategy(&self, random: &mut Random, place: usize) -> String {
        let mut keys: Vec<String> = Vec::new();
        for _ in 0..1 + random.below(3) {
            let key = match random.below(13) {
                0 => "round robin".to_owned(),
                1 => "longest idle".to_owned(),
                2 => "in order".to_owned(),
                3 => "least loaded".to_owned(),
                4 => "most free".to_owned(),
                5 => format!("highest {}", random.pick(&["rep.tier", "rep.win_rate", "rep.weight * 2"])),
                6 => format!("lowest {}", random.pick(&["rep.tier", "rep.win_rate"])),
                7 => format!("stable on {}", random.pick(&["work_domain", "company", "country"])),
                8..=10 => self.evenly[place].to_owned(),
                _ => best_match(random),
            };
            // A key that leaves one member ends the list.
            let ends = ["round robin", "in order"].contains(&&*key);
            if keys.iter().all(|known| known.split(' ').next() != key.split(' ').next()) {
                keys.push(key);
            }
            if ends {
                break;
            }
        }
        keys.join(" then ")
    }

    fn nested(&mut self, random: &mut Random, time: &mut Random) {
        let strategy = random.pick(&[
            "round robin",
            "longest idle",
            "in order",
            "evenly",
            "stable on work_domain",
            "evenly per week",
        ]);
        let weight = random.pick(&["", " weight 3", " weight 2"]);
        let more = random.pick(&["", "  hours berlin\n", "  cap lead 2 per day\n", "  needs employees >= 5\n"]);
        let queue = if random.chance(40) { ", queue overflow" } else { "" };
        let need = if time.chance(20) { format!("  needs {}\n", clocks::of_lead(time)) } else { String::new() };
        let _ = writeln!(
            self.text,
            "team outer_team {{\n  members [team east_team{weight}, team list_team{queue}]\n{more}{need}  distribute by {strategy}\n}}\n",
        );
    }
}

/// A strategy, some of those by match with a `must` that time changes.
pub(super) fn timely(strategy: &str, time: &mut Random) -> String {
    if !time.chance(30) {
        return strategy.to_owned();
    }
    strategy.replacen("best match {", &format!("best match {{ must {} ", clocks::of_rep(time)), 1)
}

fn best_match(random: &mut Random) -> String {
    let mut lines = Vec::new();
    if random.chance(40) {
        lines.push(
            random.pick(&["must \"de\" in rep.languages", "must rep.tier >= 1", "must rep.home is region"]).to_owned(),
        );
    }
    for _ in 0..1 + random.below(2) {
        let prefer =
            random.pick(&["rep.home is region", "\"fr\" in rep.languages", "rep.win_rate >= 25%", "rep.role is ae"]);
        lines.push(format!("prefer {prefer}{}", random.pick(&["", " weight 3", " weight 2"])));
    }
    format!("best match {{ {} }}", lines.join("  "))
}

const PROMISES: &str = r#"queue triage "Triage" { managed by "boss" }
queue overflow "Overflow" { managed by "boss" }

sla quick { first touch within 30 minutes  remind at 60%  after 45 minutes escalate to manager of assignee  after 2 hours reassign to team desk_team else queue triage }
sla near { first touch within 4 business hours  after 1 business day escalate to queue triage }
sla office { on clock berlin  first touch within 4 business hours  remind at 50%  after 2 business days escalate to manager of assignee }

record account "Accounts" {
  id: text
  domain: domain optional
  name: text optional
  country: country optional
  owner: rep optional
  opportunity: text optional
  last_activity: datetime optional
}

match account as acct {
  by domain when not personal
  by name similarity >= 80% when country is acct.country
  prefer opportunity, last_activity
}

record seen_lead "Earlier leads" {
  id: text
  email: email optional
  company: text optional
  rep: rep optional
  seen: datetime
}
"#;

/// The same policy with a match that depends on what scorers say, directly or through definitions.
pub(super) fn with_scored_match(random: &mut Random, text: String) -> String {
    if !random.chance(25) {
        return text;
    }
    let wanted =
        random.pick(&["intent > 20", "mood is small", "mixed > 5 or eager < 50", "heat is H and not personal"]);
    text.replace("by domain when not personal", &format!("by domain when {wanted}")) + SCORED
}

const SCORED: &str = r#"
derive eager = intent * 2
classify mood as Segment { small when eager > 60  medium when intent is missing  otherwise large }
"#;

pub(super) fn dedupe(random: &mut Random, which: &mut Random) -> &'static str {
    if random.chance(60) {
        return "";
    }
    which.pick(&[
        "dedupe against seen_lead {\n  same when email is other.email seen within 90 days then attach\n  same when company is other.company seen within 14 days then flag\n}\n",
        "dedupe {\n  same when other.email is email seen within 90 days then attach\n  same when company is other.company seen within 14 days then flag\n}\n",
        "dedupe {\n  same when employees >= other.employees and company is other.company seen within 2 hours then flag\n  same when other.employees > employees seen within 1 day then flag\n}\n",
    ])
}
