//! Conditions on a lead that nothing else is known of: there is no snapshot yet, and no scorer is asked.

use crate::domain::{Lead, Snapshot};
use crate::model::{Cond, Model};
use crate::route::facts::LeadFacts;
use crate::route::load::plain_channel;
use crate::route::matching::Matcher;
use crate::route::records::{Indexes, Records};
use crate::route::roster::Silent;
use crate::route::truth::{Facts, Moment, Truth};

/// The empty world in which they are judged.
#[derive(Debug)]
pub(crate) struct Alone {
    snapshot: Snapshot,
    indexes: Indexes,
    moment: Moment,
}

impl Alone {
    pub(crate) fn new(model: &Model) -> Self {
        let now = jiff::Timestamp::UNIX_EPOCH;
        let moment = Moment { now, since: now, attempt: 1, exclude: Vec::new(), channel: plain_channel() };
        Self { snapshot: Snapshot::default(), indexes: Indexes::new(model), moment }
    }

    /// Lets conditions be judged on a lead.
    pub(crate) fn with<T>(&self, model: &Model, lead: &Lead, ask: impl FnOnce(&dyn Fn(&Cond) -> Truth) -> T) -> T {
        let matcher = Matcher::new(model, Records::new(model, &self.snapshot, &self.indexes, None));
        let facts = LeadFacts::new(model, lead, &self.moment, &matcher, &Silent);
        ask(&|condition| facts.judge(condition, None))
    }
}
