//! Tests for what no test came by: written in the language, and tried before they are handed out.

use super::missing;
use super::seen::Seen;
use super::units::{Unit, Units};
use crate::Ruleset;
use crate::author::bench::Bench;
use crate::author::beside::Beside;
use crate::author::palette::Palette;
use crate::author::run::{Bases, asked_for};
use crate::author::written;
use crate::calendar::{Zone, local_time};
use crate::domain::{Assignment, Lead, Outcome, Snapshot};
use crate::model::{DerivedBody, Given, TablePolicy, TestCase};
use crate::syntax::{written_name, written_text};
use crate::text::{Edit, Source, Span};
use jiff::Timestamp;
use jiff::civil::{date, time};
use std::fmt::Write as _;
use std::sync::Arc;

/// Under each circumstance so many leads are tried.
const LEADS: usize = 1_500;

/// So many circumstances (moment and snapshot) of the policy's own tests are looked at.
const CIRCUMSTANCES: usize = 8;

/// Tests that were not there.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Suggested {
    /// The text of the tests; with the head of a module where the policy has modules.
    pub text: String,
    /// How many tests it holds.
    pub tests: usize,
    /// What no lead was found for, in the words of the policy.
    pub left: Vec<String>,
}

impl Ruleset {
    /// Writes tests for what the policy's tests do not come by. Each says what the policy does now: whether that is meant,
    /// its author must say. All of them compile and pass. `filter`: as if there were only the tests whose title contains
    /// it.
    pub fn suggest(&self, filter: Option<&str>, beside: &mut dyn Beside) -> Suggested {
        let units = Units::of(self.model());
        let mut seen = self.seen(&units, filter, beside);
        let mut bases = Bases::new(beside);
        let mut texts = Vec::new();
        for (given, base) in self.circumstances(filter, &mut bases) {
            if missing(&units, &seen).is_empty() {
                break;
            }
            self.search(&units, &mut seen, &given, &base, &mut texts);
        }
        let (text, tests) = self.tried(texts, &mut bases);
        let left = missing(&units, &seen).into_iter().map(|unit| units.words(self.model(), unit)).collect();
        Suggested { text, tests, left }
    }

    /// Moments and snapshots that tests name, and the usual ones; without what a test gives beside.
    fn circumstances(&self, filter: Option<&str>, bases: &mut Bases<'_>) -> Vec<(Given, Snapshot)> {
        let mut found: Vec<(Given, Snapshot)> = Vec::new();
        for test in self.model().tests.iter().filter(|test| asked_for(test, filter)) {
            let given = Given { route: test.given.route, ..plainly(test.given.now, test.given.snapshot.clone()) };
            let known = |known: &Given| {
                known.now == given.now && known.snapshot == given.snapshot && known.route == given.route
            };
            if found.len() < CIRCUMSTANCES
                && !found.iter().any(|(given, _)| known(given))
                && let Ok(base) = bases.of(test)
            {
                found.push((given, base));
            }
        }
        let snapshot = found.iter().find(|(given, _)| given.snapshot.is_some());
        let (path, base) =
            snapshot.map_or((None, Snapshot::default()), |(given, base)| (given.snapshot.clone(), base.clone()));
        for now in self.moments() {
            if !found.iter().any(|(given, _)| given.now == now) {
                found.push((plainly(now, path.clone()), base.clone()));
            }
        }
        found
    }

    /// Noon in the zone of the policy and of each hours item on a usual Monday, and on the first day of each season.
    fn moments(&self) -> Vec<Timestamp> {
        let model = self.model();
        let noon = |day, zone: &Zone| local_time(day, time(12, 0, 0, 0), zone).map(|(at, _)| at);
        let monday = date(2026, 1, 5);
        let seasons = model.rules.iter().filter_map(|rule| rule.active.as_ref());
        let seasons = seasons.filter_map(|active| noon(active.from.or(active.to)?, &active.zone));
        let mut moments: Vec<Timestamp> = noon(monday, &model.zone).into_iter().collect();
        moments.extend(model.teams.iter().filter_map(|team| noon(monday, &team.zone)));
        moments.extend(seasons);
        let mut once = Vec::new();
        for moment in moments {
            if !once.contains(&moment) {
                once.push(moment);
            }
        }
        once
    }

    fn search(&self, units: &Units<'_>, seen: &mut Seen, given: &Given, base: &Snapshot, texts: &mut Vec<String>) {
        let model = self.model();
        let bench = Bench::new(self, given, base.clone());
        let palette = Palette::new(self, bench.live.snapshot(), given.now);
        for lead in palette.leads(self).take(LEADS) {
            let mut own = Seen::default();
            let told = bench.live.told(&bench.request(&lead), |all, walk, answer| {
                own.note(units, all, walk, answer);
                let new: Vec<Unit> = own.units.iter().copied().filter(|unit| !seen.units.contains(unit)).collect();
                let facts: Vec<String> = new.iter().filter_map(|unit| self.fact(*unit, all.facts)).collect();
                (new, facts)
            });
            let Ok((answer, (new, facts))) = told else { continue };
            let Some(first) = new.iter().copied().next() else { continue };
            let about = about(units.words(model, first), first);
            texts.push(self.written(&about, given, &lead, palette.plain(), &answer, facts));
            seen.units.extend(new);
        }
    }

    /// What there is to expect of a row or a line.
    fn fact(&self, unit: Unit, facts: &crate::route::LeadFacts<'_>) -> Option<String> {
        let model = self.model();
        match unit {
            Unit::Row(table, _) => {
                let policy = model.tables.get(table.index())?.policy;
                let place = model.derived.iter().position(
                    |derived| matches!(derived.body, DerivedBody::Table { table: own, .. } if own == table),
                )?;
                let derived = model.derived.get(place)?;
                if policy == TablePolicy::Collect || derived.typed.private {
                    return None;
                }
                let name = written_dotted(&derived.name);
                Some(match facts.derived(crate::domain::DerivedId::at(place)) {
                    None => format!("{name} is missing"),
                    Some(value) => format!("{name} is {}", written::literal(model, &value, &derived.typed.kind)),
                })
            }
            Unit::Points(score, _) => {
                let name = &model.scores.get(score.index())?.name;
                Some(format!("score {} {}", written_name(name), facts.score(score)?))
            }
            _ => None,
        }
    }

    fn written(
        &self,
        about: &str,
        given: &Given,
        lead: &Lead,
        plain: &Lead,
        answer: &Assignment,
        facts: Vec<String>,
    ) -> String {
        let model = self.model();
        let mut text = format!("test {} {{\n  given now {}\n", written_text(about), given.now);
        if let Some(path) = &given.snapshot {
            let _ = writeln!(text, "  given snapshot {}", written_text(path));
        }
        if let Some(route) = given.route.and_then(|route| model.routes.get(route.index())) {
            let _ = writeln!(text, "  given route {}", written_name(&route.name));
        }
        let said = written::given_lead(model, lead, plain);
        if said != "given lead { }" {
            let _ = writeln!(text, "  {said}");
        }
        let path: Vec<String> = answer.path.iter().map(step_name).collect();
        if !path.is_empty() {
            let _ = writeln!(text, "  expect path {}", path.join(" > "));
        }
        match (answer.outcome, &answer.team, &answer.queue) {
            (Outcome::Assigned, Some(team), _) => {
                let _ = writeln!(text, "  expect assigned to team {}", written_name(team));
            }
            (Outcome::Assigned, None, _) if answer.rep.is_some() => {
                let rep = answer.rep.as_deref().unwrap_or_default();
                let _ = writeln!(text, "  expect assigned to rep {}", written_text(rep));
            }
            (Outcome::Queued, _, Some(queue)) => {
                let _ = writeln!(text, "  expect assigned to queue {}", written_name(queue));
            }
            (outcome, ..) => {
                let _ = writeln!(text, "  expect outcome {}", outcome.word());
            }
        }
        let mut facts = facts;
        facts.dedup();
        for fact in facts {
            let _ = writeln!(text, "  expect {fact}");
        }
        text.push_str("}\n");
        text
    }

    /// Only tests that compile and pass, in one text.
    fn tried(&self, texts: Vec<String>, bases: &mut Bases<'_>) -> (String, usize) {
        let documents = self.documents();
        let head = self.head(&documents);
        let with = |tests: &[String]| {
            let body = tests.join("\n");
            match (&head, self.texts().last()) {
                (None, Some((source, last))) => {
                    let end = u32::try_from(last.text().len()).unwrap_or(u32::MAX);
                    let edit = Edit { span: Span::new(source, end, end), text: format!("\n{body}") };
                    self.edited(&documents, &[edit], None)
                }
                _ => {
                    let text = format!("{}\n{body}", head.as_deref().unwrap_or_default());
                    self.edited(&documents, &[], Some(Source::new("suggested.route", text)))
                }
            }
        };
        let before = self.model().tests.len();
        let mut good = Vec::new();
        let all_at_once = with(&texts).ok();
        for (place, text) in texts.iter().enumerate() {
            let one;
            let (rules, place) = match &all_at_once {
                Some(rules) => (rules, before.saturating_add(place)),
                None => match with(std::slice::from_ref(text)) {
                    Ok(rules) => {
                        one = rules;
                        (&one, before)
                    }
                    Err(_) => continue,
                },
            };
            if rules.model().tests.get(place).is_some_and(|test| passes(rules, test, bases)) {
                good.push(text.clone());
            }
        }
        let body = good.join("\n");
        let text = match head {
            Some(head) if !good.is_empty() => format!("{head}\n{body}"),
            _ => body,
        };
        (text, good.len())
    }

    /// The head of a module that sees all others; none where the policy has no modules.
    fn head(&self, documents: &[crate::syntax::tree::Document]) -> Option<String> {
        let dotted = |name: &crate::syntax::tree::Dotted| {
            name.parts.iter().map(|part| written_name(&part.text)).collect::<Vec<_>>().join(".")
        };
        let names: Vec<String> =
            documents.iter().filter_map(|document| Some(dotted(&document.module.as_ref()?.name))).collect();
        let first = names.first()?;
        let mut own = format!("{first}.suggested");
        while names.contains(&own) {
            own.push_str("_more");
        }
        let mut head = format!("pointsman 1\nmodule {own} \"Suggested tests\"\n");
        for name in &names {
            let _ = writeln!(head, "use {name}");
        }
        Some(head)
    }
}

/// A moment and a snapshot, and nothing else given.
fn plainly(now: Timestamp, snapshot: Option<Arc<str>>) -> Given {
    Given {
        now,
        since: None,
        attempt: 1,
        exclude: Vec::new(),
        route: None,
        snapshot,
        lead: Vec::new(),
        reps: Vec::new(),
        records: Vec::new(),
    }
}

fn passes(rules: &Ruleset, test: &TestCase, bases: &mut Bases<'_>) -> bool {
    let Ok(base) = bases.of(test) else { return false };
    let lead = crate::author::defaults::lead(rules, &test.given.lead, test.given.now);
    Bench::new(rules, &test.given, base).passes(test, &lead)
}

/// A step of a path as a test writes it.
fn step_name(step: &Arc<str>) -> String {
    if matches!(&**step, "otherwise" | "on invalid") { step.to_string() } else { written_name(step) }
}

fn written_dotted(name: &str) -> String {
    name.split('.').map(written_name).collect::<Vec<_>>().join(".")
}

fn about(words: String, unit: Unit) -> String {
    let words = words.replace("   never yes", " holds").replace("   never no", " does not hold");
    match unit {
        Unit::Decision(_) => format!("Suggested: rule {words} decides"),
        _ => format!("Suggested: {words}"),
    }
}
