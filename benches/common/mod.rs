//! Made-up policies and leads of any size: one like those that people write, and the worst cases of the design.
//!
//! Used by the benches and by the tests that compare the graph with the reference. Everything follows from a seed.

#![allow(
    dead_code,
    unreachable_pub,
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    reason = "each user takes a part; what makes policies up stays in the ranges that it made itself"
)]

pub mod clock;
pub mod hand_built;
pub mod random;
pub mod realistic;
pub mod record;
pub mod worst;

/// A policy with leads for it.
pub struct Made {
    pub name: String,
    /// The text of `policy.route`.
    pub text: String,
    /// Leads as attributes by field name.
    pub leads: Vec<Vec<(&'static str, String)>>,
}

impl Made {
    /// A lead as JSON; lists are written with `|` between their elements.
    pub fn json(&self, lead: usize) -> String {
        let fields: Vec<String> = self.leads[lead]
            .iter()
            .map(|(name, value)| match value.strip_prefix('|') {
                Some("") => format!("\"{name}\": []"),
                Some(items) => {
                    let items: Vec<String> = items.split('|').map(|item| format!("{item:?}")).collect();
                    format!("\"{name}\": [{}]", items.join(", "))
                }
                None => format!("\"{name}\": {value:?}"),
            })
            .collect();
        format!("{{{}}}", fields.join(", "))
    }
}

/// The ending that all share: rules go to queues, so that matching is all there is.
pub const END: &str = "  otherwise \"Rest\" { assign queue rest }\n}\n";
