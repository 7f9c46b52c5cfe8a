//! Drawings with the traffic of decisions on them.

use super::Ruleset;
use crate::error::RouteError;
use crate::graph::{self, Traffic};

impl Ruleset {
    /// As [`Ruleset::dot`], with the decisions of each place.
    ///
    /// # Errors
    ///
    /// As [`Ruleset::route_named`].
    pub fn dot_with(&self, route: Option<&str>, traffic: &Traffic) -> Result<String, RouteError> {
        let route = self.route_named(route)?;
        Ok(graph::dot(self.model(), route, Some(traffic)))
    }

    /// As [`Ruleset::mermaid`], with the decisions of each rule and branch.
    ///
    /// # Errors
    ///
    /// As [`Ruleset::route_named`].
    pub fn mermaid_with(&self, route: Option<&str>, traffic: &Traffic) -> Result<String, RouteError> {
        let route = self.route_named(route)?;
        Ok(graph::mermaid(self.model(), route, Some(traffic)))
    }

    /// As [`Ruleset::svg`], with the decisions of each rule and branch.
    ///
    /// # Errors
    ///
    /// As [`Ruleset::route_named`].
    pub fn svg_with(&self, route: Option<&str>, traffic: &Traffic) -> Result<String, RouteError> {
        let route = self.route_named(route)?;
        Ok(graph::svg(self.model(), route, Some(traffic)))
    }
}
