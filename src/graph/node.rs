//! What a route can come to, in the order of evaluation.

use crate::domain::{Path, RouteId, RuleId, ScorerId};
use crate::graph::Forest;
use crate::model::{Listed, Rule};
use std::fmt;
use std::sync::Arc;

/// What is done where a case holds that is first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Turn {
    /// A chain is tried; evaluation goes on behind it when it ends with nobody.
    Pick { spot: u32 },
    /// A rule decides without a chain.
    End { spot: u32 },
    /// Another route takes over and does not give back.
    Enter { door: u32 },
    /// From here on the decision depends on these scorers.
    Ask { scorers: Arc<[ScorerId]> },
}

/// What evaluation comes by without ending there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Beside {
    pub(crate) spot: u32,
    /// A step adds its data; of a shadow rule it only counts that evaluation came to it.
    pub(crate) is_step: bool,
    /// How many turns stand before it.
    pub(crate) turns: u32,
}

/// One route: its cases in two forests.
#[derive(Clone, Debug)]
pub(crate) struct RouteGraph {
    /// What may end evaluation, by case of `search`.
    pub(crate) turns: Vec<Turn>,
    pub(crate) search: Forest,
    /// Steps and shadow rules, by case of `beside`.
    pub(crate) besides: Vec<Beside>,
    pub(crate) beside: Forest,
    /// Even the last `otherwise` found nobody.
    pub(crate) nobody: u32,
    pub(crate) on_invalid: Option<u32>,
}

/// A rule at its place in a route.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Spot {
    pub(crate) rule: RuleId,
    /// The route and the branches around it.
    pub(crate) around: Arc<[Arc<str>]>,
}

impl Spot {
    /// The route, the branches around it, its own name.
    pub(crate) fn path(&self, rule: &Rule) -> Path {
        self.around.iter().chain([&rule.name]).cloned().collect()
    }
}

/// A way into another route.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Door {
    pub(crate) to: RouteId,
    /// Where it stands: what the path gains before the other route's name.
    pub(crate) path: Vec<Arc<str>>,
    /// Named by the conditions on the way.
    pub(crate) listed: Listed,
    /// The rule that says `go to`, whose effects count like a step's.
    pub(crate) rule: Option<RuleId>,
}

/// The size of a graph.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Summary {
    /// Rules, steps, hand-overs and questions to scorers, each at its place.
    pub cases: usize,
    /// Switches and leaves.
    pub nodes: usize,
    /// What is looked at: fields, definitions, single tests that stand for themselves.
    pub attributes: usize,
    /// Bytes of switches, leaves and classes; names and constants are the policy's own.
    pub bytes: usize,
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { cases, nodes, attributes, bytes } = self;
        write!(f, "{cases} cases in {nodes} nodes over {attributes} attributes, {bytes} bytes")
    }
}
