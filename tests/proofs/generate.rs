//! Small policies over few fields, of which every lead that conditions can tell apart can be listed.

use crate::dice::Dice;
use pointsman::domain::Raw;
use std::fmt::Write;

/// A field, its values on both sides of every border, and conditions about it.
struct Field {
    declared: &'static str,
    name: &'static str,
    values: &'static [Option<&'static str>],
    conditions: &'static [&'static str],
}

const FIELDS: [Field; 8] = [
    Field {
        declared: "country: country optional",
        name: "country",
        values: &[None, Some("DE"), Some("AT"), Some("CH"), Some("FR"), Some("US"), Some("JP")],
        conditions: &[
            "country is DE",
            "country in [DE, AT]",
            "country in [DE, FR, US]",
            "country is not US",
            "country is missing",
            "in_territory(dach)",
            "not in_territory(dach)",
        ],
    },
    Field {
        declared: "employees: integer optional check employees >= 1",
        name: "employees",
        values: &[
            None,
            Some("1"),
            Some("9"),
            Some("10"),
            Some("99"),
            Some("100"),
            Some("101"),
            Some("999"),
            Some("1000"),
        ],
        conditions: &[
            "employees >= 10",
            "employees > 100",
            "employees < 100",
            "employees in 10..99",
            "employees in 100..<1000",
            "employees is 10",
            "employees is missing",
            "not (employees >= 1000)",
            "segment is small",
            "segment is large",
            "segment in [medium, large]",
            "segment is not small",
        ],
    },
    Field {
        declared: "demo: boolean optional",
        name: "demo",
        values: &[None, Some("yes"), Some("no")],
        conditions: &["demo", "not demo", "demo is present"],
    },
    Field {
        declared: "industry: Industry optional",
        name: "industry",
        values: &[None, Some("saas"), Some("finserv"), Some("public")],
        conditions: &[
            "industry is saas",
            "industry in [saas, finserv]",
            "industry is not public",
            "industry is present",
            "industry not in [saas, public]",
        ],
    },
    Field {
        declared: "zip: text optional",
        name: "zip",
        values: &[None, Some("1"), Some("9"), Some("94"), Some("941"), Some("94107"), Some("95")],
        conditions: &[
            "zip starts with \"9\"",
            "zip starts with \"94\"",
            "not (zip starts with \"941\")",
            "zip is \"94107\"",
            "patch has zip",
            "zip is missing",
        ],
    },
    Field {
        declared: "tags: list of text optional",
        name: "tags",
        values: &[None, Some("[]"), Some("[a]"), Some("[b]"), Some("[a, b]")],
        conditions: &[
            "tags has \"a\"",
            "tags has any of [\"a\", \"b\"]",
            "tags has all of [\"a\", \"b\"]",
            "not (tags has \"b\")",
            "tags is present",
        ],
    },
    Field {
        declared: "joined: date optional",
        name: "joined",
        values: &[
            None,
            Some("2026-01-31"),
            Some("2026-02-01"),
            Some("2026-02-28"),
            Some("2026-03-01"),
            Some("2026-03-02"),
        ],
        conditions: &[
            "joined >= 2026-02-01",
            "joined < 2026-03-01",
            "joined in 2026-02-01..2026-03-01",
            "joined is 2026-03-01",
        ],
    },
    Field {
        declared: "level: integer check level >= 0 and level <= 9",
        name: "level",
        values: &[Some("0"), Some("2"), Some("3"), Some("6"), Some("7"), Some("9")],
        conditions: &[
            "level >= 3",
            "level < 7",
            "level in 3..6",
            "level <= 9",
            "level > 2",
            "plan is gold",
            "plan is silver",
        ],
    },
];

/// A policy and every lead that it can tell apart.
pub(crate) struct Policy {
    pub(crate) text: String,
    pub(crate) leads: Vec<Vec<(String, Raw<'static>)>>,
    /// Names of rules, each with whether its chain ends with its own team, `team_NAME` of rep `rep_NAME`.
    pub(crate) rules: Vec<(String, bool)>,
}

pub(crate) fn policy(seed: u64) -> Policy {
    let mut dice = Dice::new(seed);
    let mut fields: Vec<&Field> = Vec::new();
    while fields.len() < 3 {
        let field = &FIELDS[dice.below(FIELDS.len())];
        if fields.iter().all(|known| known.name != field.name) {
            fields.push(field);
        }
    }
    let mut writer = Writer { dice, fields, rules: Vec::new(), teams: String::new(), body: String::new() };
    writer.statements(1, 2);
    let end = writer.dice.chance(50);
    let Writer { fields, rules, teams, body, .. } = writer;
    // Definitions speak of all fields; those that no lead may tell apart stay as they are.
    let declared: Vec<String> = FIELDS.iter().map(|field| format!("  {}", field.declared)).collect();
    let otherwise = if end { "  otherwise { assign queue triage }\n" } else { "" };
    let text = format!(
        "pointsman 1\nlead {{\n  id: text\n{}\n}}\nenum Industry {{ saas finserv public }}\nenum Size {{ small medium large }}\n\
         enum Plan {{ gold silver bronze }}\nrep {{ x: text optional }}\n\
         territory dach where country in [DE, AT, CH]\n\
         lookup patch {{ key zip: text by prefix  column n: integer\n  \"941\" => 1\n  \"95\" => 2\n}}\n\
         classify segment as Size {{ large when employees >= 100  medium when employees >= 10  small when employees >= 1 }}\n\
         table plan first {{\n  level => plan: Plan\n  >= 7 => gold\n  3..6 => silver\n  any => bronze\n}}\n\
         queue triage\nqueue desk\n{teams}main route r {{\n{body}{otherwise}}}\n",
        declared.join("\n")
    );
    let mut leads: Vec<Vec<(String, Raw<'static>)>> = vec![vec![("id".to_owned(), "1".into())]];
    for field in &fields {
        leads = leads
            .iter()
            .flat_map(|lead| {
                field.values.iter().map(move |value| {
                    let mut lead = lead.clone();
                    lead.extend(value.map(|value| (field.name.to_owned(), raw(value))));
                    lead
                })
            })
            .collect();
    }
    if fields.iter().all(|field| field.name != "level") {
        leads.iter_mut().for_each(|lead| lead.push(("level".to_owned(), "0".into())));
    }
    Policy { text, leads, rules }
}

fn raw(value: &'static str) -> Raw<'static> {
    match value.strip_prefix('[').and_then(|list| list.strip_suffix(']')) {
        Some(items) => Raw::List(items.split(", ").filter(|item| !item.is_empty()).map(Raw::from).collect()),
        None => value.into(),
    }
}

/// The policy with one change, which may change nothing.
pub(crate) fn edited(text: &str, seed: u64) -> String {
    let mut dice = Dice::new(seed.wrapping_add(77));
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let rules: Vec<usize> = (0..lines.len()).filter(|place| lines[*place].trim_start().starts_with("rule ")).collect();
    let end = |lines: &[String], start: usize| {
        (start..lines.len()).find(|place| lines[*place].trim() == "}").expect("it ends")
    };
    let start = rules[dice.below(rules.len())];
    let stop = end(&lines, start);
    let conditions: Vec<usize> = (start + 1..stop - 1).collect();
    let place = conditions[dice.below(conditions.len())];
    match dice.below(10) {
        0 | 1 if rules.len() > 1 => {
            // Neighbours, where they stand side by side.
            if lines.get(stop + 1).is_some_and(|line| line.trim_start().starts_with("rule ")) {
                let other = end(&lines, stop + 1);
                lines[start..=other].rotate_left(stop + 1 - start);
            }
        }
        2 if rules.len() > 1 => {
            lines.drain(start..=stop);
        }
        3 => {
            let decision = stop - 1;
            let (old, new) = match lines[decision].trim() {
                "assign queue desk" => ("assign queue desk", "assign queue triage"),
                "disqualify \"no\"" => ("disqualify \"no\"", "assign queue desk"),
                _ => ("assign team", "assign queue desk if level > 3 else team"),
            };
            lines[decision] = lines[decision].replace(old, new);
        }
        4 if conditions.len() > 1 => {
            lines.remove(place);
        }
        5 => {
            let (word, condition) = lines[place].trim().split_once(' ').expect("a line");
            lines[place] = format!("    {word} not ({condition})");
        }
        6 => {
            let other = dice.below(FIELDS.len());
            let condition = dice.pick(FIELDS[other].conditions);
            lines.insert(place, format!("    when {condition}"));
        }
        7 => lines[start] = lines[start].replace("rule r", "rule renamed_r"),
        _ => {
            let edits = [
                ("large when employees >= 100 ", "large when employees >= 101 "),
                ("medium when employees >= 10 ", "medium when employees >= 10 and country is not US "),
                ("[DE, AT, CH]\n", "[DE, AT]\n"),
                ("\"941\" => 1", "\"94107\" => 1"),
                (">= 7 => gold", ">= 6 => gold"),
                ("3..6 => silver", "4..6 => silver"),
                ("any => bronze", "any => silver"),
                ("check employees >= 1\n", "check employees >= 1 and employees <= 999\n"),
            ];
            let (old, new) = edits[dice.below(edits.len())];
            return text.replacen(old, new, 1);
        }
    }
    lines.join("\n") + "\n"
}

struct Writer {
    dice: Dice,
    fields: Vec<&'static Field>,
    rules: Vec<(String, bool)>,
    teams: String,
    body: String,
}

impl Writer {
    fn statements(&mut self, depth: usize, branches: usize) {
        for _ in 0..3 + self.dice.below(4) {
            if branches > 0 && self.dice.chance(15) {
                let name = format!("branch_{}", self.body.len());
                let condition = self.condition();
                let _ = writeln!(self.body, "{}branch {name} when {condition} {{", "  ".repeat(depth));
                self.statements(depth + 1, branches - 1);
                let _ = writeln!(self.body, "{}}}", "  ".repeat(depth));
            } else {
                self.rule(depth);
            }
        }
    }

    fn rule(&mut self, depth: usize) {
        let name = format!("r{}", self.rules.len());
        let mut lines = vec![format!("when {}", self.condition())];
        while self.dice.chance(35) {
            lines.push(format!("when {}", self.condition()));
        }
        if self.dice.chance(20) {
            lines.push(format!("unless {}", self.condition()));
        }
        let open = self.dice.chance(20);
        let decision = match self.dice.below(3) {
            _ if open => {
                let _ = writeln!(self.teams, "team team_{name} {{ members [\"rep_{name}\", \"other\"] }}");
                format!("assign team team_{name}")
            }
            0 => "disqualify \"no\"".to_owned(),
            _ => "assign queue desk".to_owned(),
        };
        let _ = writeln!(self.body, "{}rule {name} {{", "  ".repeat(depth));
        for line in lines.iter().chain([&decision]) {
            let _ = writeln!(self.body, "{}{line}", "  ".repeat(depth + 1));
        }
        let _ = writeln!(self.body, "{}}}", "  ".repeat(depth));
        self.rules.push((name, open));
    }

    fn condition(&mut self) -> String {
        match self.dice.below(10) {
            0 => format!("{} or {}", self.single(), self.single()),
            1 => format!("{} and {}", self.single(), self.single()),
            2 => format!("not ({} or {})", self.single(), self.single()),
            _ => self.single(),
        }
    }

    fn single(&mut self) -> String {
        let field = self.fields[self.dice.below(self.fields.len())];
        self.dice.pick(field.conditions).to_owned()
    }
}
