//! Leads by columns looked at together: of each attribute the classes of some rows, then row by row which rule it is.

mod classes;
mod table;

pub(crate) use table::{Column, Table};

use super::first_rule::found;
use super::read::Reader;
use super::sights::Sights;
use super::unread::{Known, REMEMBERED, Unread};
use crate::domain::{OPEN, RouteId};
use crate::graph::DecisionGraph;
use crate::text::Strung;
use std::cell::Cell;

/// So many rows: what is known of them stays in the nearest cache.
const TOGETHER: usize = 64;
const LEARNING: usize = 32;
const SELDOM: usize = 4;

/// The classes of a row: those of all attributes lie as far apart as there are rows.
struct Beside<'b>(&'b [Cell<u32>]);

impl Known for Beside<'_> {
    #[inline]
    fn class(&self, place: usize) -> Option<&Cell<u32>> {
        self.0.get(place * TOGETHER)
    }
}

/// Which rows are valid leads, as far as that is told at a glance.
struct Valid<'a> {
    /// The columns whose texts say so by themselves; `None` where it takes more.
    required: Option<Vec<Strung<'a>>>,
}

impl<'a> Valid<'a> {
    fn new(reader: Reader<'_>, sights: &Sights, table: &Table<'a>) -> Self {
        let intake = reader.intake;
        let text = |field: &usize| match table.column(*field)? {
            Column::Texts(texts) if sights.is_plain(*field) => Some(*texts),
            _ => None,
        };
        let alone = sights.each_by_itself && intake.checked.iter().all(|field| table.column(*field).is_none());
        Self { required: if alone { intake.required.iter().map(text).collect() } else { None } }
    }

    fn of(&self, first: usize, rows: &mut [bool]) {
        let Some(required) = &self.required else { return rows.fill(false) };
        for texts in required {
            let rows = Cell::from_mut(&mut *rows).as_slice_of_cells();
            texts.beside(first, rows, |window, there| {
                // A letter that shows is enough, and mostly it is the first.
                there.set(there.get() & (window.length <= 0x100) & window.shows());
            });
        }
    }
}

/// Tells of each row what [`super::at_a_glance`] tells of it.
pub(crate) fn together<'s: 'a, 'a>(
    reader: Reader<'a>,
    graph: &'a DecisionGraph,
    sights: &'s Sights,
    start: RouteId,
    table: &'a Table<'a>,
    mut tell: impl FnMut(usize, Option<Option<&'s str>>),
) {
    let width = graph.viewed().len().clamp(1, REMEMBERED);
    let mut open = vec![OPEN; width * TOGETHER];
    let classes = Cell::from_mut(&mut open[..]).as_slice_of_cells();
    let valid = Valid::new(reader, sights, table);
    let mut asked = vec![false; width];
    for (block, first) in (0..table.rows()).step_by(TOGETHER).enumerate() {
        // Now and then nothing is looked up before it is asked for: that shows what is.
        let learns = block % LEARNING == 0;
        let rows = first..table.rows().min(first + TOGETHER);
        for (place, viewed) in graph.viewed().iter().enumerate().take(width) {
            if learns || !asked[place] {
                continue;
            }
            let Some(sight) = sights.get(place) else { continue };
            let Some(column) = table.column(sight.place()) else { continue };
            let Some(classes) = classes.chunks(TOGETHER).nth(place).and_then(|classes| classes.get(..rows.len())) else { continue };
            classes::look_up(sight, viewed, column, first, classes);
        }
        let mut there = [true; TOGETHER];
        valid.of(first, &mut there);
        for (number, row) in rows.enumerate() {
            let classes = classes.get(number..).unwrap_or_default();
            let unread = Unread::new(reader, graph, sights, table.row(row), Beside(classes));
            let is_valid = there.get(number).is_some_and(|there| *there) || unread.is_valid();
            tell(row, if is_valid { found(&unread, graph, sights, start) } else { None });
        }
        if learns {
            for (asked, classes) in asked.iter_mut().zip(classes.chunks(TOGETHER)) {
                *asked = classes.iter().filter(|class| class.get() != OPEN).count() * SELDOM >= TOGETHER;
            }
        }
        classes.iter().for_each(|class| class.set(OPEN));
    }
}
