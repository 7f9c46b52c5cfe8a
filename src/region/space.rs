//! The attributes of a policy with their classes, and conditions in terms of them.

use super::atom::{self, Atom, Piece, Test};
use super::attribute::{Attribute, AttributeId, Classes, NO, YES};
use super::formula::Formula;
use super::numbers::{Stretch, stretch};
use super::set::ClassSet;
use super::survey::{Survey, substituted};
use super::texts;
use crate::domain::{ListId, ScorerId, Value, key_of};
use crate::model::{Active, Cell, Comparison, Cond, Expr, Model, TableRow};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Every attribute that a policy's conditions look at. All constants of the policy partition the values, so that within a
/// class no condition can tell two values apart.
pub(crate) struct Space<'m> {
    pub(crate) model: &'m Model,
    attributes: Vec<Attribute>,
    names: Names,
    /// Whether definitions are followed further than the graph needs.
    deep: bool,
    /// Sets of lists, made once however many rules name the list.
    lists: RefCell<BTreeMap<(AttributeId, ListId), Arc<ClassSet>>>,
}

/// Attributes by what they look at.
#[derive(Debug, Default)]
pub(super) struct Names {
    pub(super) fields: Vec<Option<AttributeId>>,
    /// By the subject in print.
    pub(super) others: BTreeMap<String, AttributeId>,
    pub(super) elements: BTreeMap<(AttributeId, Arc<str>), AttributeId>,
    pub(super) asked: BTreeMap<Vec<ScorerId>, AttributeId>,
}

impl Names {
    pub(super) fn find(&self, subject: &Expr) -> Option<AttributeId> {
        match subject {
            Expr::Field(field) => self.fields.get(field.index()).copied().flatten(),
            other => self.others.get(&format!("{other:?}")).copied(),
        }
    }
}

/// The subject of a test that classes cannot tell.
pub(super) fn opaque(condition: &Cond) -> Expr {
    Expr::Condition(Box::new(condition.clone()))
}

impl<'m> Space<'m> {
    /// The space of all conditions of a policy: rules, branches, seasons, definitions, tables, cards, checks.
    pub(crate) fn of(model: &'m Model) -> Self {
        Self::surveyed(model, false)
    }

    /// The same for whoever reasons about policies: definitions that only rename a value are that value; grades are
    /// intervals of what they grade; the rows of lookups are known, and so are the teams and reps that chains name by them.
    pub(crate) fn deep(model: &'m Model) -> Self {
        Self::surveyed(model, true)
    }

    fn surveyed(model: &'m Model, deep: bool) -> Self {
        let (attributes, names) = Survey::of(model, deep).finish();
        Self { model, attributes, names, deep, lists: RefCell::default() }
    }

    pub(crate) fn attributes(&self) -> &[Attribute] {
        &self.attributes
    }

    pub(crate) fn into_attributes(self) -> Vec<Attribute> {
        self.attributes
    }

    pub(crate) fn attribute(&self, id: AttributeId) -> Option<&Attribute> {
        self.attributes.get(id.index())
    }

    /// The attribute of any subject.
    pub(crate) fn subject(&self, subject: &Expr) -> Option<AttributeId> {
        self.names.find(if self.deep { atom::renamed(self.model, subject) } else { subject })
    }

    pub(super) const fn is_deep(&self) -> bool {
        self.deep
    }

    /// Where a condition is yes.
    pub(crate) fn yes(&self, condition: &Cond) -> Formula {
        self.ways(condition, false, 0)
    }

    /// Where a condition is no: not the same as where it is not yes, see [`Space::outside`].
    pub(crate) fn no(&self, condition: &Cond) -> Formula {
        self.ways(condition, true, 0)
    }

    /// Where today is within `active FROM..TO`.
    pub(crate) fn season(&self, active: &Active) -> Formula {
        self.all(season(active).iter().map(|bound| self.yes(bound)))
    }

    /// Where these scorers were asked.
    pub(crate) fn asked(&self, scorers: &[ScorerId]) -> Formula {
        match self.names.asked.get(scorers) {
            Some(attribute) => self.within(*attribute, ClassSet::one(YES)),
            None => Formula::Always(false),
        }
    }

    /// Where a row of a table fits; `None` when a cell compares with what classes cannot tell, such as lists.
    pub(crate) fn row(&self, inputs: &[Expr], row: &TableRow) -> Option<Formula> {
        let cells: Option<Vec<Formula>> =
            inputs.iter().zip(&row.tests).map(|(input, cell)| self.cell(input, cell)).collect();
        Some(self.all(cells?))
    }

    fn cell(&self, input: &Expr, cell: &Cell) -> Option<Formula> {
        match atom::cell(self.model, input, cell) {
            None => Some(Formula::Always(true)),
            Some((Atom::Opaque, _)) => None,
            Some((atom, no)) => Some(self.atom(&atom, no)),
        }
    }

    fn ways(&self, condition: &Cond, no: bool, depth: usize) -> Formula {
        match condition {
            Cond::Always(known) => Formula::Always(*known != no),
            Cond::Not(inner) => self.ways(inner, !no, depth),
            Cond::All(parts) if !no => self.all(parts.iter().map(|part| self.ways(part, no, depth))),
            Cond::Any(parts) if no => self.all(parts.iter().map(|part| self.ways(part, no, depth))),
            Cond::All(parts) | Cond::Any(parts) => self.any(parts.iter().map(|part| self.ways(part, no, depth))),
            Cond::InTerritory(id) if substituted(self.model, *id, depth).is_some() => {
                match substituted(self.model, *id, depth) {
                    Some(inner) => self.ways(inner, no, depth.saturating_add(1)),
                    None => Formula::Always(false),
                }
            }
            single => match atom::read(self.model, single) {
                Atom::Opaque => self.truth(self.names.find(&opaque(single)), no),
                atom => self.atom(&atom, no),
            },
        }
    }

    fn truth(&self, attribute: Option<AttributeId>, no: bool) -> Formula {
        // An attribute that nobody collected: a condition of another policy.
        attribute.map_or(Formula::Always(false), |attribute| {
            self.within(attribute, ClassSet::one(if no { NO } else { YES }))
        })
    }

    fn atom(&self, atom: &Atom<'_>, no: bool) -> Formula {
        match atom {
            Atom::Of(subject, test) => {
                let Some(id) = self.subject(subject) else { return Formula::Always(false) };
                let classes = self.attribute(id).map_or(0, Attribute::count);
                match test {
                    Test::Missing if no => self.within(id, ClassSet::present(classes)),
                    Test::Missing => self.within(id, ClassSet::one(0)),
                    Test::Yes => self.truth(Some(id), no),
                    _ if no => self.within(id, self.set(id, test).denied(classes)),
                    _ => Formula::In(id, self.set(id, test)).settled(self),
                }
            }
            Atom::Elements { list, wanted, all } => {
                let Some(list) = self.subject(list) else { return Formula::Always(false) };
                if wanted.is_empty() {
                    // Of no elements all are there and none is; of a missing list nothing is known.
                    return if *all == no { Formula::Always(false) } else { self.within(list, ClassSet::one(1)) };
                }
                let each =
                    wanted.iter().map(|value| self.truth(self.names.elements.get(&(list, key_of(value))).copied(), no));
                if *all == no { self.any(each) } else { self.all(each) }
            }
            Atom::Opaque => Formula::Always(false),
        }
    }

    /// The classes for which a test is yes.
    fn set(&self, id: AttributeId, test: &Test<'_>) -> Arc<ClassSet> {
        let pieces = |pieces: &[Piece<'_>]| ClassSet::of(pieces.iter().filter_map(|piece| self.run(id, *piece)));
        match test {
            Test::Pieces(all) => Arc::new(pieces(all)),
            Test::List(list) => {
                let known = self.lists.borrow().get(&(id, *list)).cloned();
                known.unwrap_or_else(|| {
                    let values = self.model.lists.get(list.index()).map(|list| &list.values[..]).unwrap_or_default();
                    let set = Arc::new(pieces(&values.iter().map(Piece::Is).collect::<Vec<_>>()));
                    self.lists.borrow_mut().insert((id, *list), Arc::clone(&set));
                    set
                })
            }
            Test::Keys(lookup) => {
                let Some(lookup) = self.model.lookups.get(lookup.index()) else { return Arc::default() };
                let Some(Classes::Texts(texts)) = self.attribute(id).map(|known| &known.classes) else {
                    return Arc::default();
                };
                let run = |key: &str| match lookup.by_prefix {
                    true => texts.prefix(key),
                    false => texts.constant(key).map(|class| (class, class)),
                };
                Arc::new(ClassSet::of(lookup.rows.iter().filter_map(|row| run(&row.key))))
            }
            Test::Missing | Test::Yes => Arc::default(),
        }
    }

    fn run(&self, id: AttributeId, piece: Piece<'_>) -> Option<(u32, u32)> {
        let one = |class: u32| (class != 0).then_some((class, class));
        match (&self.attribute(id)?.classes, piece) {
            (Classes::Numbers(numbers), piece) => numbers.run(points(numbers.unit, piece)?),
            (Classes::Texts(known), Piece::Is(value) | Piece::Compare(Comparison::Is, value)) => {
                one(known.constant(texts::key(value)?)?)
            }
            (Classes::Texts(known), Piece::Prefix(prefix)) => known.prefix(prefix),
            (classes, Piece::Is(value) | Piece::Compare(Comparison::Is, value)) => one(classes.class(Some(value))),
            _ => None,
        }
    }

    /// How a `classify` or a table gives the classes of a definition: the first formula that holds, with the class of
    /// what stands there; where none holds, the last entry's. `None` for definitions that are calculated, and for tables
    /// that collect.
    pub(crate) fn defined(&self, id: AttributeId) -> Option<Vec<(Formula, u32)>> {
        super::defined::defined(self, self.attribute(id)?)
    }
}

impl Formula {
    /// A test of nothing or of everything is none.
    fn settled(self, space: &Space<'_>) -> Self {
        match self {
            Self::In(attribute, set)
                if set.is_empty() || space.attribute(attribute).is_some_and(|known| set.is_all(known.count())) =>
            {
                Self::Always(!set.is_empty())
            }
            other => other,
        }
    }
}

/// The stretch of points that a piece admits.
pub(super) fn points(unit: super::numbers::Unit, piece: Piece<'_>) -> Option<Stretch> {
    match piece {
        Piece::Is(value) => stretch(unit, Comparison::Is, value),
        Piece::Compare(comparison, value) => stretch(unit, comparison, value),
        Piece::Range { low, high, top_out } => {
            let (from, _) = stretch(unit, Comparison::AtLeast, low)?;
            let below = if top_out { Comparison::Below } else { Comparison::AtMost };
            let (_, to) = stretch(unit, below, high)?;
            Some((from, to))
        }
        Piece::Prefix(_) => None,
    }
}

/// A season as tests of today's date.
pub(super) fn season(active: &Active) -> Vec<Cond> {
    let today = || Expr::Today(active.zone.clone());
    let bound =
        |comparison, day: jiff::civil::Date| Cond::Compare(comparison, today(), Expr::Literal(Value::Date(day)));
    let from = active.from.map(|day| bound(Comparison::AtLeast, day));
    from.into_iter().chain(active.to.map(|day| bound(Comparison::AtMost, day))).collect()
}
