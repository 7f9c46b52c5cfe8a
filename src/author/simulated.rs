//! What a simulation found, and how it is printed.

use crate::domain::{Decimal, Outcome};
use crate::route::Reason;
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

/// What became of leads over time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Simulated {
    /// How many leads came.
    pub leads: u64,
    /// How many decisions were made: a lead that is held is asked about again.
    pub decisions: u64,
    /// When the first lead came.
    pub from: Option<Timestamp>,
    /// When the last one came.
    pub until: Option<Timestamp>,
    /// Where leads stayed.
    pub outcomes: BTreeMap<Outcome, u64>,
    /// Leads that waited and were then taken.
    pub waited: u64,
    /// Their waits together.
    pub wait: SignedDuration,
    /// The longest of them.
    pub longest_wait: SignedDuration,
    /// Leads for whom nobody came.
    pub waiting: u64,
    /// Leads of teams that ended in a queue, by queue.
    pub overflow: BTreeMap<Arc<str>, u64>,
    /// Who gave what to whom.
    pub teams: BTreeMap<Arc<str>, TeamShare>,
    /// Leads by rep, whatever gave them.
    pub reps: BTreeMap<Arc<str>, u64>,
    /// Who is furthest from his fair share.
    pub largest: Option<Deviation>,
}

/// What one team gave.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct TeamShare {
    /// Leads that it gave.
    pub leads: u64,
    /// By rep id, `team:x` or `queue:x`.
    pub members: BTreeMap<Arc<str>, MemberShare>,
}

/// What one member got.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct MemberShare {
    /// Leads that he got.
    pub leads: u64,
    /// What he weighed last.
    pub weight: Decimal,
    /// What he would have got if everybody had always been eligible: the team's leads by weight.
    pub fair: Decimal,
    /// Leads beyond that; below 0: short of it.
    pub deviation: Decimal,
    /// How often he was passed over, by reason.
    pub skipped: BTreeMap<Reason, u64>,
}

/// Who is furthest from his fair share.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Deviation {
    /// The team.
    pub team: Arc<str>,
    /// The member.
    pub member: Arc<str>,
    /// Leads beyond his share; below 0: short of it.
    pub deviation: Decimal,
    /// His share.
    pub fair: Decimal,
    /// Why he was passed over, the most frequent first.
    pub causes: Vec<(Reason, u64)>,
}

impl MemberShare {
    pub(super) fn causes(&self) -> Vec<(Reason, u64)> {
        let mut causes: Vec<(Reason, u64)> = self.skipped.iter().map(|(reason, times)| (*reason, *times)).collect();
        causes.sort_by_key(|(_, times)| std::cmp::Reverse(*times));
        causes
    }
}

impl Simulated {
    /// The mean wait of those who waited.
    pub fn mean_wait(&self) -> SignedDuration {
        let seconds = u64::try_from(self.wait.as_secs()).unwrap_or_default().checked_div(self.waited);
        SignedDuration::from_secs(i64::try_from(seconds.unwrap_or_default()).unwrap_or_default())
    }
}

impl fmt::Display for Simulated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let when = match (self.from, self.until) {
            (Some(from), Some(until)) => format!(" from {from} to {until}"),
            _ => String::new(),
        };
        writeln!(f, "{} leads{when}, {} decisions", self.leads, self.decisions)?;
        let outcomes: Vec<String> = self.outcomes.iter().map(|(outcome, count)| format!("{outcome} {count}")).collect();
        writeln!(f, "  outcomes   {}", outcomes.join(", "))?;
        if self.waited > 0 {
            let (mean, longest) = (length(self.mean_wait()), length(self.longest_wait));
            writeln!(f, "  waits      {} leads waited, {mean} on average, {longest} at most", self.waited)?;
        }
        if self.waiting > 0 {
            writeln!(f, "  waiting    {} leads that nobody took", self.waiting)?;
        }
        if !self.overflow.is_empty() {
            let queues: Vec<String> = self.overflow.iter().map(|(queue, count)| format!("{queue} {count}")).collect();
            writeln!(f, "  overflow   leads of teams that ended in a queue: {}", queues.join(", "))?;
        }
        for (name, team) in &self.teams {
            writeln!(f, "\nteam {name}   {} leads", team.leads)?;
            let width = team.members.keys().map(|id| id.chars().count()).max().unwrap_or_default();
            for (id, member) in &team.members {
                let skipped = reasons(&member.causes());
                let skipped = if skipped.is_empty() { String::new() } else { format!("   passed over: {skipped}") };
                let (fair, deviation) = (tenth(member.fair), signed(member.deviation));
                writeln!(f, "  {id:<width$} {:>6}   fair {fair:>8}   {deviation:>8}{skipped}", member.leads)?;
            }
        }
        if let Some(largest) = &self.largest {
            let way = if largest.deviation > Decimal::ZERO { "above" } else { "below" };
            let (by, fair) = (tenth(largest.deviation.abs()), tenth(largest.fair));
            write!(
                f,
                "\nlargest deviation: {} in {}, {by} {way} the fair share of {fair}",
                largest.member, largest.team
            )?;
            let causes = reasons(&largest.causes);
            writeln!(f, "{}", if causes.is_empty() { String::new() } else { format!("; passed over: {causes}") })?;
        }
        Ok(())
    }
}

fn reasons(causes: &[(Reason, u64)]) -> String {
    causes.iter().map(|(reason, times)| format!("{} {times}", reason.word())).collect::<Vec<_>>().join(", ")
}

/// With one digit, halves away from 0.
fn tenth(value: Decimal) -> String {
    let step = Decimal::SCALE.checked_div(10).unwrap_or(1);
    let half = step.checked_div(2).unwrap_or_default();
    let away = if value < Decimal::ZERO { half.saturating_neg() } else { half };
    let tenths = value.scaled().saturating_add(away).checked_div(step).unwrap_or_default();
    let (whole, part) = (tenths.unsigned_abs() / 10, tenths.unsigned_abs() % 10);
    format!("{}{whole}.{part}", if tenths < 0 { "-" } else { "" })
}

fn signed(value: Decimal) -> String {
    let text = tenth(value);
    if value >= Decimal::ZERO { format!("+{text}") } else { text }
}

/// `2 h 05 min`, `34 min`, `12 s`.
fn length(length: SignedDuration) -> String {
    let seconds = length.as_secs();
    match (seconds / 3_600, seconds / 60 % 60) {
        (0, 0) => format!("{seconds} s"),
        (0, minutes) => format!("{minutes} min"),
        (hours, minutes) => format!("{hours} h {minutes:02} min"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_lengths_are_short() {
        let tenths: Vec<String> =
            ["1.25", "-1.25", "0.04", "-0.04", "7"].map(|text| tenth(Decimal::parse(text).unwrap())).into();
        assert_eq!(tenths, ["1.3", "-1.3", "0.0", "0.0", "7.0"]);
        let lengths: Vec<String> = [12, 90, 7_500].map(|seconds| length(SignedDuration::from_secs(seconds))).into();
        assert_eq!(lengths, ["12 s", "1 min", "2 h 05 min"]);
    }
}
