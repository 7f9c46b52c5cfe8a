//! Two lists of rules against each other: boxes of leads about which they do not say the same.

use super::ways::{Way, aligned};
use crate::proof::List;
use crate::region::{Around, AttributeId, ClassSet, Classes, Formula, Found, Limits, Point, Search};
use std::collections::BTreeMap;

/// A list with an index that finds the rules that hold for a lead.
pub(super) struct Side {
    pub(super) ways: Vec<Way>,
    list: List,
}

impl Side {
    pub(super) fn new(ways: Vec<Way>) -> Self {
        let list = List::new(ways.iter().map(Way::entry).collect());
        Self { ways, list }
    }

    /// The rules that evaluation tries for a lead, up to the first that decides for certain.
    fn tried(&self, point: &Point) -> Vec<usize> {
        let mut all = self.list.holding(point, self.ways.len());
        let end = all.iter().position(|place| self.ways.get(*place).is_some_and(|way| way.certain));
        all.truncate(end.map_or(all.len(), |end| end.saturating_add(1)));
        all
    }
}

/// Leads for which another rule decides, or the same does something else.
#[derive(Clone, Debug)]
pub(super) struct Difference {
    pub(super) limits: Limits,
    /// The same but for rules before that both lists have: leads that these take are no part of it either way.
    pub(super) own: Limits,
    /// The same is done, with another team or rep that the lead's values name.
    pub(super) by_value: bool,
    /// Places in the two lists.
    pub(super) before: Option<usize>,
    pub(super) after: Option<usize>,
}

/// What becomes of a box that was found.
pub(super) enum Judged {
    /// There is such a lead, or there may be.
    Kept,
    /// No lead lies in this box, which is around it.
    Empty(Limits),
}

/// What keeps the search from going on without end.
pub(super) struct Spent {
    pub(super) steps: u64,
    pub(super) boxes: usize,
}

/// Looks for all differences, in the boxes of rules that are not in both lists; false when it had to stop before.
///
/// A lead is found, the box around it in which both lists go on as they do for it; then a lead outside of all boxes so
/// far, until there is none.
pub(super) fn differences(
    search: &Search<'_, '_>,
    (old, new): (&Side, &Side),
    follow: &dyn Fn(AttributeId) -> bool,
    spent: &mut Spent,
    judge: &mut dyn FnMut(&Difference, &mut u64) -> Judged,
) -> bool {
    let pairs = aligned(&old.ways, &new.ways, Way::whole);
    let of_same = aligned(&old.ways, &new.ways, Way::of_whom);
    let same_before: BTreeMap<usize, usize> = of_same.iter().map(|(old, new)| (*new, *old)).collect();
    let back: BTreeMap<usize, usize> = pairs.iter().map(|(old, new)| (*new, *old)).collect();
    let lists = Lists { search, old, new, pairs: [&pairs, &of_same], back: [&back, &same_before], follow };
    let changed = (0..old.ways.len()).filter(|place| !pairs.contains_key(place)).map(|place| (old, place));
    let changed =
        changed.chain((0..new.ways.len()).filter(|place| !back.contains_key(place)).map(|place| (new, place)));
    // Boxes that were looked at, and what lies outside of each.
    let mut seen: Vec<(Limits, Formula)> = Vec::new();
    let mut whole = true;
    for (side, place) in changed {
        let Some(way) = side.ways.get(place) else { continue };
        let own = direct(&way.holds);
        let near = |limits: &Limits| {
            own.iter().all(|(attribute, set)| limits.get(attribute).is_none_or(|known| !known.is_disjoint(set)))
        };
        let mut avoided: Vec<usize> =
            seen.iter().enumerate().filter(|(_, (limits, _))| near(limits)).map(|(place, _)| place).collect();
        loop {
            if spent.steps == 0 || spent.boxes == 0 {
                whole = false;
                break;
            }
            let outside = avoided.iter().filter_map(|place| seen.get(*place)).map(|(_, outside)| outside);
            let formulas: Vec<&Formula> = std::iter::once(&way.holds).chain(outside).collect();
            let point = match search.find(&formulas, &mut spent.steps) {
                Found::Point(point) => point,
                Found::Nothing => break,
                Found::TooLarge => {
                    whole = false;
                    break;
                }
            };
            spent.boxes = spent.boxes.saturating_sub(1);
            let (mut limits, differs) = lists.around(&point);
            if let Some((before, after, mut own)) = differs {
                search.plain(&mut limits);
                search.plain(&mut own);
                let by_value = before.zip(after).is_some_and(|(before, after)| lists.are_alike(before, after));
                let difference = Difference { limits, own, by_value, before, after };
                limits = match judge(&difference, &mut spent.steps) {
                    Judged::Kept => difference.limits,
                    Judged::Empty(around) => around,
                };
            }
            avoided.push(seen.len());
            let outside = search.space.outside(&search.within(&limits));
            seen.push((limits, outside));
        }
    }
    whole
}

struct Lists<'a, 's, 'm> {
    search: &'a Search<'s, 'm>,
    old: &'a Side,
    new: &'a Side,
    /// What says the same, and what holds for the same leads, whatever it does.
    pairs: [&'a BTreeMap<usize, usize>; 2],
    back: [&'a BTreeMap<usize, usize>; 2],
    follow: &'a dyn Fn(AttributeId) -> bool,
}

type Differing = (Option<usize>, Option<usize>);
/// The same, with what the box is but for rules that both have.
type Parted = (Option<usize>, Option<usize>, Limits);

impl Lists<'_, '_, '_> {
    /// The box around a lead in which both lists go on alike, and where they part for the first time.
    fn around(&self, point: &Point) -> (Limits, Option<Parted>) {
        let (tried, other) = (self.old.tried(point), self.new.tried(point));
        let mut around = Around::new(self.search, point, self.follow);
        let mut alike = 0;
        loop {
            let (before, after) = (tried.get(alike).copied(), other.get(alike).copied());
            match (before, after) {
                (None, None) => break,
                (Some(old), Some(new)) if self.is_same(old, new, point) => alike = alike.saturating_add(1),
                _ => {
                    let end = alike.saturating_add(1);
                    self.hold(&mut around, &tried, &other, end, point);
                    self.away(&mut around, (&tried, &other), (before, after), 1, &|old, new| {
                        old.is_none() || new.is_none()
                    });
                    let own = around.limits().clone();
                    self.away(&mut around, (&tried, &other), (before, after), 0, &|_, _| true);
                    return (around.into_limits(), Some((before, after, own)));
                }
            }
        }
        self.hold(&mut around, &tried, &other, alike, point);
        // A rule that both have at the same place among these may hold as well: then both come to it.
        let (last_old, last_new) = (self.last(self.old, &tried), self.last(self.new, &other));
        let before = |tried: &[usize], place: usize| tried.iter().filter(|known| **known < place).count();
        let (old_end, new_end) = (last_old.unwrap_or(usize::MAX), last_new.unwrap_or(usize::MAX));
        self.away(&mut around, (&tried, &other), (last_old, last_new), 0, &|old, new| match (old, new) {
            (Some(old), Some(new)) => old >= old_end || new >= new_end || before(&tried, old) != before(&other, new),
            _ => true,
        });
        (around.into_limits(), None)
    }

    /// Where the list was left for certain; `None` when its end was come to.
    fn last(&self, side: &Side, tried: &[usize]) -> Option<usize> {
        tried.last().copied().filter(|place| side.ways.get(*place).is_some_and(|way| way.certain))
    }

    fn way(side: &Side, place: usize) -> Option<&Way> {
        side.ways.get(place)
    }

    fn are_alike(&self, old: usize, new: usize) -> bool {
        let (a, b) = (Self::way(self.old, old), Self::way(self.new, new));
        a.zip(b).is_some_and(|(a, b)| a.certain == b.certain && a.deed.is_alike(&b.deed))
    }

    fn is_same(&self, old: usize, new: usize, point: &Point) -> bool {
        let (Some(a), Some(b)) = (Self::way(self.old, old), Self::way(self.new, new)) else { return false };
        a.certain == b.certain
            && a.deed.is_alike(&b.deed)
            && a.deed.named.iter().zip(&b.deed.named).all(|((text, one), (other_text, other))| {
                text == other_text || one.zip(*other).is_some_and(|(one, other)| self.equal(one, other, point))
            })
    }

    /// Whether two values are the same for a lead, as far as classes tell.
    fn equal(&self, one: AttributeId, other: AttributeId, point: &Point) -> bool {
        let value = |id: AttributeId| {
            let (class, known) = (point.class(id), self.search.space.attribute(id)?);
            // "None of those that are named" is not one value.
            let is_one = class == 0 || !matches!(known.classes, Classes::Texts(_) | Classes::Numbers(_)) || class > 1;
            is_one.then(|| known.example(class))
        };
        value(one).is_some_and(|a| value(other) == Some(a))
    }

    /// What was tried goes on to hold, with the values that say which team or rep it is.
    fn hold(&self, around: &mut Around<'_, '_, '_>, tried: &[usize], other: &[usize], end: usize, point: &Point) {
        let sides = [(self.old, tried), (self.new, other)];
        for (side, tried) in sides {
            for way in tried.iter().take(end).filter_map(|place| Self::way(side, *place)) {
                around.keep(&way.holds, true);
            }
        }
        for (old, new) in tried.iter().zip(other).take(end) {
            let (Some(a), Some(b)) = (Self::way(self.old, *old), Self::way(self.new, *new)) else { continue };
            if !a.deed.is_alike(&b.deed) {
                continue;
            }
            for ((text, one), (other_text, other)) in a.deed.named.iter().zip(&b.deed.named) {
                if text != other_text {
                    for id in one.iter().chain(other) {
                        around.limit(*id, &ClassSet::one(point.class(*id)));
                    }
                }
            }
        }
    }

    /// What was not tried before these places, and is asked for, goes on not to hold. A rule that both lists have is asked
    /// for by both places.
    fn away(
        &self,
        around: &mut Around<'_, '_, '_>,
        (tried, other): (&[usize], &[usize]),
        (old_end, new_end): Differing,
        which: usize,
        wanted: &dyn Fn(Option<usize>, Option<usize>) -> bool,
    ) {
        let old_end = old_end.unwrap_or(self.old.ways.len());
        let new_end = new_end.unwrap_or(self.new.ways.len());
        let (pairs, back) = (self.pairs.get(which), self.back.get(which));
        let of_old = (0..old_end).filter(|place| {
            !tried.contains(place) && wanted(Some(*place), pairs.and_then(|pairs| pairs.get(place)).copied())
        });
        let of_new = (0..new_end).filter(|place| {
            !other.contains(place) && wanted(back.and_then(|back| back.get(place)).copied(), Some(*place))
        });
        let of_old = of_old.filter_map(|place| Self::way(self.old, place));
        let of_new = of_new.filter_map(|place| Self::way(self.new, place));
        around.keep_away(of_old.chain(of_new).map(|way| &way.holds));
    }
}

/// Limits that a formula states at once.
fn direct(formula: &Formula) -> Limits {
    let parts = match formula {
        Formula::All(parts) => parts.as_slice(),
        one => std::slice::from_ref(one),
    };
    let tests = parts.iter().filter_map(|part| match part {
        Formula::In(attribute, set) => Some((*attribute, set.clone())),
        _ => None,
    });
    tests.collect()
}

/// Boxes that lie in others go, and those that differ in one attribute become one, as long as anything changes.
pub(super) fn joined(mut all: Vec<Limits>) -> Vec<Limits> {
    let mut changed = true;
    while changed {
        changed = false;
        let mut kept: Vec<Limits> = Vec::with_capacity(all.len());
        for mut limits in std::mem::take(&mut all) {
            while let Some((place, both)) =
                kept.iter().enumerate().find_map(|(place, known)| Some((place, together(known, &limits)?)))
            {
                kept.remove(place);
                limits = both;
                changed = true;
            }
            kept.push(limits);
        }
        all = kept;
    }
    all
}

/// Whether all of a box lies in another.
pub(super) fn is_within(one: &Limits, other: &Limits) -> bool {
    other.iter().all(|(attribute, set)| one.get(attribute).is_some_and(|known| known.is_subset(set)))
}

/// Two boxes as one, where that says the same.
fn together(one: &Limits, other: &Limits) -> Option<Limits> {
    if is_within(one, other) {
        return Some(other.clone());
    }
    if is_within(other, one) {
        return Some(one.clone());
    }
    if one.len() != other.len() {
        return None;
    }
    let mut both = one.clone();
    let mut differing = 0;
    for (attribute, set) in other {
        let slot = both.get_mut(attribute)?;
        if slot != set {
            differing += 1;
            *slot = std::sync::Arc::new(slot.or(set));
        }
    }
    (differing == 1).then_some(both)
}
