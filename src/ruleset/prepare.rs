//! Leads whose values were looked up beforehand.

use super::Ruleset;
use crate::domain::Lead;
use crate::route::of_values;

impl Ruleset {
    /// Looks up beforehand what conditions tell apart of a lead's values, so that decisions about it need not: for a lead
    /// that is asked about more than once, or read by one thread and decided by another. It changes no decision; a lead of
    /// another ruleset stays as it is.
    ///
    /// ```
    /// use pointsman::{Compiler, Request, Snapshot, Source};
    /// let text = r#"pointsman 1
    /// lead { id: text  country: country optional }
    /// queue triage
    /// queue europe
    /// route inbound { rule eu { when country in [DE, FR]  assign queue europe }  otherwise { assign queue triage } }
    /// "#;
    /// let rules = Compiler::new().add(Source::new("inbound.route", text)).compile()?;
    /// let mut lead = rules.lead(&[("id", "L1".into()), ("country", "Germany".into())]);
    /// let before = rules.route(&Request::new(&lead), &Snapshot::default())?;
    /// rules.prepare(&mut lead);
    /// assert_eq!(rules.route(&Request::new(&lead), &Snapshot::default())?, before);
    /// assert_eq!(before.queue.as_deref(), Some("europe"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn prepare(&self, lead: &mut Lead) {
        if lead.values.len() == self.inner.model.lead.fields.len() {
            let classes = of_values(&self.inner.graph, lead);
            lead.classes.prepare(self.inner.graph.mark(), classes);
        }
    }
}
