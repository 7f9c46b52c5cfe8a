//! Leads of a stream or a batch that were decided before, for policies that look for duplicates.

use super::Live;
use crate::domain::Assignment;
use crate::route::Request;

impl Live {
    /// Lets later leads find this one as their duplicate, where the policy has a `dedupe`: the lead's fields, the moment
    /// of the decision and the rep who got it. An invalid lead is not remembered: nobody should be attached to it.
    /// [`Live::route_batch`] does so by itself.
    ///
    #[cfg_attr(feature = "json", doc = "```")]
    #[cfg_attr(not(feature = "json"), doc = "```ignore")]
    /// use pointsman::{Compiler, Outcome, Request, Source};
    /// let text = r#"pointsman 1
    /// lead { id: text  email: email }
    /// dedupe { same when email is other.email seen within 90 days then attach }
    /// team sales { members ["ann", "ben"]  distribute by round robin }
    /// route inbound { otherwise { assign team sales } }
    /// "#;
    /// let rules = Compiler::new().add(Source::new("inbound.route", text)).compile()?;
    /// let mut live = rules.bind(rules.snapshot_from_json(r#"{ "reps": [{ "id": "ann" }, { "id": "ben" }] }"#)?);
    /// for (id, outcome) in [("L1", Outcome::Assigned), ("L2", Outcome::Attached)] {
    ///     let lead = rules.lead(&[("id", id.into()), ("email", "kim@firm.example".into())]);
    ///     let request = Request::new(&lead);
    ///     let answer = live.route(&request)?;
    ///     live.apply(&answer.delta)?;
    ///     live.remember(&request, &answer);
    ///     assert_eq!((answer.outcome, answer.rep.as_deref()), (outcome, Some("ann")));
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn remember(&mut self, request: &Request<'_>, answer: &Assignment) {
        if !request.lead.is_valid() {
            return;
        }
        let Some(mut decided) = self.decided.take() else { return };
        let model = self.rules.model();
        self.engine().known_facts(request, |facts| decided.remember(facts, model, answer));
        self.decided = Some(decided);
    }

    /// At most so many decided leads are remembered; the oldest are forgotten first. Default: 100,000. Leads that are
    /// older than the longest `seen within` of the policy are forgotten in any case.
    pub fn remember_at_most(&mut self, leads: usize) {
        if let Some(decided) = &mut self.decided {
            decided.remember_at_most(leads);
        }
    }

    /// How many decided leads were forgotten although a later one could still have repeated them.
    pub fn forgotten(&self) -> u64 {
        self.decided.as_ref().map_or(0, crate::route::DecidedLeads::dropped)
    }
}
