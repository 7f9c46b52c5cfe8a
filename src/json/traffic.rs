//! Traffic from the decisions of a run.

use super::node::{JsonError, Node, parse};
use crate::{Ruleset, Traffic};
use std::sync::Arc;

impl Ruleset {
    /// Counts the decision of one line: an assignment, with its explanation or without, or a line of a log. The header of a
    /// log counts nothing; whether there was a decision.
    ///
    /// # Errors
    ///
    /// When the line is none of these.
    pub fn count_from_json(&self, traffic: &mut Traffic, line: &str) -> Result<bool, JsonError> {
        let node = parse(line, self.limits().json_depth)?;
        let entries = node.entries()?;
        let find = |name: &str| entries.iter().find(|(key, _)| key == name).map(|(_, value)| value);
        if find("log").is_some() {
            return Ok(false);
        }
        let path = match find("assignment") {
            Some(answer) => path(answer)?,
            None => path(&node)?,
        };
        traffic.add_path(path);
        Ok(true)
    }
}

fn path(answer: &Node<'_>) -> Result<Vec<Arc<str>>, JsonError> {
    let entries = answer.entries()?;
    let Some((_, path)) = entries.iter().find(|(key, _)| key == "path") else {
        return Err(answer.fault("`path` is missing: this is no decision"));
    };
    path.items()?.iter().map(|step| Ok(Arc::from(step.as_text()?.as_ref()))).collect()
}
