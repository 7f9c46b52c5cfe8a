//! Values in words, and small questions to a model.

use super::{Band, Model};
use crate::domain::{Decimal, Short, TeamId, Value};

impl Model {
    /// The team of this name.
    pub(crate) fn team_named(&self, name: &str) -> Option<TeamId> {
        self.teams.iter().position(|team| *team.name == *name).map(TeamId::at)
    }

    /// A value as answers and explanations print it: names of enum values, ids, ISO dates.
    pub(crate) fn printed(&self, value: &Value) -> Short {
        match value {
            Value::Enum(id, place) => {
                self.enum_value(*id, *place).map_or_else(Short::default, |value| Short::from(&value.name))
            }
            Value::Bool(known) => Short::from(if *known { "yes" } else { "no" }),
            Value::Integer(number) => Short::from(*number),
            Value::Decimal(number) => Short::from(*number),
            Value::Text(text) => text.original().into(),
            Value::Country(country) => country.code().into(),
            other => self.print(other).into(),
        }
    }

    /// A value as [`Model::printed`] prints it, as a text of its own.
    pub(crate) fn print(&self, value: &Value) -> String {
        match value {
            Value::Enum(id, place) => {
                self.enum_value(*id, *place).map_or_else(String::new, |value| value.name.to_string())
            }
            Value::List(items) => items.iter().map(|item| self.print(item)).collect::<Vec<_>>().join(", "),
            Value::Team(id) => self.teams.get(id.index()).map_or_else(String::new, |team| team.name.to_string()),
            Value::Bool(known) => if *known { "yes" } else { "no" }.to_owned(),
            Value::Integer(number) => number.to_string(),
            Value::Decimal(number) => number.to_string(),
            Value::Text(text) => text.original().to_owned(),
            Value::Country(country) => country.code().to_owned(),
            Value::Date(day) => day.to_string(),
            Value::DateTime(at) => at.to_string(),
            Value::Duration(length) => length_words(*length),
            Value::Rep(id) => id.to_string(),
        }
    }

    /// A value as notes print it: the titles of enum values and teams.
    pub(crate) fn print_title(&self, value: &Value) -> String {
        match value {
            Value::Enum(id, place) => self
                .enum_value(*id, *place)
                .map_or_else(String::new, |value| value.title.as_ref().unwrap_or(&value.name).to_string()),
            Value::List(items) => items.iter().map(|item| self.print_title(item)).collect::<Vec<_>>().join(", "),
            other => self.print(other),
        }
    }

    fn enum_value(&self, id: crate::domain::EnumId, place: u32) -> Option<&crate::domain::EnumValueDef> {
        self.enums.get(id.index())?.values.get(usize::try_from(place).ok()?)
    }
}

impl Band {
    /// Whether a score lies in this band.
    pub(crate) fn holds(&self, score: Decimal) -> bool {
        let above = self.low.is_none_or(|low| if self.low_out { score > low } else { score >= low });
        let below = self.high.is_none_or(|high| if self.high_out { score < high } else { score <= high });
        above && below
    }
}

/// `90 minutes`, in the largest unit that needs no fraction.
pub(crate) fn length_words(length: jiff::SignedDuration) -> String {
    let seconds = length.as_secs();
    for (unit, word) in [(86_400, "day"), (3_600, "hour"), (60, "minute")] {
        if seconds != 0 && length.subsec_nanos() == 0 && seconds % unit == 0 {
            let count = seconds / unit;
            return format!("{count} {word}{}", if count == 1 { "" } else { "s" });
        }
    }
    let part = length.subsec_nanos().unsigned_abs();
    if part != 0 {
        let sign = if length.is_negative() { "-" } else { "" };
        let digits = format!("{part:09}");
        return format!("{sign}{}.{} seconds", seconds.unsigned_abs(), digits.trim_end_matches('0'));
    }
    format!("{seconds} second{}", if seconds == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::length_words;
    use jiff::SignedDuration;

    #[test]
    fn lengths_in_words() {
        for (millis, words) in [
            (0, "0 seconds"),
            (500, "0.5 seconds"),
            (-500, "-0.5 seconds"),
            (1_000, "1 second"),
            (1_500, "1.5 seconds"),
            (60_000, "1 minute"),
            (60_250, "60.25 seconds"),
            (90_000, "90 seconds"),
            (86_400_000, "1 day"),
        ] {
            assert_eq!(length_words(SignedDuration::from_millis(millis)), words);
        }
    }
}
