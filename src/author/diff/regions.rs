//! Which leads go elsewhere in the newer version: as boxes, each with a lead that was routed through both.

use super::joined::{Joined, Said};
use super::search::{Difference, Judged, Side, Spent, differences, is_within, joined};
use super::trial::{Shown, Trial, Tried};
use super::ways::ways;
use super::words;
use crate::Ruleset;
use crate::author::defaults;
use crate::domain::{RouteId, Snapshot, Value, key_of};
use crate::model::{Constants, Expr, Model};
use crate::region::{AttributeId, ClassSet, Classes, Limits, Search, Space, Subject, YES};
use crate::route::Request;
use crate::ruleset::Live;
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Steps of the search for all differences of two versions.
const STEPS: u64 = 20_000_000;
/// Boxes that are looked at.
const BOXES: usize = 4_000;

/// What is said of leads that an earlier rule takes where its people are there.
const AFTER_OTHERS: &str = ", if no rule before takes them";

/// Leads that went one way and go another.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Elsewhere {
    /// The route that was asked.
    pub route: Arc<str>,
    /// Which leads, in words: `DE, 750..999 employees`.
    pub leads: String,
    /// Where they went: `emea_mm by dach_mm`.
    pub before: String,
    /// Where they go.
    pub after: String,
    /// A small lead that does, ready to paste into a test.
    pub example: String,
    lies: Lies,
}

/// Leads of which it is not known whether any of them goes elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LeftOpen {
    /// The route that was asked; empty for all.
    pub route: Arc<str>,
    /// Which leads, in words.
    pub leads: String,
    /// Why, in words.
    pub why: String,
    lies: Lies,
}

/// What was found about where leads go.
#[derive(Clone, Debug, Default)]
pub(super) struct Found {
    pub(super) elsewhere: Vec<Elsewhere>,
    pub(super) left_open: Vec<LeftOpen>,
    /// Why there may be others.
    pub(super) bounds: Vec<String>,
    /// Why a route was not compared.
    pub(super) not_tried: Option<String>,
}

/// Which leads lie in a region.
#[derive(Clone, Debug)]
enum Lies {
    /// In one of these boxes.
    Within(Arc<[Vec<Bound>]>),
    /// Leads that are not valid.
    Invalid,
    /// Leads that the versions do not read alike.
    ReadOtherwise,
}

/// Two regions are the same when they say the same.
impl PartialEq for Lies {
    fn eq(&self, other: &Self) -> bool {
        std::mem::discriminant(self) == std::mem::discriminant(other)
    }
}

impl Eq for Lies {}

/// One attribute that lies in some classes.
#[derive(Clone, Debug)]
pub(super) struct Bound {
    value: Said,
    element: Option<Value>,
    classes: Classes,
    set: Arc<ClassSet>,
    constants: Arc<Constants>,
}

type Asked<'a, 'l> = (&'a Live, &'a Request<'l>);

impl Bound {
    fn of(space: &Space<'_>, joined: &Joined, id: AttributeId, set: &Arc<ClassSet>) -> Option<Self> {
        let attribute = space.attribute(id)?;
        let subject = |subject: &Subject| match subject {
            Subject::Field(field) => Some(Expr::Field(*field)),
            Subject::Value(value) => Some(value.clone()),
            Subject::Element { .. } | Subject::Asked(_) => None,
        };
        let (value, element) = match &attribute.subject {
            Subject::Element { list, value } => (subject(&space.attribute(*list)?.subject)?, Some(value.clone())),
            other => (subject(other)?, None),
        };
        let (classes, set, constants) = (attribute.classes.clone(), Arc::clone(set), Arc::clone(&joined.constants));
        Some(Self { value: joined.said(&value), element, classes, set, constants })
    }

    pub(super) fn holds(&self, before: Asked<'_, '_>, after: Asked<'_, '_>) -> bool {
        let ask =
            |(live, request): Asked<'_, '_>, value: &Expr| live.with_facts(request, |facts| facts.value(value, None));
        let mut value = match &self.value {
            Said::Before(value) | Said::Both(value) => ask(before, value),
            Said::After(value) => ask(after, value),
        };
        let (element, newer) = (self.element.as_ref(), matches!(self.value, Said::After(_)));
        if newer {
            value.iter_mut().for_each(|value| {
                self.constants.value(value);
            });
        }
        let class = match (element, &value) {
            (None, value) => self.classes.class(value.as_ref()),
            (Some(element), Some(Value::List(items))) => {
                let key = key_of(element);
                if items.iter().any(|item| key_of(item) == key) { YES } else { crate::region::NO }
            }
            (Some(_), _) => 0,
        };
        self.set.has(class)
    }
}

impl Lies {
    fn contains(&self, route: &str, before: Asked<'_, '_>, after: Asked<'_, '_>) -> bool {
        let (one, other) = (before.1.lead, after.1.lead);
        let asked = |(live, request): Asked<'_, '_>| {
            let id = live.rules().route_named(request.route.as_deref()).ok();
            id.and_then(|id| live.rules().model().routes.get(id.index())).map(|route| Arc::clone(&route.name))
        };
        match self {
            Self::ReadOtherwise => {
                let fields = |live: &Live| live.rules().model().lead.fields.clone();
                let (old, new) = (fields(before.0), fields(after.0));
                one.is_valid() != other.is_valid()
                    || old.iter().zip(&one.values).any(|(field, value)| {
                        let same = new.iter().position(|known| known.name == field.name);
                        let now = same.and_then(|place| other.values.get(place)).cloned().flatten();
                        let print = |live: &Live, value: &Option<Value>| {
                            value.as_ref().map(|value| live.rules().model().print(value))
                        };
                        same.is_some() && print(before.0, value) != print(after.0, &now)
                    })
            }
            _ if asked(after).as_deref() != Some(route) => false,
            Self::Invalid => !one.is_valid() && !other.is_valid(),
            Self::Within(bounds) => {
                let inside = |bounds: &Vec<Bound>| bounds.iter().all(|bound| bound.holds(before, after));
                one.is_valid() && other.is_valid() && bounds.iter().any(inside)
            }
        }
    }
}

impl Elsewhere {
    /// Whether a lead, as each of the two versions reads it, is one of these.
    pub fn contains(&self, before: (&Live, &Request<'_>), after: (&Live, &Request<'_>)) -> bool {
        self.lies.contains(&self.route, before, after)
    }
}

impl LeftOpen {
    /// Whether a lead, as each of the two versions reads it, is one of these.
    pub fn contains(&self, before: (&Live, &Request<'_>), after: (&Live, &Request<'_>)) -> bool {
        self.lies.contains(&self.route, before, after)
    }
}

/// Everything that goes elsewhere, route by route.
pub(super) fn found(old: &Ruleset, new: &Ruleset, snapshot: &Snapshot, now: Timestamp) -> Found {
    let both = Joined::of(old.model(), new.model());
    let space = Space::deep(&both.model);
    let search = Search::new(&space);
    let mut found = Found::default();
    if !both.read_otherwise.is_empty() {
        let fields = both.read_otherwise.join("`, `");
        found.left_open.push(LeftOpen {
            route: "".into(),
            leads: format!("leads of which the two versions do not read `{fields}` alike"),
            why: "they were not compared".to_owned(),
            lies: Lies::ReadOtherwise,
        });
    }
    found.bounds.extend(both.left_out.iter().map(|what| format!("`{what}` says otherwise, and is not looked into")));
    let (live_old, live_new) = (old.bind(snapshot.clone()), new.bind(snapshot.clone()));
    let plain = defaults::lead(new, &[], now);
    let mut spent = Spent { steps: STEPS, boxes: BOXES };
    for (before, after) in pairs(old.model(), new.model()) {
        let name = |model: &Model, place: usize| {
            model.routes.get(place).map_or_else(|| "".into(), |route| Arc::clone(&route.name))
        };
        let (was, is) = (name(old.model(), before), name(new.model(), after));
        let lists = (ways(&space, RouteId::at(before)), ways(&space, both.route_after(after)));
        let (Some(a), Some(b)) = lists else {
            found.not_tried = Some(format!("route `{is}` has too many rules to be compared"));
            continue;
        };
        let sides = (Side::new(a), Side::new(b));
        let trial = Trial {
            joined: &both,
            search: &search,
            old: &live_old,
            new: &live_new,
            sides: (&sides.0, &sides.1),
            routes: (&was, &is),
            plain: &plain,
            now,
        };
        if let Some(invalid) = trial.invalid((before, after)) {
            let (leads, lies) = ("leads that are not valid".to_owned(), Lies::Invalid);
            let Shown { before, after, example, .. } = invalid;
            found.elsewhere.push(Elsewhere { route: Arc::clone(&is), leads, before, after, example, lies });
        }
        let mut compared = Compared { trial: &trial, route: Arc::clone(&is), shown: Vec::new(), open: Vec::new() };
        if !compared.run(&mut spent) {
            found.bounds.push(format!("route `{is}` is too large to be compared to the end"));
        }
        compared.told(&mut found);
    }
    found
}

/// Routes that a host may ask for: of both versions those of one name, and the main ones. What only takes over from others
/// is compared there.
fn pairs(old: &Model, new: &Model) -> Vec<(usize, usize)> {
    let main =
        |model: &Model| model.routes.iter().position(|route| route.main).or((model.routes.len() == 1).then_some(0));
    let mains = main(old).zip(main(new));
    let mut all: Vec<(usize, usize)> = mains.into_iter().collect();
    for (after, route) in new.routes.iter().enumerate() {
        let before = old.routes.iter().position(|known| known.name == route.name);
        let known = |before: usize| all.iter().any(|(old, new)| *old == before || *new == after);
        if let Some(before) = before.filter(|before| !known(*before)) {
            all.push((before, after));
        }
    }
    all
}

struct Compared<'t> {
    trial: &'t Trial<'t>,
    route: Arc<str>,
    shown: Vec<(Difference, Shown)>,
    open: Vec<Difference>,
}

impl Compared<'_> {
    /// False when the search had to stop.
    fn run(&mut self, spent: &mut Spent) -> bool {
        let trial = self.trial;
        let space = trial.search.space;
        // What only one version says is told by what it comes from, where that is known.
        let follow = |id: AttributeId| match space.attribute(id).map(|known| &known.subject) {
            // What a grade is of says less than the grade, where that is of one version too.
            Some(Subject::Value(value @ Expr::Grade(grade))) => {
                let from = space.model.grades.get(grade.index()).map(|grade| &grade.from);
                trial.joined.is_of_one(value) && !from.is_some_and(|from| trial.joined.is_of_one(from))
            }
            Some(Subject::Value(value)) => trial.joined.is_of_one(value),
            _ => false,
        };
        let followed: Vec<bool> = (0..space.attributes().len()).map(|place| follow(AttributeId::at(place))).collect();
        let follow = |id: AttributeId| followed.get(id.index()).copied().unwrap_or(false);
        let (shown, open) = (&mut self.shown, &mut self.open);
        let mut judge = |difference: &Difference, steps: &mut u64| {
            let bounds = bounds(space, trial.joined, &difference.limits);
            match trial.run(difference, &bounds, steps) {
                Tried::Shown(lead) => {
                    shown.push((difference.clone(), lead));
                    Judged::Kept
                }
                Tried::Open => {
                    open.push(difference.clone());
                    Judged::Kept
                }
                Tried::Nobody => Judged::Empty(self::empty(trial, &difference.limits, steps)),
            }
        };
        differences(trial.search, trial.sides, &follow, spent, &mut judge)
    }

    /// Boxes of leads that take the same way both times become one, where they fit together.
    fn told(self, found: &mut Found) {
        let mut groups: Vec<(Way, Vec<Passed>)> = Vec::new();
        for (difference, shown) in self.shown {
            let key = (difference.before, difference.after, shown.before, shown.after);
            let one = (difference, shown.example, shown.passed_on);
            match groups.iter_mut().find(|(known, _)| *known == key) {
                Some((_, all)) => all.push(one),
                None => groups.push((key, vec![one])),
            }
        }
        let trial = self.trial;
        for ((.., before, after), all) in groups {
            let boxes: Vec<&Difference> = all.iter().map(|(difference, ..)| difference).collect();
            for mut region in regions(trial, &boxes) {
                let Some((_, example, passed_on)) = region.of.first().and_then(|place| all.get(*place)) else {
                    continue;
                };
                if *passed_on && !region.leads.ends_with(AFTER_OTHERS) {
                    region.leads.push_str(AFTER_OTHERS);
                }
                found.elsewhere.push(Elsewhere {
                    route: Arc::clone(&self.route),
                    leads: region.leads,
                    before: before.clone(),
                    after: after.clone(),
                    example: example.clone(),
                    lies: region.lies,
                });
            }
        }
        let mut open: BTreeMap<(Option<usize>, Option<usize>), Vec<&Difference>> = BTreeMap::new();
        for difference in &self.open {
            open.entry((difference.before, difference.after)).or_default().push(difference);
        }
        for ((before, after), all) in open {
            let (before, after) = (trial.named(before, false), trial.named(after, true));
            for region in regions(trial, &all) {
                found.left_open.push(LeftOpen {
                    route: Arc::clone(&self.route),
                    leads: region.leads,
                    why: format!("{before} before, {after} after: no such lead was found"),
                    lies: region.lies,
                });
            }
        }
    }
}

/// The rules before and after by their places, and in words.
type Way = (Option<usize>, Option<usize>, String, String);

/// A box with its example, and whether earlier leads decide about it.
type Passed = (Difference, String, bool);

/// Boxes that are told together.
struct Region {
    leads: String,
    lies: Lies,
    /// Which of the boxes.
    of: Vec<usize>,
}

fn regions(trial: &Trial<'_>, all: &[&Difference]) -> Vec<Region> {
    let space = trial.search.space;
    let owns = joined(all.iter().map(|difference| difference.own.clone()).collect());
    let region = |own: &Limits| {
        let of: Vec<usize> =
            (0..all.len()).filter(|place| all.get(*place).is_some_and(|one| is_within(&one.own, own))).collect();
        let boxes = || of.iter().filter_map(|place| all.get(*place)).map(|difference| &difference.limits);
        let lies = boxes().map(|limits| bounds(space, trial.joined, limits)).collect();
        let others_first = boxes().any(|limits| !is_within(own, limits));
        let mut leads = words::leads(space, trial.joined, own);
        if others_first {
            leads.push_str(AFTER_OTHERS);
        }
        Region { leads, lies: Lies::Within(lies), of }
    };
    owns.iter().map(region).collect()
}

fn bounds(space: &Space<'_>, joined: &Joined, limits: &Limits) -> Vec<Bound> {
    limits.iter().filter_map(|(id, set)| Bound::of(space, joined, *id, set)).collect()
}

/// A box around an empty one that is empty too: where what is scored alone makes it so, the rest is left out.
fn empty(trial: &Trial<'_>, limits: &Limits, steps: &mut u64) -> Limits {
    let space = trial.search.space;
    let scored = |id: &AttributeId| {
        matches!(
            space.attribute(*id).map(|known| &known.subject),
            Some(Subject::Value(Expr::Score(_) | Expr::Grade(_) | Expr::Arithmetic(..)))
        )
    };
    let only: Limits = limits.iter().filter(|(id, _)| scored(id)).map(|(id, set)| (*id, Arc::clone(set))).collect();
    if only.len() < limits.len() && !only.is_empty() && trial.is_nobody(&only, steps) {
        return only;
    }
    limits.clone()
}
