//! A policy of many rules with a score card and a team for each region, leads for it, and a plain evaluator beside it.

use super::{Dice, compile};
use pointsman::{Live, Ruleset};
use std::fmt::Write as _;

const COUNTRIES: [&str; 20] = [
    "DE", "AT", "CH", "FR", "ES", "IT", "NL", "BE", "SE", "NO", "DK", "FI", "PL", "PT", "IE", "GB", "US", "CA", "JP",
    "AU",
];
const INDUSTRIES: [&str; 8] = ["saas", "finserv", "health", "public", "retail", "energy", "media", "other"];

/// One rule: this country, this industry, at least so many employees.
#[derive(Clone, Copy)]
struct Rule {
    country: usize,
    industry: usize,
    from: u64,
    to: u64,
}

/// A lead as numbers.
#[derive(Clone, Copy)]
struct Record {
    country: usize,
    industry: usize,
    employees: u64,
    visits: u64,
    demo: bool,
}

/// A policy of `rules` rules, `members` reps in one team each, and leads with the rule that must decide.
pub(crate) struct Policy {
    pub(crate) rules: Ruleset,
    pub(crate) text: String,
    pub(crate) snapshot: String,
    pub(crate) leads: Vec<Asked>,
}

/// A lead's line and what must come out.
pub(crate) struct Asked {
    pub(crate) line: String,
    pub(crate) rule: String,
    pub(crate) points: String,
}

impl Policy {
    pub(crate) fn new(rules: usize, members: usize, leads: usize) -> Self {
        let mut dice = Dice(20_260_302);
        let mut pick =
            |sides: usize| usize::try_from(dice.below(u64::try_from(sides).expect("a size"))).expect("a size");
        let list: Vec<Rule> = (0..rules)
            .map(|_| {
                let from = u64::try_from(pick(5_000)).expect("a size");
                let wide = 40_000 / u64::try_from(rules).expect("a size") + 20;
                Rule { country: pick(COUNTRIES.len()), industry: pick(INDUSTRIES.len()), from, to: from + wide }
            })
            .collect();
        let leads = (0..leads)
            .map(|number| {
                // Nine leads in ten are made for some rule, so that all of the list is used.
                let near = list[pick(list.len())];
                let free = pick(10) == 0;
                let record = Record {
                    country: if free { pick(COUNTRIES.len()) } else { near.country },
                    industry: if free { pick(INDUSTRIES.len()) } else { near.industry },
                    employees: near.from + u64::try_from(pick(20)).expect("a size"),
                    visits: u64::try_from(pick(40)).expect("a size"),
                    demo: pick(3) == 0,
                };
                asked(&list, number, record)
            })
            .collect();
        let text = written(&list);
        Self { rules: compile(&text), text, snapshot: snapshot(members), leads }
    }

    /// The snapshot bound to the policy.
    pub(crate) fn bind(&self) -> Live {
        self.rules.bind(self.rules.snapshot_from_json(&self.snapshot).expect("a snapshot"))
    }
}

fn asked(list: &[Rule], number: usize, record: Record) -> Asked {
    let fits = |rule: &Rule| {
        rule.country == record.country
            && rule.industry == record.industry
            && (rule.from..rule.to).contains(&record.employees)
    };
    let rule = list.iter().position(fits).map_or_else(|| "otherwise".to_owned(), |place| format!("r{place}"));
    let (country, industry) = (COUNTRIES[record.country], INDUSTRIES[record.industry]);
    let demo = if record.demo { "yes" } else { "no" };
    let line = format!(
        "{{\"id\":\"L{number:05}\",\"email\":\"kim.{number}@quayside{}.example\",\"company\":\"Quayside {}\",\"country\":\"{country}\",\"industry\":\"{industry}\",\"employees\":{},\"visits\":{},\"demo\":\"{demo}\",\"created\":\"2026-03-02T08:30:00Z\"}}",
        number % 97,
        number % 89,
        record.employees,
        record.visits
    );
    Asked { line, rule, points: points(record).to_string() }
}

fn points(record: Record) -> i64 {
    let given = [
        (20, record.employees >= 1_000),
        (10, record.employees >= 200),
        (15, record.industry < 2),
        (5, record.industry == 3),
        (25, record.demo),
        (8, record.visits >= 5),
        (7, record.visits >= 20),
        (6, record.country < 3),
        (4, record.country < 9),
        (-9, record.industry == 7),
    ];
    10 + given.iter().filter(|(_, yes)| *yes).map(|(points, _)| points).sum::<i64>()
}

fn written(list: &[Rule]) -> String {
    let mut text = format!(
        "pointsman 1
lead {{
  id: text
  email: email
  company: text optional
  country: country optional
  industry: Industry optional
  employees: integer optional
  visits: integer default 0
  demo: boolean default no
  created: datetime
}}
rep {{ weight: decimal default 1 }}
enum Industry {{ {} }}
score fit {{
  start at 10
  add 20 when employees >= 1000
  add 10 when employees >= 200
  add 15 when industry in [saas, finserv]
  add 5 when industry is public
  add 25 when demo
  add 8 when visits >= 5
  add 7 when visits >= 20
  add 6 when country in [DE, AT, CH]
  add 4 when country in [DE, AT, CH, FR, ES, IT, NL, BE, SE]
  subtract 9 when industry is other
}}
team desk {{ members where rep.weight > 0  cap lead 100000 per day  distribute by evenly per month }}
queue triage
main route inbound {{
",
        INDUSTRIES.join("  ")
    );
    for (place, rule) in list.iter().enumerate() {
        let _ = writeln!(
            text,
            "  rule r{place} {{ when country is {}  when industry is {}  when employees in {}..{}  assign team desk else queue triage  set points = fit }}",
            COUNTRIES[rule.country],
            INDUSTRIES[rule.industry],
            rule.from,
            rule.to - 1
        );
    }
    text.push_str("  otherwise { assign team desk else queue triage  set points = fit }\n}\n");
    text
}

fn snapshot(members: usize) -> String {
    let names: Vec<String> = (0..members).map(|place| format!("rep{place:05}")).collect();
    let reps: Vec<String> = names
        .iter()
        .map(|name| {
            format!("{{ \"id\": \"{name}\", \"capacity\": {{ \"units\": 1000000 }}, \"open\": {{ \"lead\": 4 }} }}")
        })
        .collect();
    let entries: Vec<String> = names
        .iter()
        .enumerate()
        .map(|(place, name)| {
            format!(
                "\"{name}\": {{ \"total\": 9, \"joined_at\": \"2026-01-05T09:00:00Z\", \"last_assigned_at\": \"2026-03-01T09:00:00Z\", \"last_seq\": {}, \"turns\": {{ \"month 2026-03\": {{ \"n\": 9, \"credit\": 0 }} }}, \"received\": {{ \"lead\": {{ \"day 2026-03-02\": 1 }} }} }}",
                place + 1
            )
        })
        .collect();
    format!(
        "{{ \"format\": 1, \"version\": 7, \"reps\": [{}], \"teams\": {{ \"desk\": {{ \"seq\": 100000, \"levels\": {{ \"month 2026-03\": \"9\" }}, \"members\": {{ {} }} }} }} }}",
        reps.join(", "),
        entries.join(", ")
    )
}
