//! The stable codes of all findings: R01xx text, R02xx names and kinds, R03xx logic, R04xx data files, R05xx tests.

use super::Severity;
use std::fmt;

/// A stable code, `R0203` for an error or `W0301` for a warning. Numbers are never given to another meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Code {
    number: u16,
    warning: bool,
}

impl Code {
    /// The error `R` followed by four digits.
    pub const fn error(number: u16) -> Self {
        Self { number, warning: false }
    }

    /// The warning `W` followed by four digits.
    pub const fn warning(number: u16) -> Self {
        Self { number, warning: true }
    }

    /// What findings of this code are.
    pub const fn severity(self) -> Severity {
        if self.warning { Severity::Warning } else { Severity::Error }
    }

    /// Whether findings of this code stop a policy.
    pub(crate) const fn is_error(self) -> bool {
        !self.warning
    }

    /// The number without its letter.
    pub const fn number(self) -> u16 {
        self.number
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{:04}", if self.warning { 'W' } else { 'R' }, self.number)
    }
}
