//! Why not, and what nearly, as JSON.

use super::write::{line, object};
use crate::author::{Nearby, WhyNot};
use serde::ser::{Serialize, Serializer};

impl WhyNot {
    /// One object on one line.
    pub fn to_json(&self) -> String {
        line(self)
    }
}

impl Nearby {
    /// One object on one line.
    pub fn to_json(&self) -> String {
        line(self)
    }
}

impl Serialize for WhyNot {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        object!(serializer, {
            "asked": *self.asked,
            "chosen": self.chosen,
            "because": self.because,
            "change": self.change,
        })
    }
}

impl Serialize for Nearby {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        object!(serializer, {
            "changes": self.changes,
            "goes": self.goes,
            "rule": self.rule.as_deref(),
            "rep": self.rep.as_deref(),
        })
    }
}
