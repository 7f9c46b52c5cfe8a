//! The routes of a generated policy: rules, steps, branches, chains.

use super::clocks;
use super::conditions::{Speaks, condition};
use super::people::{People, TEAMS, timely};
use super::random::Random;
use std::fmt::Write;

pub(super) fn routes(random: &mut Random, time: &mut Random, people: &People) -> String {
    let mut writer = Writer { random, time, people, rules: 0, text: String::new() };
    let other = writer.random.chance(40);
    if other {
        writer.line(0, "route second \"Second\" {");
        writer.statements(1, 1, false);
        writer.otherwise(1);
        writer.line(0, "}");
    }
    writer.line(0, "main route first \"First\" {");
    if writer.random.chance(70) {
        let chain = if writer.random.chance(30) { writer.chain() } else { "queue overflow".to_owned() };
        writer.line(1, &format!("on invalid {{ assign {chain}  tag \"bad\" }}"));
    }
    writer.statements(1, 2, other);
    writer.otherwise(1);
    writer.line(0, "}");
    writer.text
}

/// Where the outer team keeps hours, sometimes a rule whose promise counts open time without a clock of its own.
pub(super) fn with_outer_hours(random: &mut Random, people: &People, routes: String) -> String {
    if !people.outer_team_keeps_hours() || random.chance(30) {
        return routes;
    }
    let head = "main route first \"First\" {\n";
    let test = random.pick(&["attempt >= 2", "employees >= 5", "country is DE"]);
    let rule = format!("  rule near {{ when {test}  assign team outer_team else queue triage  sla near }}\n");
    let (before, behind) = routes.split_once(head).expect("a main route");
    // `on invalid` comes first.
    let end = "tag \"bad\" }\n";
    let on_invalid =
        if behind.starts_with("  on invalid") { behind.find(end).map_or(0, |at| at + end.len()) } else { 0 };
    let (on_invalid, rest) = behind.split_at(on_invalid);
    format!("{before}{head}{on_invalid}{rule}{rest}")
}

struct Writer<'a> {
    random: &'a mut Random,
    time: &'a mut Random,
    people: &'a People,
    rules: usize,
    text: String,
}

impl Writer<'_> {
    fn line(&mut self, depth: usize, line: &str) {
        let _ = writeln!(self.text, "{}{line}", "  ".repeat(depth));
    }

    fn name(&mut self, kind: &str) -> String {
        self.rules += 1;
        format!("{kind}{}", self.rules)
    }

    fn statements(&mut self, depth: usize, branches: usize, other: bool) {
        for _ in 0..2 + self.random.below(4) {
            match self.random.below(20) {
                0..=2 => self.step(depth),
                3 | 4 => self.rule(depth, "shadow rule"),
                5 => self.rule(depth, "disabled rule"),
                6..=9 if branches > 0 => self.branch(depth, branches, other),
                10 | 11 if other => self.hand_over(depth),
                _ => self.rule(depth, "rule"),
            }
        }
    }

    fn branch(&mut self, depth: usize, branches: usize, other: bool) {
        let name = self.name("branch_");
        let test = condition(self.random, Speaks::Everything, 1);
        self.line(depth, &format!("branch {name} \"{name}\" when {test} {{"));
        if self.random.chance(8) {
            self.season(depth + 1);
        }
        self.statements(depth + 1, branches - 1, other);
        if self.random.chance(35) {
            self.otherwise(depth + 1);
        }
        self.line(depth, "}");
    }

    fn hand_over(&mut self, depth: usize) {
        let name = self.name("over_");
        let test = condition(self.random, Speaks::Definitions, 0);
        if self.random.chance(50) {
            self.line(depth, &format!("branch {name} when {test} uses second"));
        } else {
            self.line(depth, &format!("rule {name} {{ when {test}  go to second }}"));
        }
    }

    fn step(&mut self, depth: usize) {
        let name = self.name("step_");
        self.line(depth, &format!("step {name} {{"));
        self.tests(depth + 1, 1);
        let effect = self.effect();
        self.line(depth + 1, &effect);
        self.line(depth, "}");
    }

    /// `when` and `unless` lines.
    fn tests(&mut self, depth: usize, at_least: usize) {
        for _ in 0..at_least.max(self.random.below(3)) {
            let test = condition(self.random, Speaks::Everything, 2);
            self.line(depth, &format!("when {test}"));
        }
        if self.random.chance(30) {
            let test = condition(self.random, Speaks::Everything, 1);
            self.line(depth, &format!("unless {test}"));
        }
    }

    fn rule(&mut self, depth: usize, kind: &str) {
        let name = self.name("rule_");
        self.line(depth, &format!("{kind} {name} \"{name}\" {{"));
        if self.random.chance(8) {
            self.season(depth + 1);
        }
        self.tests(depth + 1, 1);
        let decision = match self.random.below(14) {
            0 => "disqualify \"No: {country} {segment}\"".to_owned(),
            1 => "nurture in \"news-{fit}\" retry after 30 days".to_owned(),
            2 => "attach to acct".to_owned(),
            3 => "keep owner".to_owned(),
            4 => format!("attach to acct\nassign {}", self.chain()),
            _ => format!("assign {}", self.chain()),
        };
        self.line(depth + 1, &decision);
        if self.random.chance(35) {
            let sla = self.random.pick(&["quick", "office"]);
            self.line(depth + 1, &format!("sla {sla}"));
        }
        for _ in 0..self.random.below(3) {
            let effect = self.effect();
            self.line(depth + 1, &effect);
        }
        self.line(depth, "}");
    }

    fn season(&mut self, depth: usize) {
        let days = self.random.pick(&["2026-03-01..2026-03-31", "2026-01-01..2026-03-28", "2027-01-01..2027-02-01"]);
        self.line(depth, &format!("active {days}"));
    }

    fn otherwise(&mut self, depth: usize) {
        let chain = self.chain();
        let effect = if self.random.chance(40) { self.effect() } else { String::new() };
        self.line(depth, &format!("otherwise \"Rest\" {{ assign {chain} {effect} }}"));
    }

    fn effect(&mut self) -> String {
        self.random
            .pick(&[
                "tag \"one\"",
                "tag \"two\"",
                "note \"{company default \\\"someone\\\"} from {region}, {size}, {icp}\"",
                "note \"ZIP {zip}, {acct.name}\"",
                "note reveal \"ZIP {zip}\"",
                "set zip = zip",
                "set priority = 1",
                "set seg = segment",
                "set head = per_head",
                "set chance = intent",
                "notify slack \"#x\" with \"{id} {labels} {per_head} {joined}\"",
            ])
            .to_owned()
    }

    fn chain(&mut self) -> String {
        let mut links: Vec<String> = (0..1 + self.random.below(3)).map(|_| self.link()).collect();
        if self.random.chance(20) {
            links.push(
                self.random
                    .pick(&["hold", "hold in queue triage", "hold up to 2 hours", "hold in queue triage up to 1 day"])
                    .to_owned(),
            );
        }
        if self.random.chance(35) {
            links.push("queue triage".to_owned());
        }
        // Behind a hold without an end nothing is reached.
        if let Some(place) = links.iter().position(|link| *link == "hold" || *link == "hold in queue triage") {
            links.truncate(place + 1);
        }
        links.join("\n        else ")
    }

    fn link(&mut self) -> String {
        match self.random.below(20) {
            0..=2 => self.person(),
            3 => "team outer_team".to_owned(),
            4 => format!(
                "team {}{}",
                self.random.pick(&["desk", "patch[zip].team"]),
                self.random.pick(&["", " by round robin", " by longest idle", " by least loaded"])
            ),
            _ => self.team(),
        }
    }

    fn team(&mut self) -> String {
        let place = self.random.below(TEAMS.len());
        let mut link = format!("team {}", TEAMS[place]);
        if self.random.chance(55) {
            let strategy = self.people.strategy(self.random, place);
            let _ = write!(link, " by {}", timely(&strategy, self.time));
        }
        self.timely_condition(&mut link);
        if self.random.chance(12) {
            let _ = write!(link, " if {}", condition(self.random, Speaks::Definitions, 0));
        }
        if self.random.chance(12) {
            let what = self.random.pick(&["caps", "hours", "capacity", "away", "caps, capacity"]);
            let _ = write!(link, " ignoring {what}");
        }
        if self.random.chance(40) {
            let key = self.random.pick(&["work_domain", "company", "country"]);
            let within = self.random.pick(&["", "", " within 7 days", " within 1 day"]);
            let follow = self.random.pick(&["", "", " follow last"]);
            let _ = write!(link, " same rep for {key}{within}{follow}");
        }
        link
    }

    fn timely_condition(&mut self, link: &mut String) {
        if self.time.chance(12) {
            let _ = write!(link, " if {}", clocks::of_lead(self.time));
        }
    }

    fn person(&mut self) -> String {
        let who = self.random.pick(&[
            "rep \"r2\"",
            "rep \"gone\"",
            "rep owner_id",
            "owner of acct",
            "owner of named[work_domain]",
            "manager of owner_id",
        ]);
        let mut link = who.to_owned();
        if self.random.chance(80) {
            link.push_str(" if available");
            if self.random.chance(25) {
                link.push_str(" for team east_team");
            }
            if self.random.chance(20) {
                let _ = write!(link, " ignoring {}", self.random.pick(&["hours", "capacity", "away"]));
            }
            if self.random.chance(55) {
                let _ = write!(link, " wait up to {}", self.random.pick(&["30 minutes", "12 hours", "3 days"]));
            }
        }
        self.timely_condition(&mut link);
        if self.random.chance(15) {
            let _ = write!(link, " counts {}for team desk_team", self.random.pick(&["", "as turn "]));
        }
        link
    }
}
