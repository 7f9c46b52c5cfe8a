//! Lists of texts of some rows: which elements that the graph knows are in each. As with classes, what takes more than a glance
//! stays open, and is looked at by itself when it is asked for.

use super::super::read::Reader;
use super::super::unread::{Listed, list_of_texts};
use super::{BLOCK, Column, OFTEN, SHORT, Table};
use crate::domain::{OPEN, Presence};
use crate::graph::DecisionGraph;
use crate::lookup::ShortTexts;
use crate::text::{Packed, Strung, ends_of_items, in_a_word, small};
use std::cell::Cell;
use std::hint::select_unpredictable;

/// The lists among the columns.
pub(super) struct Lists<'a>(Vec<List<'a>>);

struct List<'a> {
    /// Its place in the graph.
    place: u32,
    texts: Strung<'a>,
    /// The elements that the graph knows.
    known: &'a ShortTexts,
    /// Texts no longer than this may mean "missing".
    longest_placeholder: usize,
    /// Whether it is looked at for all rows.
    often: bool,
    /// A bit for each row of a short block that asked for it.
    asked: Cell<u64>,
    /// By row of a block, as long as it is looked at for all rows.
    rows: Vec<Row>,
}

/// What is known of the list of a row.
#[derive(Clone, Copy)]
struct Row {
    /// The elements that are in it.
    elements: [u32; FEW],
    /// How many; or [`MISSING`]; or more than have room, where it takes more to know.
    count: u32,
}

/// A row with items that were not looked at.
#[derive(Clone, Copy, Default)]
struct Waiting {
    row: usize,
    /// Where the next item begins in the column.
    start: usize,
    /// A bit for the end of it and of each behind it, from where it begins.
    ends: u32,
}

/// There is no list.
const MISSING: u32 = OPEN - 1;
/// Added for an item that takes more to know.
const TOO_MUCH: u32 = 1 << 8;
/// So many elements of a list are kept.
const FEW: usize = 3;
const _: () = assert!(SHORT <= 64, "a bit for each row");

impl<'a> Lists<'a> {
    pub(super) fn new(reader: Reader<'a>, graph: &'a DecisionGraph, table: &Table<'a>) -> Self {
        let list = |(place, viewed)| {
            let (field, how) = list_of_texts(reader, viewed)?;
            let Some(Column::Texts(texts)) = table.column(field) else { return None };
            let optional = reader.model.lead.fields.get(field)?.presence == Presence::Optional;
            (optional && reader.limits.list_items > Packed::LONGEST).then(|| List {
                place,
                texts: *texts,
                known: viewed.short_elements(),
                longest_placeholder: how.longest_placeholder(),
                often: false,
                asked: Cell::new(0),
                rows: Vec::new(),
            })
        };
        Self((0..).zip(graph.viewed()).filter_map(list).collect())
    }

    /// What is known of a list in a row of the block.
    pub(super) fn row(&self, place: u32, row: usize) -> Option<Listed<'_>> {
        let list = self.0.iter().find(|list| list.place == place)?;
        if !list.often {
            list.asked.set(list.asked.get() | 1_u64.checked_shl(u32::try_from(row).ok()?).unwrap_or(0));
            return None;
        }
        let Row { elements, count } = list.rows.get(row)?;
        if *count == MISSING {
            return Some(Listed::Missing);
        }
        elements.get(..place_of(*count)).map(Listed::Of)
    }

    /// Before a short block: none is looked at for all of its rows.
    pub(super) fn forget(&mut self) {
        for list in &mut self.0 {
            (list.often, list.asked) = (false, Cell::new(0));
        }
    }

    /// Behind it: what was asked for often is looked at for all rows from now on.
    pub(super) fn learn(&mut self) {
        for list in &mut self.0 {
            let asked = usize::try_from(list.asked.get().count_ones()).unwrap_or(0);
            list.often = asked * OFTEN >= SHORT;
        }
    }

    /// Looks at the rows from one on.
    pub(super) fn look_up(&mut self, first: usize) {
        self.0.iter_mut().filter(|list| list.often).for_each(|list| list.look_up(first));
    }
}

impl List<'_> {
    /// In turns: where their items end, then the first item of each, then the second of those that have one. Where each had its
    /// items at once the processor would have to foresee how many they are.
    fn look_up(&mut self, first: usize) {
        self.rows.resize(BLOCK, Row::NONE);
        let (mut waiting, mut count) = ([Waiting::default(); BLOCK], 0);
        self.texts.beside(first, self.rows.iter_mut().zip(0..), |text, (row, number)| {
            let ends = ends_of_items(&text);
            let is_open = (ends == 0) | (text.length() <= self.longest_placeholder);
            let unless = select_unpredictable(text.length() == 0, MISSING, OPEN);
            *row = Row { count: select_unpredictable(is_open, unless, 0), ..Row::NONE };
            if let Some(slot) = waiting.get_mut(count) {
                *slot = Waiting { row: number, start: text.start(), ends };
            }
            count += usize::from(!is_open);
        });
        while count > 0 {
            let mut left = 0;
            for place in 0..count {
                let Some(Waiting { row, start, ends }) = waiting.get(place).copied() else { break };
                let length = place_of(ends.trailing_zeros());
                let letters = self.texts.eight_from(start).filter(|_| length <= 8);
                if let Some(row) = self.rows.get_mut(row) {
                    row.add(letters.map(|letters| small(letters & in_a_word(length))), self.known);
                }
                let ends = ends >> length >> 1;
                if let Some(slot) = waiting.get_mut(left) {
                    *slot = Waiting { row, start: start + length + 1, ends };
                }
                left += usize::from(ends != 0);
            }
            count = left;
        }
    }
}

impl Row {
    const NONE: Self = Self { elements: [0; FEW], count: 0 };

    /// Nothing depends on whether it is known.
    #[inline(always)]
    #[allow(clippy::inline_always, reason = "part of a loop over a column")]
    fn add(&mut self, item: Option<u64>, known: &ShortTexts) {
        let (element, is_sure) = known.of_word(item.unwrap_or(0));
        if let Some(slot) = self.elements.get_mut(place_of(self.count)) {
            *slot = element;
        }
        let more = u32::from((element != OPEN) & (item != Some(0)));
        self.count += select_unpredictable(item.is_some() & is_sure, more, TOO_MUCH);
    }
}

/// An index, as places are kept.
fn place_of(place: u32) -> usize {
    usize::try_from(place).unwrap_or(usize::MAX)
}
