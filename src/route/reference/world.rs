//! Everything that a decision may look at. It does not change while the decision is made, but for what scorers answered.

use super::value::At;
use crate::calendar::ClosedDays;
use crate::domain::{DataNote, Decimal, RecordId, Rep, ScorerId, Snapshot, Value, similarity};
use crate::model::Model;
use crate::route::{LeadView, Request, Scorer};
use jiff::{SignedDuration, Timestamp};
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::sync::Arc;

pub(super) struct World<'a> {
    pub(super) model: &'a Model,
    pub(super) request: &'a Request<'a>,
    pub(super) snapshot: &'a Snapshot,
    pub(super) closed: Rc<ClosedDays>,
    pub(super) host: Host<'a>,
    now: Timestamp,
    since: Timestamp,
    /// Whether anybody asked for `now`.
    looked: Cell<bool>,
    answers: RefCell<BTreeMap<ScorerId, Option<Decimal>>>,
    /// Whether a chain is tried, or a rule speaks: what it depends on was asked before.
    deciding: Cell<bool>,
    /// Scorers that were looked at then, though nobody had asked them.
    unasked: RefCell<BTreeSet<ScorerId>>,
    notes: RefCell<Vec<DataNote>>,
    tally: RefCell<Tally>,
}

/// What the host brings besides the snapshot.
#[derive(Clone, Copy, Default)]
pub(crate) struct Host<'a> {
    /// By scorer: connected or not.
    pub(crate) scorers: &'a [Option<&'a dyn Scorer>],
    /// Rows that a directory would tell, whatever it is asked.
    pub(crate) kept: &'a [(RecordId, Vec<Option<Value>>)],
    /// Leads decided before by their ids, as rows of the record that duplicates are searched in.
    pub(crate) decided: &'a [(String, Vec<Option<Value>>)],
    /// What was found of names, where many leads are decided.
    pub(crate) alike: Option<&'a Alike>,
}

/// How alike two names are, which depends on nothing else: by the one, then by the other.
pub(crate) type Alike = RefCell<BTreeMap<String, BTreeMap<String, Option<(u64, u64)>>>>;

impl Host<'_> {
    pub(super) fn similarity(&self, ours: &str, theirs: &str) -> Option<(u64, u64)> {
        let Some(alike) = self.alike else { return similarity(ours, theirs) };
        let mut alike = alike.borrow_mut();
        if let Some(known) = alike.get(ours).and_then(|known| known.get(theirs)) {
            return *known;
        }
        let found = similarity(ours, theirs);
        alike.entry(ours.to_owned()).or_default().insert(theirs.to_owned(), found);
        found
    }
}

/// How often each construct made a difference.
pub(crate) type Tally = BTreeMap<String, u64>;

impl<'a> World<'a> {
    pub(super) fn new(model: &'a Model, request: &'a Request<'a>, snapshot: &'a Snapshot, host: Host<'a>) -> Self {
        Self {
            model,
            request,
            snapshot,
            closed: Rc::new(super::hours::closed_days(model, snapshot)),
            host,
            now: request.now,
            since: since(model, request),
            looked: Cell::default(),
            answers: RefCell::default(),
            deciding: Cell::default(),
            unasked: RefCell::default(),
            notes: RefCell::default(),
            tally: RefCell::default(),
        }
    }

    /// The same world at another moment, for the same lead waiting since the same; no scorer is asked again.
    pub(super) fn then(&self, now: Timestamp) -> World<'a> {
        World {
            model: self.model,
            request: self.request,
            snapshot: self.snapshot,
            closed: Rc::clone(&self.closed),
            host: self.host,
            now,
            since: self.since,
            looked: Cell::default(),
            answers: self.answers.clone(),
            deciding: Cell::default(),
            unasked: RefCell::default(),
            notes: RefCell::default(),
            tally: RefCell::default(),
        }
    }

    /// The only clock there is.
    pub(super) fn now(&self) -> Timestamp {
        self.looked.set(true);
        self.now
    }

    /// An answer, and whether the clock was looked at for it. If not, it is the same at every moment.
    pub(super) fn watch<T>(&self, ask: impl FnOnce() -> T) -> (T, bool) {
        let before = self.looked.replace(false);
        let answer = ask();
        let looked = self.looked.replace(before);
        self.looked.set(before || looked);
        (answer, looked)
    }

    pub(super) fn since(&self) -> Timestamp {
        self.since
    }

    pub(super) fn waiting(&self) -> SignedDuration {
        self.now().duration_since(self.since)
    }

    /// 5.3: the lead's field `channel` where the schema has one, else `lead`.
    pub(super) fn channel(&self) -> Arc<str> {
        match self.model.channel_field.and_then(|field| self.request.lead.value(field)) {
            Some(Value::Enum(id, place)) => self.enum_name(*id, *place),
            _ => Arc::from("lead"),
        }
    }

    pub(super) fn enum_name(&self, id: crate::domain::EnumId, place: u32) -> Arc<str> {
        let value = self.model.enums.get(id.index()).and_then(|found| found.values.get(usize::try_from(place).ok()?));
        value.map_or_else(|| Arc::from(""), |found| Arc::clone(&found.name))
    }

    /// 5.3: what one item of a channel costs in units, default 1.
    pub(super) fn cost(&self, channel: &str) -> i64 {
        let said = self.model.channel_costs.iter().find(|(name, _)| **name == *channel);
        said.map_or(1, |(_, cost)| *cost)
    }

    /// 5.3: open units = Σ items × cost.
    pub(super) fn open_units(&self, rep: &Rep) -> i64 {
        rep.open.iter().map(|(channel, items)| items.saturating_mul(self.cost(channel))).fold(0, i64::saturating_add)
    }

    /// The lead alone, without a rep or a row at hand.
    pub(super) fn lead(&'a self) -> At<'a> {
        At { world: self, rep: None, row: None }
    }

    pub(super) fn with_rep(&'a self, rep: &'a Rep) -> At<'a> {
        At { world: self, rep: Some(rep), row: None }
    }

    pub(super) fn with_row(&'a self, row: &'a [Option<Value>]) -> At<'a> {
        At { world: self, rep: None, row: Some(row) }
    }

    /// 7: each scorer at most once a decision; failed or not connected is unknown.
    pub(super) fn ask(&self, scorer: ScorerId) {
        if self.answers.borrow().contains_key(&scorer) {
            return;
        }
        if let Some(name) = self.model.scorers.get(scorer.index())
            && let Some(given) = self.request.answers.get(name)
        {
            // An answer that the request brings stands in for the scorer.
            self.answers.borrow_mut().insert(scorer, given.as_ref().map(|score| score.value));
            return;
        }
        let view = LeadView { lead: self.request.lead, schema: &self.model.lead };
        let answer =
            self.host.scorers.get(scorer.index()).copied().flatten().and_then(|connected| connected.score(&view).ok());
        self.count(if answer.is_some() { "scorer known" } else { "scorer unknown" });
        self.answers.borrow_mut().insert(scorer, answer.map(|score| score.value));
    }

    /// What a scorer said; unknown as long as nobody asked.
    pub(super) fn answer(&self, scorer: ScorerId) -> Option<Decimal> {
        if self.deciding.get() && !self.was_asked(scorer) {
            self.unasked.borrow_mut().insert(scorer);
        }
        self.answers.borrow().get(&scorer).copied().flatten()
    }

    pub(super) fn was_asked(&self, scorer: ScorerId) -> bool {
        self.answers.borrow().contains_key(&scorer)
    }

    /// Tries a chain that may decide, or lets a rule speak that came to be asked.
    pub(super) fn deciding<T>(&self, work: impl FnOnce() -> T) -> T {
        let before = self.deciding.replace(true);
        let done = work();
        self.deciding.set(before);
        done
    }

    pub(super) fn unasked(&self) -> BTreeSet<ScorerId> {
        self.unasked.borrow().clone()
    }

    /// That a construct made a difference.
    pub(super) fn count(&self, what: impl Into<String>) {
        *self.tally.borrow_mut().entry(what.into()).or_default() += 1;
    }

    pub(super) fn tally(&self) -> Tally {
        self.tally.borrow().clone()
    }

    /// A data note of the evaluation, once each.
    pub(super) fn note(&self, note: DataNote) {
        let mut notes = self.notes.borrow_mut();
        if !notes.contains(&note) {
            notes.push(note);
        }
    }

    pub(super) fn notes(&self) -> Vec<DataNote> {
        self.notes.borrow().clone()
    }
}

/// 5.4: `since` of the request, else the lead's `created` on the first attempt, else `now`; never later than `now`.
fn since(model: &Model, request: &Request<'_>) -> Timestamp {
    let created = match model.created_field.and_then(|field| request.lead.value(field)) {
        Some(Value::DateTime(created)) if request.attempt == 1 => Some(*created),
        _ => None,
    };
    request.since.or(created).unwrap_or(request.now).min(request.now)
}
