//! What was computed of a lead in one decision.

use super::matching::Found;
use super::records::Place;
use super::truth::Truth;
use crate::domain::{Decimal, ScoreId, Value};
use smallvec::SmallVec;
use std::cell::RefCell;
use std::collections::BTreeMap;

/// Definitions that were computed; room for each kind is made when the first of it is asked for.
#[derive(Default)]
pub(super) struct Memo {
    pub(super) derived: Cells<Option<Value>, 4>,
    pub(super) scores: Few<ScoreId, Option<Decimal>>,
    pub(super) territories: Cells<Truth, 8>,
    pub(super) tables: Cells<Vec<usize>, 2>,
    pub(super) matches: RefCell<SmallVec<[Option<Found>; 2]>>,
    /// By clause of a match: the rows that it looks at, kept where later moments ask for them again.
    pub(super) looked_at: RefCell<BTreeMap<usize, Vec<Place>>>,
}

impl Memo {
    /// A scorer was asked: what was computed may be something else now.
    pub(super) fn forget(&self) {
        self.derived.forget();
        self.scores.0.borrow_mut().clear();
        self.territories.forget();
        self.tables.forget();
        self.matches.borrow_mut().clear();
        self.looked_at.borrow_mut().clear();
    }
}

/// What is computed at most once, by place.
pub(super) struct Cells<T, const N: usize>(RefCell<SmallVec<[Option<T>; N]>>);

impl<T, const N: usize> Default for Cells<T, N> {
    #[inline]
    fn default() -> Self {
        Self(RefCell::new(SmallVec::new()))
    }
}

impl<T: Clone, const N: usize> Cells<T, N> {
    /// What is known of a place, of this many, or what is computed now and known from then on.
    pub(super) fn get(&self, place: usize, count: usize, compute: impl FnOnce() -> T) -> T {
        let known = self.0.borrow().get(place).cloned().flatten();
        known.unwrap_or_else(|| {
            let value = compute();
            let mut all = self.0.borrow_mut();
            if all.is_empty() {
                all.resize_with(count, || None);
            }
            if let Some(slot) = all.get_mut(place) {
                *slot = Some(value.clone());
            }
            value
        })
    }

    fn forget(&self) {
        self.0.borrow_mut().clear();
    }
}

/// A few things that were computed, by what they are: making it costs nothing.
pub(super) struct Few<K, V>(RefCell<SmallVec<[(K, V); 2]>>);

impl<K, V> Default for Few<K, V> {
    #[inline]
    fn default() -> Self {
        Self(RefCell::new(SmallVec::new()))
    }
}

impl<K: Copy + PartialEq, V: Copy> Few<K, V> {
    /// What is known, or what is computed now and known from then on.
    pub(super) fn get(&self, key: K, compute: impl FnOnce() -> V) -> V {
        let known = self.0.borrow().iter().find(|(known, _)| *known == key).map(|(_, value)| *value);
        known.unwrap_or_else(|| {
            let value = compute();
            self.0.borrow_mut().push((key, value));
            value
        })
    }
}
