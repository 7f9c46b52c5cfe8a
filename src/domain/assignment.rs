//! The answer: who gets the lead, on which path, with what to hand over and what to store.

use super::snapshot::Sticky;
use super::{ByName, DataNote, Delta, LeadId, Reads, Short};
use jiff::Timestamp;
use smallvec::SmallVec;
use std::fmt;
use std::sync::Arc;

/// Values by name as they are printed; `None`: missing, or unknown.
pub type Printed = ByName<Option<Short>, 2>;

/// Names on the way to a decision, the outermost first.
pub type Path = SmallVec<[Arc<str>; 4]>;

/// A decision about one lead. Equal decisions are equal bytes of JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Assignment {
    /// The lead's `id`; empty when it came without one.
    pub lead: LeadId,
    /// What became of it.
    pub outcome: Outcome,
    /// The rep who got it, or for whom it is held.
    pub rep: Option<Arc<str>>,
    /// The innermost team that gave it.
    pub team: Option<Arc<str>>,
    /// The queue it went to, or waits in.
    pub queue: Option<Arc<str>>,
    /// The 0-based place in the deciding chain.
    pub link: Option<u32>,
    /// The route that was asked.
    pub route: Arc<str>,
    /// The deciding rule; `otherwise` and `on invalid` are called so.
    pub rule: Option<Arc<str>>,
    /// Route, branches, rule.
    pub path: Path,
    /// Why, for `disqualified`, `nurtured` (the track), `held` and `invalid`.
    pub reason: Option<String>,
    /// Derived values that the decision names, printed; sorted by name. A missing value is `None`.
    pub facts: Printed,
    /// Scores that the decision names; `None` is unknown.
    pub scores: Printed,
    /// Grades that the decision names; `None` is unknown.
    pub grades: Printed,
    /// The promise, with its dated steps.
    pub sla: Option<Promise>,
    /// Tags in the order they were given, without repetitions.
    pub tags: Vec<Arc<str>>,
    /// Notes in the order they were given.
    pub notes: Vec<String>,
    /// Messages for the host to send.
    pub notifications: Vec<Notification>,
    /// Data for the host.
    pub set: Printed,
    /// Needs that were dropped because the lead has waited long enough, in the author's words.
    pub relaxed: Vec<Arc<str>>,
    /// The matched row (by its record and, where it has one, its id) or earlier lead it was attached to.
    pub attached_to: Option<String>,
    /// What shadow rules would have done.
    pub shadow: Vec<Shadow>,
    /// When it is worth asking again.
    pub retry_at: Option<Timestamp>,
    /// When the lead began to wait; only for `held`.
    pub since: Option<Timestamp>,
    /// What should be known about the data.
    pub data_notes: Vec<DataNote>,
    /// What to store.
    pub delta: Delta,
    /// The fingerprint of the policy: `sha256:` and 64 hexadecimal digits.
    pub ruleset: Arc<str>,
    /// The snapshot's version before the decision.
    pub version: u64,
    /// The moment of the decision.
    pub decided_at: Timestamp,
}

impl Assignment {
    /// An answer that says nothing yet but what was asked: of which lead, which route, by which policy, on which version
    /// of the snapshot, when. Never inlined: so it is written where it is to stand.
    #[inline(never)]
    pub(crate) fn asked(lead: LeadId, route: Arc<str>, ruleset: Arc<str>, version: u64, decided_at: Timestamp) -> Self {
        Self {
            lead,
            outcome: Outcome::Invalid,
            rep: None,
            team: None,
            queue: None,
            link: None,
            route,
            rule: None,
            path: Path::new(),
            reason: None,
            facts: Printed::new(),
            scores: Printed::new(),
            grades: Printed::new(),
            sla: None,
            tags: Vec::new(),
            notes: Vec::new(),
            notifications: Vec::new(),
            set: Printed::new(),
            relaxed: Vec::new(),
            attached_to: None,
            shadow: Vec::new(),
            retry_at: None,
            since: None,
            data_notes: Vec::new(),
            delta: Delta {
                reads: Reads { teams: ByName::new(), reps: ByName::new() },
                teams: ByName::new(),
                open: ByName::new(),
                sticky: Sticky::new(),
            },
            ruleset,
            version,
            decided_at,
        }
    }

    /// The same where an earlier answer stands, whose memory is used again. What it said of teams' changes stays until
    /// new ones are written.
    pub(crate) fn begin(
        &mut self,
        lead: &LeadId,
        route: &Arc<str>,
        ruleset: &Arc<str>,
        version: u64,
        decided_at: Timestamp,
    ) {
        self.lead.clone_from(lead);
        self.outcome = Outcome::Invalid;
        (self.rep, self.team, self.queue, self.link, self.rule) = (None, None, None, None, None);
        self.route.clone_from(route);
        self.path.clear();
        self.reason = None;
        self.facts.clear();
        self.scores.clear();
        self.grades.clear();
        self.sla = None;
        self.tags.clear();
        self.notes.clear();
        self.notifications.clear();
        self.set.clear();
        self.relaxed.clear();
        self.attached_to = None;
        self.shadow.clear();
        (self.retry_at, self.since) = (None, None);
        self.data_notes.clear();
        self.delta.begin();
        if !Arc::ptr_eq(&self.ruleset, ruleset) {
            self.ruleset.clone_from(ruleset);
        }
        (self.version, self.decided_at) = (version, decided_at);
    }
}

/// An answer that says nothing, to be written over by [`crate::Live::route_into`].
impl Default for Assignment {
    fn default() -> Self {
        Self::asked(LeadId::default(), "".into(), "".into(), 0, Timestamp::UNIX_EPOCH)
    }
}

/// What became of a lead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Outcome {
    /// A rep has it.
    Assigned,
    /// It is in a queue.
    Queued,
    /// Nobody now; ask again at `retry_at`.
    Held,
    /// It goes into a nurturing track.
    Nurtured,
    /// It is not pursued.
    Disqualified,
    /// It belongs to an account or an earlier lead.
    Attached,
    /// It stays with its owner.
    Kept,
    /// Its data do not allow a decision.
    Invalid,
}

impl Outcome {
    /// All outcomes in the order of the summary.
    pub const ALL: [Self; 8] = [
        Self::Assigned,
        Self::Queued,
        Self::Held,
        Self::Nurtured,
        Self::Disqualified,
        Self::Attached,
        Self::Kept,
        Self::Invalid,
    ];

    /// The word for it in JSON and in policies.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Assigned => "assigned",
            Self::Queued => "queued",
            Self::Held => "held",
            Self::Nurtured => "nurtured",
            Self::Disqualified => "disqualified",
            Self::Attached => "attached",
            Self::Kept => "kept",
            Self::Invalid => "invalid",
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// A promise made with the decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Promise {
    /// The `sla`'s name.
    pub name: Arc<str>,
    /// Late from this instant on.
    pub due: Option<Timestamp>,
    /// What to do when, in the order of time.
    pub steps: Vec<PromiseStep>,
}

/// One dated step of a promise. The engine sends nothing; the host acts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PromiseStep {
    /// When.
    pub at: Timestamp,
    /// What.
    pub action: PromiseAction,
    /// Whom it concerns, in the order to try; empty for a reminder.
    pub to: Vec<PromiseTarget>,
}

/// What a step of a promise asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PromiseAction {
    /// Remind the assignee.
    Remind,
    /// Tell somebody above.
    Escalate,
    /// Decide again, without the present assignee.
    Reassign,
}

/// Whom a step of a promise names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PromiseTarget {
    /// A rep, by id.
    Rep(Arc<str>),
    /// A team, by name.
    Team(Arc<str>),
    /// A queue, by name.
    Queue(Arc<str>),
}

/// A message for the host to send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notification {
    /// `slack`, `email`, … as the policy says.
    pub channel: Arc<str>,
    /// To whom or where.
    pub to: Arc<str>,
    /// The text, placeholders filled in.
    pub text: Option<String>,
}

/// What a shadow rule would have done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shadow {
    /// The shadow rule.
    pub rule: Arc<str>,
    /// The outcome it would have given; `None` when its chain ended with nobody.
    pub outcome: Option<Outcome>,
    /// The rep it would have chosen.
    pub rep: Option<Arc<str>>,
    /// The team.
    pub team: Option<Arc<str>>,
    /// The queue.
    pub queue: Option<Arc<str>>,
    /// Whether evaluation would have come to it.
    pub reached: bool,
}
