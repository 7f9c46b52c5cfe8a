//! What a host of another language needs besides: the schema by name, and decisions on one bound snapshot by several
//! rulesets that differ only in their scorers and observers.

use super::{Live, Ruleset};
use crate::domain::{Assignment, Schema, Value};
use crate::error::RouteError;
use crate::route::{Explained, Request};
use std::mem;
use std::sync::Arc;

impl Ruleset {
    /// What the policy says of a lead's attributes, in its order.
    ///
    /// ```
    /// use pointsman::{Compiler, Source, domain::Kind};
    /// let text = "pointsman 1\nlead { id: text  employees: integer optional }\nqueue q\nroute r { otherwise { assign queue q } }\n";
    /// let rules = Compiler::new().add(Source::new("p.route", text)).compile()?;
    /// assert_eq!(rules.lead_schema().fields[1].kind, Kind::Integer);
    /// # Ok::<(), pointsman::CompileError>(())
    /// ```
    pub fn lead_schema(&self) -> &Schema {
        &self.inner.model.lead
    }

    /// A value as answers print it: names of enum values and teams, ISO days, instants in UTC.
    pub fn printed(&self, value: &Value) -> String {
        self.inner.model.print(value)
    }

    /// Whether both are one compilation: clones that may differ in their scorers and observers.
    pub fn same_policy(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.inner, &other.inner)
    }
}

impl Live {
    /// Decides like [`Live::route`], with the scorers and the observer of these rules in place of those that the
    /// snapshot was bound with: each thread may bring its own.
    ///
    /// # Errors
    ///
    /// As [`Ruleset::route`], and when the rules are of another policy than the snapshot's.
    pub fn route_by(&self, rules: &Ruleset, request: &Request<'_>) -> Result<Assignment, RouteError> {
        self.same(rules)?;
        rules.decide(request, rules.engine(&self.snapshot, &self.roster, self.decided.as_ref()))
    }

    /// Explains like [`Live::explain`], by these rules; see [`Live::route_by`].
    ///
    /// # Errors
    ///
    /// As [`Live::route_by`].
    pub fn explain_by(&self, rules: &Ruleset, request: &Request<'_>) -> Result<Explained, RouteError> {
        self.same(rules)?;
        let route = rules.checked(request)?;
        Ok(rules.engine(&self.snapshot, &self.roster, self.decided.as_ref()).explain(request, route))
    }

    /// Decides about a batch like [`Live::route_batch_each`], by these rules; see [`Live::route_by`].
    ///
    /// # Errors
    ///
    /// As [`Live::route_by`], before anything is decided.
    pub fn route_batch_by(
        &mut self,
        rules: &Ruleset,
        requests: &[Request<'_>],
        each: impl FnMut(usize, Assignment),
    ) -> Result<(), RouteError> {
        self.same(rules)?;
        let own = mem::replace(&mut self.rules, rules.clone());
        let done = self.route_batch_each(requests, each);
        self.rules = own;
        done
    }

    /// Says whether a rep is paused, without working the members out anew. His number rises, so that a decision made
    /// before is refused. Answers whether the snapshot has him.
    pub fn set_paused(&mut self, rep: &str, paused: bool) -> bool {
        let known = self.snapshot.set_paused(rep, paused);
        self.roster.paused_changed(&self.snapshot, rep);
        known
    }

    fn same(&self, rules: &Ruleset) -> Result<(), RouteError> {
        if self.rules.same_policy(rules) { Ok(()) } else { Err(RouteError::ForeignSnapshot) }
    }
}

#[cfg(test)]
#[cfg(feature = "json")]
mod tests {
    use crate::{Compiler, Request, RouteError, Ruleset, Score, Source, domain::Decimal};

    const POLICY: &str = r#"pointsman 1
lead { id: text }
score warmth from scorer "warmth"
team sales { members ["ann"] }
queue cold
route inbound {
  rule warm { when warmth >= 50  assign team sales else queue cold }
  otherwise { assign queue cold }
}
"#;

    fn rules() -> Ruleset {
        Compiler::new().add(Source::new("p.route", POLICY)).compile().unwrap()
    }

    #[test]
    fn each_thread_brings_its_own_scorers() {
        let rules = rules();
        let warm = rules.clone().with_scorer("warmth", |_: &crate::LeadView<'_>| Ok(Score::new(Decimal::from(90))));
        let mut live = rules.bind(rules.snapshot_from_json(r#"{"reps":[{"id":"ann"}]}"#).unwrap());
        let lead = rules.lead(&[("id", "L1".into())]);
        let asked = Request::new(&lead);
        assert_eq!(live.route(&asked).unwrap().queue.as_deref(), Some("cold"));
        assert_eq!(live.route_by(&warm, &asked).unwrap().rep.as_deref(), Some("ann"));
        assert_eq!(live.explain_by(&warm, &asked).unwrap().assignment.rep.as_deref(), Some("ann"));
        let mut both = Vec::new();
        live.route_batch_by(&warm, &[asked.clone(), asked.clone()], |_, answer| both.push(answer)).unwrap();
        assert_eq!(both[1].version, 1, "the second one sees what the first one changed");
        assert_eq!(live.route(&asked).unwrap().queue.as_deref(), Some("cold"), "the snapshot keeps its own rules");
    }

    #[test]
    fn another_policy_is_refused() {
        let (rules, other) = (rules(), rules());
        let mut live = rules.bind(rules.snapshot_from_json("{}").unwrap());
        let lead = other.lead(&[]);
        assert_eq!(live.route_by(&other, &Request::new(&lead)), Err(RouteError::ForeignSnapshot));
        assert_eq!(live.route_batch_by(&other, &[], |_, _| ()), Err(RouteError::ForeignSnapshot));
    }

    #[test]
    fn a_pause_makes_earlier_decisions_stale() {
        let rules = rules();
        let warm = rules.clone().with_scorer("warmth", |_: &crate::LeadView<'_>| Ok(Score::new(Decimal::from(90))));
        let mut live = warm.bind(warm.snapshot_from_json(r#"{"reps":[{"id":"ann"}]}"#).unwrap());
        let lead = rules.lead(&[("id", "L1".into())]);
        let before = live.route(&Request::new(&lead)).unwrap();
        assert!(live.set_paused("ann", true));
        assert!(!live.set_paused("nobody", true));
        assert!(live.apply(&before.delta).is_err());
        assert_eq!(live.route(&Request::new(&lead)).unwrap().queue.as_deref(), Some("cold"));
    }
}
