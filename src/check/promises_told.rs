//! Promises that are kept by people who are not there, or helped before they are broken.

use super::{Checker, wording};
use crate::calendar::{Hours, weekday_name};
use crate::domain::{HoursId, SlaId};
use crate::model::{Chain, Length, Rule, Sla, SlaStep, Target, TeamHours, TeamRef};
use crate::syntax::tree::{self, SlaLine};
use crate::text::Span;
use jiff::SignedDuration;
use jiff::civil::Weekday;

/// From here on a promise in clock hours is taken for one in office hours: five minutes are meant by the clock.
const SHORTEST: SignedDuration = SignedDuration::from_hours(1);
/// From here on it is counted in days, which people do mean by the calendar.
const LONGEST: SignedDuration = SignedDuration::from_hours(24);
/// How long before closing time the lead of the example comes.
const BEFORE_CLOSING: u16 = 10;

/// A rule that makes a promise for a team with office hours.
pub(super) struct Promised {
    sla: SlaId,
    rule: String,
    hours: HoursId,
    line: Span,
}

impl Checker<'_> {
    /// Remembers a promise in clock hours that a team with office hours has to keep.
    pub(super) fn remember_promise(&mut self, rule: &Rule, chain: &Chain, line: Span) {
        let Some(sla) = rule.sla else { return };
        let hours = chain.links.iter().find_map(|link| match &link.target {
            Target::Team { team: TeamRef::Team(id), .. } => match self.model.teams.get(id.index())?.hours {
                TeamHours::Item(hours) => Some(hours),
                _ => None,
            },
            _ => None,
        });
        if let Some(hours) = hours {
            self.promised.push(Promised { sla, rule: rule.name.to_string(), hours, line });
        }
    }

    /// Warns once a promise, for the first rule that makes it.
    pub(super) fn promises_in_office_hours(&mut self) {
        let mut told: Vec<SlaId> = Vec::new();
        for promised in std::mem::take(&mut self.promised) {
            let sla = self.model.slas.get(promised.sla.index());
            let Some(Length::Clock(length)) = sla.and_then(|sla| sla.first_touch) else { continue };
            let place = self.places.promises.get(promised.sla.index()).copied().flatten();
            let hours = self.model.hours.get(promised.hours.index());
            if told.contains(&promised.sla) || length < SHORTEST || length >= LONGEST {
                continue;
            }
            if let (Some(place), Some(hours)) = (place, hours)
                && let Some(late) = late(&hours.hours, length)
            {
                told.push(promised.sla);
                let words = self.sources.slice(place).to_owned();
                let name = hours.name.to_string();
                self.report(wording::promise_in_clock_hours(
                    &words,
                    &promised.rule,
                    &name,
                    &late,
                    place,
                    promised.line,
                ));
            }
        }
    }

    /// Warns of a step that comes before the first touch is due.
    pub(super) fn steps_before(&mut self, made: &Sla, sla: &tree::Sla, first: Option<Span>) {
        let (Some(due), Some(first)) = (made.first_touch, first) else { return };
        let written: Vec<Span> = sla
            .lines
            .iter()
            .filter_map(|line| match line {
                SlaLine::Escalate { after, .. } | SlaLine::Reassign { after, .. } => Some(after.span),
                _ => None,
            })
            .collect();
        let early = |step: &SlaStep| match (step.after, due) {
            (Length::Clock(after), Length::Clock(due)) | (Length::Business(after), Length::Business(due)) => {
                after < due
            }
            (Length::BusinessDays(after), Length::BusinessDays(due)) => after < due,
            _ => false,
        };
        // A step that was not understood was reported, and the rest no longer stand side by side.
        if written.len() == made.steps.len() {
            for (_, span) in made.steps.iter().zip(written).filter(|(step, _)| early(step)) {
                self.report(wording::step_before_due(&made.name, span, first));
            }
        }
    }
}

/// A lead that comes shortly before closing time: when it comes, when it is late, when the office closed.
fn late(hours: &Hours, length: SignedDuration) -> Option<(String, String, String)> {
    // Friday is what people know of promises that are broken over the weekend.
    let (day, close) = [4_u8, 3, 2, 1, 0, 6, 5].into_iter().find_map(|day| {
        let block = hours.blocks(day).last()?;
        let open_from = block.end.saturating_sub(BEFORE_CLOSING);
        (block.end < 1440 && block.start <= open_from).then_some((day, block.end))
    })?;
    let comes = close.saturating_sub(BEFORE_CLOSING);
    let minutes = i64::from(comes).checked_add(length.as_mins())?;
    let due_day = i64::from(day).checked_add(minutes.div_euclid(1440))?.rem_euclid(7);
    let due = u16::try_from(minutes.rem_euclid(1440)).ok()?;
    let name = |day: i8| Weekday::from_monday_zero_offset(day).ok().map(weekday_name);
    let long = |day: i8| match name(day)? {
        "mon" => Some("Monday"),
        "tue" => Some("Tuesday"),
        "wed" => Some("Wednesday"),
        "thu" => Some("Thursday"),
        "fri" => Some("Friday"),
        "sat" => Some("Saturday"),
        _ => Some("Sunday"),
    };
    let clock = |minutes: u16| format!("{:02}:{:02}", minutes / 60, minutes % 60);
    let at = |day: &str, minutes: u16| format!("{day} at {}", clock(minutes));
    Some((at(long(i8::try_from(day).ok()?)?, comes), at(long(i8::try_from(due_day).ok()?)?, due), clock(close)))
}
