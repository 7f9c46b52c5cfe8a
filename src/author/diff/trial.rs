//! Leads of flesh and blood in a box, routed through both versions before anything is said of them.

use super::cards::{Bits, Cards};
use super::joined::{Joined, Said};
use super::regions::Bound;
use super::search::{Difference, Side};
use super::ways::{Detail, Way, deed, words};
use crate::Ruleset;
use crate::author::written;
use crate::domain::{Lead, Outcome, Raw, Value};
use crate::model::{Chain, Decision, Expr, Link, Model, Rule, ScoreBody};
use crate::proof::Example;
use crate::region::{Classes, Formula, Found, Limits, Point, Search, Subject};
use crate::route::{Facts as _, LeadFacts, Request, Score};
use crate::ruleset::Live;
use jiff::Timestamp;
use std::sync::Arc;

/// Leads that are looked for in one box before it is left open whether there are any.
const SEARCHES: usize = 4_000;
/// Leads of one box that are routed.
const ROUTED: usize = 200;

/// The two versions with the people they decide on.
pub(super) struct Trial<'a> {
    pub(super) joined: &'a Joined,
    pub(super) search: &'a Search<'a, 'a>,
    pub(super) old: &'a Live,
    pub(super) new: &'a Live,
    pub(super) sides: (&'a Side, &'a Side),
    pub(super) routes: (&'a str, &'a str),
    pub(super) plain: &'a Lead,
    pub(super) now: Timestamp,
}

/// A lead that the two versions do not route alike.
#[derive(Clone, Debug)]
pub(super) struct Shown {
    pub(super) before: String,
    pub(super) after: String,
    pub(super) example: String,
    /// A rule before, the same in both versions, fits it and finds nobody.
    pub(super) passed_on: bool,
}

/// Whether there is such a lead.
pub(super) enum Tried {
    Shown(Shown),
    /// There is none.
    Nobody,
    Open,
}

/// What was done about a lead: each rule that was tried, with what it does for this lead; where it ended.
struct Gone<'w> {
    tried: Vec<(Option<Done>, Option<&'w Way>)>,
    end: (Outcome, Option<Arc<str>>, Option<Arc<str>>),
}

/// What a rule does, and the teams and reps that it names for a lead.
type Done = (String, Vec<Option<String>>);

/// A rule in words.
struct Words {
    what: String,
    promise: String,
    rule: String,
}

impl Trial<'_> {
    /// A rule by its place in one of the lists.
    pub(super) fn named(&self, place: Option<usize>, newer: bool) -> String {
        let side = if newer { self.sides.1 } else { self.sides.0 };
        let way = place.and_then(|place| side.ways.get(place));
        way.map_or_else(|| "nobody".to_owned(), |way| format!("`{}`", way.path.last().map_or("", |name| name)))
    }

    /// The lead that says as little as it may, in the numbers of both versions together.
    fn plain_values(&self) -> Vec<Option<Value>> {
        let mut all = vec![None; self.joined.model.lead.fields.len()];
        for (place, value) in self.joined.fields.iter().zip(&self.plain.values) {
            if let Some(slot) = place.and_then(|place| all.get_mut(place)) {
                slot.clone_from(value);
                slot.iter_mut().for_each(|value| {
                    self.joined.constants.value(value);
                });
            }
        }
        all
    }

    /// What becomes of leads that are not valid, where that is not the same.
    pub(super) fn invalid(&self, (before, after): (usize, usize)) -> Option<Shown> {
        let rule = |live: &Live, place: usize, newer: bool| {
            let model = live.rules().model();
            let id = model.routes.get(place)?.on_invalid?;
            let joined = if newer { id.index().checked_add(self.joined.older_rules)? } else { id.index() };
            self.joined.model.rules.get(joined)
        };
        let (was, is) = (rule(self.old, before, false), rule(self.new, after, true));
        let space = self.search.space;
        let deeds = (was.map(|rule| deed(space, rule)), is.map(|rule| deed(space, rule)));
        if deeds.0 == deeds.1 {
            return None;
        }
        let told = |rule: Option<&Rule>, detail: Detail| {
            let unknown = |value: &Expr| Some(super::words::named(&self.joined.model, value));
            rule.map_or_else(|| "invalid".to_owned(), |rule| words(&self.joined.model, rule, detail, &unknown))
        };
        let detail = if told(was, Detail::First) == told(is, Detail::First) { Detail::Links } else { Detail::First };
        // A lead that says nothing is not valid where something is required.
        let example = if self.new.rules().lead(&[]).is_valid() { "a lead that is not valid" } else { "given lead { }" };
        Some(Shown {
            before: told(was, detail),
            after: told(is, detail),
            example: example.to_owned(),
            passed_on: false,
        })
    }

    /// Whether nobody lies in a box.
    pub(super) fn is_nobody(&self, limits: &Limits, steps: &mut u64) -> bool {
        matches!(self.look(limits, None, steps), Tried::Nobody)
    }

    /// Looks for a lead in a box that is routed otherwise. Score cards are gone through line by line, as far as it takes.
    pub(super) fn run(&self, difference: &Difference, bounds: &[Bound], steps: &mut u64) -> Tried {
        self.look(&difference.limits, Some((bounds, difference.by_value)), steps)
    }

    /// Without bounds any lead will do, and is not shown.
    fn look(&self, limits: &Limits, wanted: Option<(&[Bound], bool)>, steps: &mut u64) -> Tried {
        let base = self.search.within(limits);
        let point = match self.search.find(&[&base], steps) {
            Found::Point(point) => point,
            Found::Nothing => return Tried::Nobody,
            Found::TooLarge => return Tried::Open,
        };
        let cards = Cards::of(self.search, limits, &point);
        let mut left = (SEARCHES, ROUTED);
        let mut open = false;
        // Each with what is known of its first lines.
        let mut stack: Vec<(Vec<Formula>, Vec<Option<bool>>)> = vec![(vec![base], vec![None; cards.lines.len()])];
        while let Some((formulas, bits)) = stack.pop() {
            if left.0 == 0 || left.1 == 0 || *steps == 0 {
                return Tried::Open;
            }
            left.0 = left.0.saturating_sub(1);
            if !cards.can_be(self.search, &bits) {
                continue;
            }
            let all: Vec<&Formula> = formulas.iter().collect();
            let point = match self.search.find(&all, steps) {
                Found::Point(point) => point,
                Found::Nothing => continue,
                Found::TooLarge => {
                    open = true;
                    continue;
                }
            };
            let has = cards.bits(&point);
            if cards.can_be(self.search, &has) {
                left.1 = left.1.saturating_sub(1);
                let Some((bounds, by_value)) = wanted else { return Tried::Open };
                if let Some(shown) = self.shown(&point, bounds, by_value) {
                    return Tried::Shown(shown);
                }
            }
            match bits.iter().position(Option::is_none) {
                None => open |= cards.is_open || cards.can_be(self.search, &has),
                Some(next) => self.branch(&cards, &formulas, &bits, next, &has, &mut stack),
            }
        }
        if open { Tried::Open } else { Tried::Nobody }
    }

    fn branch(
        &self,
        cards: &Cards<'_>,
        formulas: &[Formula],
        bits: &Bits,
        next: usize,
        has: &Bits,
        stack: &mut Vec<(Vec<Formula>, Vec<Option<bool>>)>,
    ) {
        let Some(line) = cards.lines.get(next) else { return };
        let first = has.get(next).copied().flatten().unwrap_or(false);
        // What the lead at hand has not is tried first: what it has did not do.
        for yes in [first, !first] {
            let mut bits = bits.to_vec();
            if let Some(slot) = bits.get_mut(next) {
                *slot = Some(yes);
            }
            let mut all = formulas.to_vec();
            all.push(if yes { line.clone() } else { self.search.space.outside(line) });
            stack.push((all, bits));
        }
    }

    /// A lead of the classes of a point, when it lies in the box and is routed otherwise.
    fn shown(&self, point: &Point, bounds: &[Bound], by_value: bool) -> Option<Shown> {
        let mut example = Example::of(self.search.space, point)?;
        example.lean(self.search.space, point, &self.plain_values());
        let attributes = example.attributes(&self.joined.model);
        let attributes: Vec<(&str, Raw<'_>)> =
            attributes.iter().map(|(name, raw)| (name.as_str(), raw.clone())).collect();
        let read = |rules: &Ruleset| Some(rules.lead(&attributes)).filter(Lead::is_valid);
        let (before_lead, after_lead) = (read(self.old.rules())?, read(self.new.rules())?);
        let (mut asked, mut other) = (
            self.asked(&example, &before_lead, self.routes.0, point),
            self.asked(&example, &after_lead, self.routes.1, point),
        );
        if !example.has_moment() {
            (asked, other) = (asked.at(self.now), other.at(self.now));
        }
        let rows = self.rows(&example, (&asked, &other));
        let with_rows = |live: &Live| {
            let mut snapshot = live.snapshot().clone();
            for (record, row) in &rows {
                snapshot.tables.entry(Arc::clone(record)).or_default().push(row.clone());
            }
            live.rules().bind(snapshot)
        };
        let known = (!rows.is_empty()).then(|| (with_rows(self.old), with_rows(self.new)));
        let (old, new) = known.as_ref().map_or((self.old, self.new), |(old, new)| (old, new));
        if !bounds.iter().all(|bound| bound.holds((old, &asked), (new, &other))) {
            return None;
        }
        let gone = self.gone(old, &asked, self.sides.0, false)?;
        let goes = self.gone(new, &other, self.sides.1, true)?;
        let done = |gone: &Gone<'_>| gone.tried.iter().map(|(done, _)| done.clone()).collect::<Vec<_>>();
        let (was, is) = (done(&gone), done(&goes));
        if was == is && gone.end == goes.end {
            return None;
        }
        // Where they part for the first time; a rule that goes on where the other list has none is told with the last.
        let place = (0..was.len().max(is.len())).find(|place| was.get(*place) != is.get(*place)).unwrap_or(0);
        let said = |detail: Detail| {
            let way = |gone: &Gone<'_>| gone.tried.get(place).and_then(|(_, way)| way.map(Way::clone));
            let before = self.said((old, &asked), way(&gone).as_ref(), (detail, by_value), false)?;
            Some((before, self.said((new, &other), way(&goes).as_ref(), (detail, by_value), true)?))
        };
        let (mut before, mut after) = said(Detail::First)?;
        for detail in [Detail::Targets, Detail::Links] {
            if before.what == after.what && before.promise == after.promise {
                (before, after) = said(detail)?;
            }
        }
        let promise = before.what == after.what && before.promise != after.promise;
        // A rule that was tried, and found nobody here, decides where its people are.
        let told = |words: Words, gone: &Gone<'_>| {
            let promise = if promise { format!(", {}", words.promise) } else { String::new() };
            let tried = place.saturating_add(1) < gone.tried.len();
            let somebody = if tried { " when somebody is there" } else { "" };
            format!("{}{promise}{}{somebody}", words.what, words.rule)
        };
        let example = self.pasted(&example, &after_lead, &rows);
        Some(Shown { before: told(before, &gone), after: told(after, &goes), example, passed_on: place > 0 })
    }

    fn asked<'l>(&self, example: &Example, lead: &'l Lead, route: &str, point: &Point) -> Request<'l> {
        let mut request = example.request(lead, route);
        for id in &point.asked {
            let Some(attribute) = self.search.space.attribute(*id) else { continue };
            let Subject::Value(Expr::Score(score)) = &attribute.subject else { continue };
            let body = self.joined.model.scores.get(score.index()).map(|score| &score.body);
            let (Some(ScoreBody::Scorer(scorer)), Classes::Numbers(_)) = (body, &attribute.classes) else {
                continue;
            };
            let answer = match attribute.example(point.class(*id)) {
                Some(Value::Decimal(number)) => Some(Score::new(number)),
                _ => None,
            };
            if let Some(name) = self.joined.model.scorers.get(scorer.index()) {
                request = request.answer(Arc::clone(name), answer);
            }
        }
        request
    }

    /// Rows that matches find.
    fn rows(&self, example: &Example, (old, new): (&Request<'_>, &Request<'_>)) -> Vec<(Arc<str>, Vec<Option<Value>>)> {
        let value = |value: &Expr| self.value(value, (self.old, old), (self.new, new));
        example.rows(&self.joined.model, &value).collect()
    }

    /// What a value is for a lead, in the version that can say it.
    fn value(&self, value: &Expr, old: (&Live, &Request<'_>), new: (&Live, &Request<'_>)) -> Option<Value> {
        match self.joined.said(value) {
            Said::Before(value) | Said::Both(value) => old.0.with_facts(old.1, |facts| facts.value(&value, None)),
            Said::After(value) => new.0.with_facts(new.1, |facts| facts.value(&value, None)),
        }
    }

    fn gone<'w>(&self, live: &Live, request: &Request<'_>, side: &'w Side, newer: bool) -> Option<Gone<'w>> {
        let model = live.rules().model();
        let (answer, tried) = live
            .told(request, |all, walk, answer| {
                let of_chain = |chain: &Chain| {
                    side.ways.iter().find(|way| {
                        let rule = self.own_rule(model, way, newer);
                        let own = rule.and_then(|rule| rule.decision.as_ref()).and_then(Decision::chain);
                        own.is_some_and(|own| std::ptr::eq(own, chain))
                    })
                };
                let mut tried: Vec<Option<&Way>> =
                    walk.map_or_else(Vec::new, |walk| walk.tried.iter().map(|tried| of_chain(tried.chain)).collect());
                let end = side.ways.iter().find(|way| *way.path == *answer.path);
                let is_last =
                    |way: &Way| tried.last().is_some_and(|last| last.is_some_and(|last| last.rule == way.rule));
                if !end.is_some_and(is_last) {
                    tried.push(end);
                }
                let done = tried.into_iter().map(|way| (way.map(|way| self.done(way, all.facts, newer)), way));
                done.collect::<Vec<_>>()
            })
            .ok()?;
        Some(Gone { tried, end: (answer.outcome, answer.team, answer.queue) })
    }

    /// A rule of a way in the model of its own version.
    fn own_rule<'m>(&self, model: &'m Model, way: &Way, newer: bool) -> Option<&'m Rule> {
        let place = if newer { way.rule.index().checked_sub(self.joined.older_rules)? } else { way.rule.index() };
        model.rules.get(place)
    }

    fn done(&self, way: &Way, facts: &LeadFacts<'_>, newer: bool) -> Done {
        let rule = self.joined.model.rules.get(way.rule.index());
        let chain = rule.and_then(|rule| rule.decision.as_ref()).and_then(Decision::chain);
        let named = chain.into_iter().flat_map(|chain| &chain.links).filter_map(Link::named);
        let values =
            named.map(|value| facts.value(&self.joined.own(value, newer), None).map(|value| facts.model.print(&value)));
        (way.deed.plain().to_owned(), values.collect())
    }

    /// What a rule does for a lead: its first target, or all; by the values of this lead, or by what names them.
    fn said(
        &self,
        (live, request): (&Live, &Request<'_>),
        way: Option<&Way>,
        (detail, by_value): (Detail, bool),
        newer: bool,
    ) -> Option<Words> {
        let nothing = || Words { what: "held".to_owned(), promise: String::new(), rule: String::new() };
        let Some(way) = way else { return Some(nothing()) };
        let model = &self.joined.model;
        let rule = model.rules.get(way.rule.index())?;
        let value = |value: &Expr| {
            if !by_value {
                return Some(super::words::named(model, value));
            }
            let found = live.with_facts(request, |facts| facts.value(&self.joined.own(value, newer), None));
            Some(found.map_or_else(|| super::words::named(model, value), |value| live.rules().model().print(&value)))
        };
        let promise = rule.sla.and_then(|sla| model.slas.get(sla.index()));
        Some(Words {
            what: words(model, rule, detail, &value),
            promise: promise.map_or_else(|| "no promise".to_owned(), |sla| format!("promise {}", sla.name)),
            rule: format!(" by {}", rule.name),
        })
    }

    /// The lead, ready to paste into a test.
    fn pasted(&self, example: &Example, lead: &Lead, rows: &[(Arc<str>, Vec<Option<Value>>)]) -> String {
        let model = self.new.rules().model();
        let mut parts = Vec::new();
        if example.is_timed() {
            parts.push(format!("given now {}", example.now));
        }
        for (name, row) in rows {
            let record = self.joined.model.records.iter().rev().find(|record| record.name == *name);
            let Some(record) = record else { continue };
            let fields: Vec<String> = record
                .schema
                .fields
                .iter()
                .zip(row)
                .filter_map(|(field, value)| {
                    let value = written::literal(&self.joined.model, value.as_ref()?, &field.kind);
                    Some(format!("{}: {value}", field.name))
                })
                .collect();
            parts.push(format!("given {name} {{ {} }}", fields.join("  ")));
        }
        parts.push(written::given_lead(model, lead, self.plain));
        parts.join("  ")
    }
}
