//! How many decisions took which way, for drawings.

use crate::domain::Assignment;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Decisions by their path.
///
/// ```
/// use pointsman::{Compiler, Request, Snapshot, Source, Traffic};
/// let text = "pointsman 1\nlead { id: text }\nqueue triage\nroute r { otherwise { assign queue triage } }\n";
/// let rules = Compiler::new().add(Source::new("r.route", text)).compile()?;
/// let lead = rules.lead(&[("id", "L1".into())]);
/// let mut traffic = Traffic::default();
/// traffic.add(&rules.route(&Request::new(&lead), &Snapshot::default())?);
/// assert!(rules.svg_with(None, &traffic)?.contains("100 %"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Traffic {
    paths: BTreeMap<Vec<Arc<str>>, u64>,
}

impl Traffic {
    /// Counts a decision.
    pub fn add(&mut self, answer: &Assignment) {
        self.add_path(answer.path.to_vec());
    }

    /// Counts a decision by its path: route, branches, rule.
    pub fn add_path(&mut self, path: Vec<Arc<str>>) {
        let count = self.paths.entry(path).or_default();
        *count = count.saturating_add(1);
    }

    /// Decisions that took a way, whatever came behind it.
    pub(super) fn through(&self, path: &[Arc<str>]) -> u64 {
        self.paths.iter().filter(|(known, _)| known.starts_with(path)).map(|(_, count)| *count).sum()
    }

    /// "1,204 · 24 %" of those that came through the route; a way that nobody took: "0".
    pub(super) fn words(&self, path: &[Arc<str>]) -> String {
        let (own, all) = (self.through(path), self.through(path.get(..1).unwrap_or_default()));
        let digits = own.to_string();
        let mut grouped = String::new();
        for (place, digit) in digits.chars().enumerate() {
            if place > 0 && digits.len().saturating_sub(place) % 3 == 0 {
                grouped.push(',');
            }
            grouped.push(digit);
        }
        match own.saturating_mul(1_000).saturating_add(5).checked_div(all.saturating_mul(10)) {
            Some(_) if own == 0 => grouped,
            Some(0) => format!("{grouped} · < 1 %"),
            Some(percent) => format!("{grouped} · {percent} %"),
            None => grouped,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_grouped_and_shares_are_of_the_route() {
        let mut traffic = Traffic::default();
        let path = |steps: &[&str]| steps.iter().map(|step| Arc::from(*step)).collect::<Vec<Arc<str>>>();
        (0..1_200).for_each(|_| traffic.add_path(path(&["r", "b", "x"])));
        (0..3).for_each(|_| traffic.add_path(path(&["r", "otherwise"])));
        traffic.add_path(path(&["other", "x"]));
        assert_eq!(traffic.words(&path(&["r"])), "1,203 · 100 %");
        assert_eq!(traffic.words(&path(&["r", "b"])), "1,200 · 99 %");
        assert_eq!(traffic.words(&path(&["r", "otherwise"])), "3 · < 1 %");
        assert_eq!(traffic.words(&path(&["r", "never"])), "0");
    }
}
