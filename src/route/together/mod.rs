//! Leads by columns, looked at together: of each attribute the classes of some rows, then row by row which rule it is.

mod classes;
mod lists;
mod seen;
mod table;
mod valid;

pub(crate) use table::{Column, Table};

use super::first_rule::found;
use super::read::Reader;
use super::sights::Sights;
use super::unread::{Known, Listed, REMEMBERED, Unread};
use crate::domain::{OPEN, RouteId};
use crate::graph::DecisionGraph;
use lists::Lists;
use std::cell::Cell;
use valid::Valid;

/// So many rows are a block: what is known of them stays in the nearest cache, and each column is read in long stretches.
const BLOCK: usize = 256;

/// One of so many blocks is a short one, in which each class is looked up when it is asked for: it shows what is asked for.
const LEARNING: usize = 32;
const SHORT: usize = 64;

/// What one of so many rows asks for, or more, is looked up for all of a block.
const OFTEN: usize = 4;

/// What is known of a row of a block.
struct Beside<'b, 'a> {
    /// The classes of the block, all those of an attribute one behind the other, from the row on.
    classes: &'b [Cell<u32>],
    lists: &'b Lists<'a>,
    row: usize,
}

impl Known for Beside<'_, '_> {
    #[inline]
    fn class(&self, place: usize) -> Option<&Cell<u32>> {
        self.classes.get(place * BLOCK)
    }

    fn list(&self, place: u32) -> Option<Listed<'_>> {
        self.lists.row(place, self.row)
    }
}

/// Tells of each row what [`super::at_a_glance`] tells of a lead.
pub(crate) fn together<'s: 'a, 'a>(
    reader: Reader<'a>,
    (graph, sights): (&'a DecisionGraph, &'s Sights),
    start: RouteId,
    table: &'a Table<'a>,
    mut tell: impl FnMut(usize, Option<Option<&'s str>>),
) {
    let width = graph.viewed().len().clamp(1, REMEMBERED);
    let mut classes = vec![OPEN; width * BLOCK];
    let classes = Cell::from_mut(&mut classes[..]).as_slice_of_cells();
    let valid = Valid::new(reader, sights, table);
    let mut is_valid = [false; BLOCK];
    let mut lists = Lists::new(reader, graph, table);
    // By attribute: whether it is looked up for all rows.
    let mut often = vec![false; width];
    let mut first = 0;
    for number in 0.. {
        if first >= table.rows() {
            break;
        }
        let learns = number % LEARNING == 0;
        let end = table.rows().min(first + if learns { SHORT } else { BLOCK });
        if learns {
            lists.forget();
        } else {
            lists.look_up(first);
            let attributes = graph.viewed().iter().enumerate().zip(classes.chunks(BLOCK));
            for (((place, viewed), classes), _) in attributes.zip(&often).filter(|(_, often)| **often) {
                if let Some(sight) = sights.get(place)
                    && let Some(column) = table.column(sight.place())
                {
                    classes::look_up((sight, viewed), graph, column, first, classes);
                }
            }
        }
        valid.mark(first, &mut is_valid);
        for ((row, is_valid), place) in (first..end).zip(is_valid).zip(0..) {
            let classes = Beside { classes: classes.get(place..).unwrap_or_default(), lists: &lists, row: place };
            let unread = Unread::new(reader, graph, sights, table.row(row), classes);
            let is_valid = is_valid || unread.is_valid();
            tell(row, if is_valid { found(&unread, graph, sights, start) } else { None });
        }
        if learns {
            lists.learn();
            for (often, classes) in often.iter_mut().zip(classes.chunks(BLOCK)) {
                let asked = classes.iter().filter(|class| class.get() != OPEN).count();
                *often = asked * OFTEN >= SHORT;
            }
        }
        classes.iter().for_each(|class| class.set(OPEN));
        first = end;
    }
}
