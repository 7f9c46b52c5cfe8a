//! Weekly working hours with closures.

use super::Zone;
use jiff::civil::{Date, Time};
use jiff::{SignedDuration, Timestamp, ToSpan};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Minutes since midnight: open from `start` until, without, `end`. An `end` beyond 1440 runs into the next day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Block {
    /// 0..=1439.
    pub start: u16,
    /// Above `start`; 1440 is midnight.
    pub end: u16,
}

/// Weekly hours. Which zone their clocks show is said by [`OpenTimes`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hours {
    zone: Option<Zone>,
    /// Monday first; the blocks of a day sorted and joined.
    week: [Vec<Block>; 7],
    /// Both ends in, sorted.
    closed: Vec<(Date, Date)>,
    calendars: Vec<Arc<str>>,
}

/// Closed days by calendar name, each list sorted.
pub type ClosedDays = BTreeMap<Arc<str>, Vec<Date>>;

/// Why hours cannot be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum HoursError {
    /// A block that ends where it begins.
    #[error("a block ends where it begins: {0}")]
    Empty(String),
    /// A weekday that is none.
    #[error("`{0}` names no weekday: mon, tue, wed, thu, fri, sat, sun")]
    Day(String),
    /// A text that is no block.
    #[error("`{0}` is no block such as 09:00-17:30")]
    NotABlock(String),
    /// A closure that ends before it begins.
    #[error("a closure ends before it begins")]
    Closure,
}

const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const MIDNIGHT: u16 = 1440;

impl Hours {
    /// Hours from their lines: weekdays (Monday 0) with start and end in minutes, an end before the start running past
    /// midnight.
    ///
    /// # Errors
    ///
    /// For a block that ends where it begins and a closure that ends before it begins.
    pub fn new(
        zone: Option<Zone>,
        lines: &[(u8, u16, u16)],
        closed: Vec<(Date, Date)>,
        calendars: Vec<Arc<str>>,
    ) -> Result<Self, HoursError> {
        let mut week: [Vec<Block>; 7] = Default::default();
        for (day, start, end) in lines {
            if start == end {
                return Err(HoursError::Empty(format!("{}-{}", clock(*start), clock(*end))));
            }
            let end = if end < start { end.saturating_add(MIDNIGHT) } else { *end };
            if let Some(blocks) = week.get_mut(usize::from(*day)) {
                blocks.push(Block { start: *start, end });
            }
        }
        for blocks in &mut week {
            join(blocks);
        }
        if closed.iter().any(|(from, to)| from > to) {
            return Err(HoursError::Closure);
        }
        let mut closed = closed;
        closed.sort_unstable();
        Ok(Self { zone, week, closed, calendars })
    }

    /// Hours as a snapshot gives them: `("mon..fri", ["09:00-17:00"])`.
    ///
    /// # Errors
    ///
    /// For days and blocks that are none, and as [`Hours::new`].
    pub fn inline(zone: Option<Zone>, lines: &[(String, Vec<String>)], closed: &[Date]) -> Result<Self, HoursError> {
        let mut all = Vec::new();
        for (days, blocks) in lines {
            for day in days_named(days)? {
                for block in blocks {
                    let (start, end) = block_named(block)?;
                    all.push((day, start, end));
                }
            }
        }
        Self::new(zone, &all, closed.iter().map(|day| (*day, *day)).collect(), Vec::new())
    }

    /// The zone these hours state themselves.
    pub fn zone(&self) -> Option<&Zone> {
        self.zone.as_ref()
    }

    /// The names of the calendars they are closed on.
    pub fn calendars(&self) -> &[Arc<str>] {
        &self.calendars
    }

    /// The blocks of a weekday, Monday 0.
    pub fn blocks(&self, weekday: u8) -> &[Block] {
        self.week.get(usize::from(weekday)).map(Vec::as_slice).unwrap_or_default()
    }

    /// The closures, both ends in.
    pub fn closures(&self) -> &[(Date, Date)] {
        &self.closed
    }
}

fn clock(minutes: u16) -> String {
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

/// Sorts blocks and joins those that touch or overlap.
fn join(blocks: &mut Vec<Block>) {
    blocks.sort_unstable();
    let mut joined: Vec<Block> = Vec::new();
    for block in blocks.drain(..) {
        match joined.last_mut() {
            Some(last) if block.start <= last.end => last.end = last.end.max(block.end),
            _ => joined.push(block),
        }
    }
    *blocks = joined;
}

fn days_named(text: &str) -> Result<Vec<u8>, HoursError> {
    let number = |name: &str| {
        let place = DAYS.iter().position(|day| *day == name.trim());
        place.and_then(|place| u8::try_from(place).ok()).ok_or_else(|| HoursError::Day(name.trim().to_owned()))
    };
    let mut days = Vec::new();
    for part in text.split(',') {
        let (from, to) = match part.split_once("..") {
            Some((from, to)) => (number(from)?, number(to)?),
            None => (number(part)?, number(part)?),
        };
        let mut day = from;
        loop {
            days.push(day);
            if day == to {
                break;
            }
            day = (day + 1) % 7;
        }
    }
    Ok(days)
}

fn block_named(text: &str) -> Result<(u16, u16), HoursError> {
    let fault = || HoursError::NotABlock(text.to_owned());
    let minutes = |part: &str| -> Option<u16> {
        let (hour, minute) = part.trim().split_once(':')?;
        let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.parse().ok()?);
        let total = hour.checked_mul(60)?.checked_add(minute)?;
        (minute < 60 && total <= MIDNIGHT).then_some(total)
    };
    let (start, end) = text.split_once('-').ok_or_else(fault)?;
    let (start, end) = (minutes(start).ok_or_else(fault)?, minutes(end).ok_or_else(fault)?);
    if start >= MIDNIGHT { Err(fault()) } else { Ok((start, end)) }
}

/// Hours read in a zone, with the closed days of their calendars.
#[derive(Clone, Copy, Debug)]
pub struct OpenTimes<'a> {
    hours: &'a Hours,
    zone: &'a Zone,
    calendars: &'a ClosedDays,
}

impl<'a> OpenTimes<'a> {
    /// Reads hours in this zone. A calendar without days closes nothing.
    pub const fn new(hours: &'a Hours, zone: &'a Zone, calendars: &'a ClosedDays) -> Self {
        Self { hours, zone, calendars }
    }

    /// Whether these are the same hours read in the same zone.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        std::ptr::eq(self.hours, other.hours) && self.zone == other.zone
    }

    /// The zone in which the hours are read.
    pub const fn zone(&self) -> &'a Zone {
        self.zone
    }

    /// Whether start ≤ local wall-clock time < end of some block that began on an open day.
    pub fn is_open(&self, at: Timestamp) -> bool {
        let clock = self.zone.clock(at);
        let minutes = u32::try_from(i32::from(clock.hour()) * 60 + i32::from(clock.minute())).unwrap_or_default();
        let inside = |day: Date, minutes: u32| {
            !self.is_closed(day)
                && self
                    .blocks_on(day)
                    .iter()
                    .any(|block| u32::from(block.start) <= minutes && minutes < u32::from(block.end))
        };
        inside(clock.date(), minutes)
            || clock.date().yesterday().is_ok_and(|day| inside(day, minutes.saturating_add(u32::from(MIDNIGHT))))
    }

    /// Whether any block begins on this day.
    pub fn opens_on(&self, day: Date) -> bool {
        !self.is_closed(day) && !self.blocks_on(day).is_empty()
    }

    /// The last closing of the blocks that begin on a day, which may be on the next; of a time that clocks show twice the
    /// last at which it was open before.
    pub(super) fn last_close(&self, day: Date) -> Option<Timestamp> {
        let end = self.blocks_on(day).iter().map(|block| block.end).max()?;
        let clock = clock_on(day, end)?;
        let closes =
            |at: &Timestamp| at.checked_sub(SignedDuration::from_nanos(1)).is_ok_and(|before| self.is_open(before));
        let ends = self.zone.instants(clock);
        ends.iter().copied().rfind(closes).or(ends.first().copied()).or_else(|| {
            // A time that the clock skips: it closes where the clock jumps.
            let late = self.zone.instant(clock)?;
            let early = late.checked_sub(SignedDuration::from_hours(24)).ok()?;
            self.zone.changes_after(early).take_while(|change| *change <= late).last()
        })
    }

    fn blocks_on(&self, day: Date) -> &'a [Block] {
        let weekday = u8::try_from(day.weekday().to_monday_zero_offset()).unwrap_or_default();
        self.hours.blocks(weekday)
    }

    fn is_closed(&self, day: Date) -> bool {
        self.hours.closed.iter().any(|(from, to)| *from <= day && day <= *to)
            || self
                .hours
                .calendars
                .iter()
                .any(|name| self.calendars.get(name).is_some_and(|days| days.binary_search(&day).is_ok()))
    }

    /// The first instant after this one at which it may open or close; until then [`OpenTimes::is_open`] says the same.
    /// `None` at the end of time.
    pub(crate) fn holds_until(&self, at: Timestamp) -> Option<Timestamp> {
        let turn = self.zone.goes_on_until(at);
        self.borders_until(at, turn).first().copied().or(turn)
    }

    /// The instants after this one at which it may open or close, in the order of time, as far as is searched. Between
    /// two of them [`OpenTimes::is_open`] says the same. Days are not walked by their dates: where clocks go back over
    /// midnight, a date comes twice.
    pub(super) fn borders(&self, after: Timestamp) -> impl Iterator<Item = Timestamp> + use<'a> {
        let times = *self;
        let searched = i64::from(super::business::SEARCHED_DAYS);
        let last = times.zone.clock(after).date().saturating_add(searched.days());
        let runs = std::iter::successors(Some((after, times.zone.goes_on_until(after))), move |(_, end)| {
            let next = (*end)?;
            (times.zone.clock(next).date() <= last).then(|| (next, times.zone.goes_on_until(next)))
        });
        runs.flat_map(move |(from, end)| times.borders_until(from, end).into_iter().chain(end))
    }

    /// Where the blocks that touch the local day of `from` begin and end, after it and before `end`, until which clocks
    /// only go on; sorted.
    fn borders_until(&self, from: Timestamp, end: Option<Timestamp>) -> Vec<Timestamp> {
        let clock = self.zone.clock(from);
        let midnight = clock.time().duration_since(Time::midnight());
        let blocks = |day: Option<Date>| day.map(|day| self.blocks_on(day)).unwrap_or_default();
        let yesterday = blocks(clock.date().yesterday().ok()).iter().map(|block| (block, MIDNIGHT));
        let today = blocks(Some(clock.date())).iter().map(|block| (block, 0));
        let minutes = yesterday.chain(today).flat_map(|(block, shift)| {
            [block.start, block.end].into_iter().filter_map(move |minute| minute.checked_sub(shift))
        });
        let mut borders: Vec<Timestamp> = minutes
            .filter_map(|minute| {
                from.checked_add(SignedDuration::from_mins(i64::from(minute)).checked_sub(midnight)?).ok()
            })
            .filter(|border| from < *border && end.is_none_or(|end| *border < end))
            .collect();
        borders.sort_unstable();
        borders.dedup();
        borders
    }

    /// The first instant after `after` that is open, at most 400 days ahead. When `after` is inside a block that goes
    /// on, that is the next border inside it, so ask [`OpenTimes::is_open`] first where it matters.
    pub fn next_open(&self, after: Timestamp) -> Option<Timestamp> {
        self.borders(after).find(|border| self.is_open(*border))
    }

    /// The end of the open stretch that holds `at`; `None` when closed then, or never closing within 400 days.
    pub fn closes(&self, at: Timestamp) -> Option<Timestamp> {
        if !self.is_open(at) {
            return None;
        }
        self.borders(at).find(|border| !self.is_open(*border))
    }
}

fn clock_on(day: Date, minute: u16) -> Option<jiff::civil::DateTime> {
    let (day, minute) =
        if minute >= MIDNIGHT { (day.checked_add(1.day()).ok()?, minute - MIDNIGHT) } else { (day, minute) };
    let time = Time::new(i8::try_from(minute / 60).ok()?, i8::try_from(minute % 60).ok()?, 0, 0).ok()?;
    Some(day.to_datetime(time))
}
