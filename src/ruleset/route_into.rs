//! Answers written over earlier ones.

use super::Live;
use crate::domain::Assignment;
use crate::error::RouteError;
use crate::route::Request;

impl Live {
    /// Decides like [`Live::route`] and writes the answer over an earlier one, whose memory is used again: for a host that
    /// hands each answer on before it asks about the next lead.
    ///
    /// ```
    /// use pointsman::{Assignment, Compiler, Request, Snapshot, Source};
    /// let text = r#"pointsman 1
    /// lead { id: text }
    /// queue triage
    /// route inbound { otherwise { assign queue triage } }
    /// "#;
    /// let rules = Compiler::new().add(Source::new("inbound.route", text)).compile()?;
    /// let live = rules.bind(Snapshot::default());
    /// let mut answer = Assignment::default();
    /// for id in ["L1", "L2"] {
    ///     let lead = rules.lead(&[("id", id.into())]);
    ///     live.route_into(&Request::new(&lead), &mut answer)?;
    ///     assert_eq!((&*answer.lead, answer.queue.as_deref()), (id, Some("triage")));
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`crate::Ruleset::route`]; the answer stays as it was then.
    pub fn route_into(&self, request: &Request<'_>, answer: &mut Assignment) -> Result<(), RouteError> {
        let route = self.rules.checked(request)?;
        let engine = self.engine();
        engine.ask_again(request, route, answer);
        self.rules.decide_into(request, &engine, route, answer);
        Ok(())
    }
}
