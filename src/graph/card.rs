//! A score card over classes: one look at an attribute answers all lines that look at it alone.

use super::forest::ClassSource;
use crate::region::Formula;

/// So many classes have their points in a table.
const FEW: u32 = 256;

/// What the lines of a card give, by the classes of the lead; points in ten thousandths. Sums of these never leave 63 bits:
/// the lowering saw to it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Card {
    /// What everybody has.
    pub(crate) start: i64,
    pub(crate) sums: Vec<Sums>,
    /// Of each the most that any line gives that holds.
    pub(crate) groups: Vec<Vec<(Formula, i64)>>,
    /// Lines and groups, by their place in the card, that classes cannot tell or that may not be asked before their turn.
    pub(crate) judged: Vec<usize>,
}

/// Points by the class of one attribute, of all lines together that look at nothing else.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Sums {
    pub(crate) attribute: u32,
    /// From which class on; the first is 0.
    from: Vec<u32>,
    points: Vec<i64>,
    /// By class, where all that differ are among the first few.
    table: Vec<i64>,
}

impl Sums {
    /// The points of classes from some on, each until the next.
    pub(crate) fn new(attribute: u32, from: Vec<u32>, points: Vec<i64>) -> Self {
        let mut sums = Self { attribute, from, points, table: Vec::new() };
        let last = sums.from.last().copied().unwrap_or(0);
        if last < FEW {
            sums.table = (0..=last).map(|class| sums.of(class)).collect();
        }
        sums
    }

    #[inline]
    fn of(&self, class: u32) -> i64 {
        let known = usize::try_from(class).ok().and_then(|class| self.table.get(class));
        known.copied().unwrap_or_else(|| self.search(class))
    }

    fn search(&self, class: u32) -> i64 {
        let after = self.from.partition_point(|from| *from <= class);
        after.checked_sub(1).and_then(|place| self.points.get(place)).copied().unwrap_or(0)
    }
}

impl Card {
    /// What the lines give that classes tell, with what everybody has.
    pub(crate) fn points<S: ClassSource>(&self, lead: &S) -> i64 {
        let mut total = self.start;
        for sums in &self.sums {
            total = total.saturating_add(sums.of(lead.class(sums.attribute)));
        }
        if self.groups.is_empty() {
            return total;
        }
        let class = |attribute: crate::region::AttributeId| {
            lead.class(u32::try_from(attribute.index()).unwrap_or(super::NOBODY))
        };
        let best = |group: &Vec<(Formula, i64)>| {
            let given = group.iter().filter(|(condition, _)| condition.holds(&class)).map(|(_, points)| *points);
            given.max().unwrap_or(0)
        };
        self.groups.iter().map(best).fold(total, i64::saturating_add)
    }

    /// Whether it looks at attributes only of which there are so many.
    pub(super) fn is_sound(&self, viewed: usize) -> bool {
        let mut named = Vec::new();
        self.groups.iter().flatten().for_each(|(condition, _)| condition.attributes(&mut named));
        let tables = |sums: &Sums| {
            usize::try_from(sums.attribute).is_ok_and(|attribute| attribute < viewed)
                && sums.from.len() == sums.points.len()
                && sums.from.first() == Some(&0)
                && sums.from.is_sorted()
        };
        self.sums.iter().all(tables) && named.iter().all(|attribute| attribute.index() < viewed)
    }

    /// Bytes that it takes, but for conditions of several attributes.
    pub(super) fn bytes(&self) -> usize {
        let size = |sums: &Sums| sums.from.len().saturating_mul(12).saturating_add(sums.table.len().saturating_mul(8));
        let sums = self.sums.iter().map(size);
        sums.fold(size_of::<Self>(), usize::saturating_add)
    }
}
