//! Working hours and calendars.

use super::fields::title;
use super::names::{Space, Thing};
use super::{Checker, wording};
use crate::calendar::{Hours, Zone};
use crate::domain::{HoursId, Kind, Value};
use crate::model::NamedHours;
use crate::syntax::tree::{self, Document, HoursLine, ItemKind, Name};
use jiff::civil::Date;

/// `24:00` in minutes: an end, no start.
const MIDNIGHT: u16 = 24 * 60;

impl Checker<'_> {
    pub(super) fn all_hours(&mut self, documents: &[Document]) {
        for (module, document) in documents.iter().enumerate() {
            for item in &document.items {
                match &item.kind {
                    ItemKind::Hours(hours) => {
                        let read = self.hours(module, hours);
                        self.model.hours.push(NamedHours {
                            name: hours.name.text.as_str().into(),
                            title: title(hours.title.as_ref()),
                            hours: read,
                        });
                    }
                    ItemKind::Calendar(calendar) => self.calendar(calendar),
                    _ => {}
                }
            }
        }
    }

    fn hours(&mut self, module: usize, hours: &tree::Hours) -> Hours {
        let zone = hours.zone.as_ref().and_then(|zone| self.zone(zone));
        if let (None, Some(title)) = (&hours.zone, &hours.title)
            && title.text.contains('/')
            && Zone::named(&title.text).is_some()
        {
            self.report(wording::zone_as_title(&hours.name.text, &title.text, title.span));
        }
        let (mut lines, mut closed, mut calendars) = (Vec::new(), Vec::new(), Vec::new());
        for line in &hours.lines {
            match line {
                HoursLine::Open { days, blocks, .. } => {
                    for block in blocks {
                        if block.start == block.end {
                            self.report(wording::empty_block(block.span));
                            continue;
                        }
                        if block.start == MIDNIGHT {
                            self.report(wording::block_from_the_end_of_a_day(block.span));
                            continue;
                        }
                        for day in days.iter().flat_map(weekdays) {
                            lines.push((day, block.start, block.end));
                        }
                    }
                }
                HoursLine::Closed { from, to, span } => {
                    if let (Some(from), Some(to)) = (self.day(from, module), self.day(to, module)) {
                        if from > to {
                            self.report(wording::empty_range(*span));
                        } else {
                            closed.push((from, to));
                        }
                    }
                }
                HoursLine::ClosedOn(calendar) => calendars.push(crate::text::name(calendar.text.as_str())),
            }
        }
        // What could be wrong was reported with its place above.
        Hours::new(zone, &lines, closed, calendars).unwrap_or_else(|_| empty_hours())
    }

    pub(super) fn day(&mut self, expr: &tree::Expr, module: usize) -> Option<Date> {
        match self.literal(expr, &Kind::Date, module)? {
            Value::Date(day) => Some(day),
            _ => None,
        }
    }

    fn calendar(&mut self, calendar: &tree::Calendar) {
        let Some((table, _)) = self.csv(&calendar.csv) else { return };
        let place = match &calendar.csv.column {
            Some(column) => self.column(&table, &column.text, &calendar.csv),
            None => Some(0),
        };
        let Some(place) = place else { return };
        let mut days: Vec<Date> = Vec::new();
        for row in &table.rows {
            let Some(cell) = row.cells.get(place) else { continue };
            match cell.text.parse::<Date>() {
                Ok(day) => days.push(day),
                Err(_) => self.report(wording::cell("not a day such as 2026-05-01", cell.span, calendar.csv.span)),
            }
        }
        days.sort_unstable();
        days.dedup();
        self.model.calendars.push((calendar.name.text.as_str().into(), days));
    }

    pub(super) fn hours_named(&mut self, module: usize, name: &Name) -> Option<HoursId> {
        match self.thing(module, Space::Hours, name)? {
            Thing::Hours(id) => Some(id),
            _ => None,
        }
    }

    /// The zone that hours state themselves.
    pub(super) fn zone_of_hours(&self, id: HoursId) -> Option<Zone> {
        self.model.hours.get(id.index()).and_then(|item| item.hours.zone().cloned())
    }
}

fn empty_hours() -> Hours {
    Hours::new(None, &[], Vec::new(), Vec::new()).unwrap_or_else(|_| empty_hours())
}

/// `fri..mon` runs over the weekend.
fn weekdays(range: &tree::DayRange) -> Vec<u8> {
    let mut days = vec![range.from];
    let mut day = range.from;
    while day != range.to && days.len() < 7 {
        day = (day + 1) % 7;
        days.push(day);
    }
    days
}
