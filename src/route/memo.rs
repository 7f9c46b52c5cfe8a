//! What was computed of a lead in one decision.

use super::matching::Found;
use super::truth::Truth;
use crate::domain::{Decimal, Value};
use smallvec::SmallVec;
use std::cell::{OnceCell, RefCell};

/// Definitions that were computed; room for each kind is made when the first of it is asked for.
#[derive(Default)]
pub(super) struct Memo {
    pub(super) derived: Cells<Option<Value>, 4>,
    pub(super) scores: Cells<Option<Decimal>, 4>,
    pub(super) territories: Cells<Truth, 8>,
    pub(super) tables: Cells<Vec<usize>, 2>,
    pub(super) matches: RefCell<SmallVec<[Option<Found>; 2]>>,
}

/// What is computed at most once, by place.
pub(super) struct Cells<T, const N: usize>(OnceCell<SmallVec<[OnceCell<T>; N]>>);

impl<T, const N: usize> Default for Cells<T, N> {
    #[inline]
    fn default() -> Self {
        Self(OnceCell::new())
    }
}

impl<T, const N: usize> Cells<T, N> {
    /// The cell of a place, of this many.
    pub(super) fn get(&self, place: usize, count: usize) -> Option<&OnceCell<T>> {
        self.0.get_or_init(|| std::iter::repeat_with(OnceCell::new).take(count).collect()).get(place)
    }
}
