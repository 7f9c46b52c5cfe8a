//! Deciding and storing in one step, from many threads.

use super::answers::{Answers, Undoable};
use super::groups::Groups;
use super::{DispatchError, Journal, JournalEntry};
use crate::domain::{Assignment, Snapshot, Stale, Undo};
use crate::route::{Observer, Request};
use crate::ruleset::Live;
use jiff::SignedDuration;
use std::fmt;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

/// Answers of the last day are remembered where the host says nothing else.
const WINDOW: SignedDuration = SignedDuration::from_hours(24);

/// Holds the live snapshot, and decides and stores in one step; to be shared between threads.
///
/// Teams that share a rep are decided one after another, others side by side; every decision sees the state that the
/// ones before it left, as if there were one thread. A decision is in the [`Journal`] before it is returned. A lead that
/// is asked again with the same attempt, within a window that the host sets, gets the answer it got. Open work is the
/// host's: a decision raises it, and the host says with [`Dispatcher::close`] when it ends.
///
/// It remembers no leads for `dedupe`: a host that wants duplicates found among its own decisions keeps them in a record or
/// a [`crate::Directory`].
///
/// Scorers are asked while the teams of the lead wait: one that takes long is better asked before, its answer put into
/// the request ([`Request::answer`]).
///
#[cfg_attr(feature = "json", doc = "```")]
#[cfg_attr(not(feature = "json"), doc = "```ignore")]
/// use pointsman::{Compiler, Dispatcher, Request, Source};
/// let text = r#"pointsman 1
/// lead { id: text }
/// team sales { members ["ann", "ben"] distribute by round robin }
/// route inbound { otherwise { assign team sales } }
/// "#;
/// let rules = Compiler::new().add(Source::new("inbound.route", text)).compile()?;
/// let snapshot = rules.snapshot_from_json(r#"{ "reps": [{ "id": "ann" }, { "id": "ben" }] }"#)?;
/// let dispatcher = Dispatcher::new(rules.bind(snapshot), ());
/// let ask = |id: &str| {
///     let lead = rules.lead(&[("id", id.into())]);
///     dispatcher.route(&Request::new(&lead)).map(|answer| answer.rep.as_deref().map(str::to_owned))
/// };
/// assert_eq!(ask("L1")?.as_deref(), Some("ann"));
/// assert_eq!(ask("L2")?.as_deref(), Some("ben"));
/// assert_eq!(ask("L1")?.as_deref(), Some("ann"), "asked again: the same answer, and no second turn");
/// dispatcher.rollback("L2", 1)?;
/// assert_eq!(ask("L3")?.as_deref(), Some("ben"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Dispatcher<J: Journal> {
    world: RwLock<World>,
    pub(super) answers: Answers,
    journal: J,
    observer: Option<Arc<dyn Observer>>,
}

/// The state with its groups. Whoever changes a group's part of it holds that group's lock.
pub(super) struct World {
    pub(super) live: Live,
    pub(super) groups: Arc<Groups>,
}

impl World {
    pub(super) fn groups_of(live: &Live) -> Arc<Groups> {
        Arc::new(Groups::new(live.ruleset().model(), live.roster(), live.snapshot().reps().len()))
    }
}

/// How an attempt to decide ended.
enum Attempt {
    Answered(Arc<Assignment>),
    /// These groups have to be locked as well.
    Wider(Vec<usize>),
    /// The groups are others now.
    Regrouped,
}

impl<J: Journal> Dispatcher<J> {
    /// Takes a snapshot over. Nobody else may change it from now on.
    pub fn new(live: Live, journal: J) -> Self {
        let (groups, observer) = (World::groups_of(&live), live.observer());
        Self { world: RwLock::new(World { live, groups }), answers: Answers::new(WINDOW), journal, observer }
    }

    /// For how long an answer is repeated when its lead is asked again with the same attempt: by the moments of the
    /// requests. Default: 24 hours.
    #[must_use]
    pub fn window(self, window: SignedDuration) -> Self {
        self.answers.set_window(window);
        self
    }

    /// Decides about a lead and stores what follows from it. A lead without an id is decided anew each time.
    ///
    /// # Errors
    ///
    /// When the question cannot be answered, or the journal does not take the decision. It did not happen then.
    pub fn route(&self, request: &Request<'_>) -> Result<Arc<Assignment>, DispatchError> {
        let id = &request.lead.id;
        let claim = if id.is_empty() {
            None
        } else {
            match self.answers.claim((Arc::from(&**id), request.attempt), request.now) {
                Ok(claim) => Some(claim),
                Err(answer) => return Ok(answer),
            }
        };
        let mut wanted: Vec<usize> = Vec::new();
        let answer = loop {
            match self.attempt(request, &wanted)? {
                Attempt::Answered(answer) => break answer,
                Attempt::Wider(groups) => {
                    wanted.extend(groups);
                    wanted.sort_unstable();
                    wanted.dedup();
                }
                Attempt::Regrouped => wanted.clear(),
            }
        };
        drop(claim);
        Ok(answer)
    }

    /// Decides without storing anything, on the state as it is now.
    ///
    /// # Errors
    ///
    /// When the question cannot be answered.
    pub fn peek(&self, request: &Request<'_>) -> Result<Assignment, DispatchError> {
        Ok(self.read().live.route(request)?)
    }

    /// Takes a decision back: turns, receipts, sticky entries and open work are as they were before it, and the lead may
    /// be asked again. Work of it that the host has closed already is not taken away twice only where the rep has none
    /// left, so a host that takes back does not close.
    ///
    /// # Errors
    ///
    /// When the decision is not remembered, a later one of the same team was applied, or the journal refuses.
    pub fn rollback(&self, lead: &str, attempt: u32) -> Result<(), DispatchError> {
        let key = (crate::text::name(lead), attempt);
        // A decision that touches no team locks no group: the key alone keeps two threads from taking it back twice.
        let held = self.answers.hold(&key);
        loop {
            let (groups, wanted) = {
                let world = self.read();
                let Undoable::Yes(answer, _) = self.undoable(&key)? else { continue };
                (Arc::clone(&world.groups), groups_changed(&world, &answer))
            };
            let guards = groups.lock(&wanted);
            if !Arc::ptr_eq(&self.read().groups, &groups) {
                continue;
            }
            let Undoable::Yes(_, undo) = self.undoable(&key)? else { continue };
            self.append(&JournalEntry::Rollback { lead: Arc::clone(&key.0), attempt })?;
            self.write().live.take_back(&undo);
            groups.changed(&wanted);
            self.answers.forget(&key);
            drop((guards, held));
            return Ok(());
        }
    }

    /// The state between two decisions.
    pub fn snapshot(&self) -> Snapshot {
        self.exclusively(|world| world.live.snapshot().clone())
    }

    /// How many groups of teams and people have nothing to do with one another, and are decided side by side.
    pub fn groups(&self) -> usize {
        self.read().groups.count()
    }

    /// Gives the journal and the state back.
    pub fn into_parts(self) -> (Live, J) {
        let world = self.world.into_inner().unwrap_or_else(PoisonError::into_inner);
        (world.live, self.journal)
    }

    /// Decides with the locks of some groups; first without any, to learn which are needed.
    fn attempt(&self, request: &Request<'_>, wanted: &[usize]) -> Result<Attempt, DispatchError> {
        let (early, groups, touched, changes) = {
            let world = self.read();
            let decided = world.live.route_touching(request)?;
            let touched = union(&world.groups.of(&decided.touched), wanted);
            let changes = world.groups.changes(&touched);
            (decided, Arc::clone(&world.groups), touched, changes)
        };
        let guards = groups.lock(&touched);
        let decided = {
            let world = self.read();
            if !Arc::ptr_eq(&world.groups, &groups) {
                return Ok(Attempt::Regrouped);
            }
            if groups.changes(&touched) == changes {
                early
            } else {
                let decided = world.live.route_touching(request)?;
                let needed = groups.of(&decided.touched);
                if needed.iter().any(|group| touched.binary_search(group).is_err()) {
                    return Ok(Attempt::Wider(needed));
                }
                decided
            }
        };
        let answer = Arc::new(decided.answer);
        let entry = JournalEntry::Decision {
            lead: Arc::from(&*request.lead.id),
            attempt: request.attempt,
            now: request.now,
            answer: Arc::clone(&answer),
        };
        self.append(&entry)?;
        // Nothing that the decision rests on can have changed: its groups are locked.
        let undo = self.take_in(&answer).unwrap_or_default();
        groups.changed(&touched);
        self.settle(request, &answer, undo);
        drop(guards);
        if let Some(seen) = &decided.seen
            && let Some(observer) = &self.observer
        {
            observer.decided(seen);
        }
        Ok(Attempt::Answered(answer))
    }

    fn settle(&self, request: &Request<'_>, answer: &Arc<Assignment>, undo: Undo) {
        if request.lead.id.is_empty() {
            self.answers.pass(&undo);
        } else {
            let key = (Arc::from(&*request.lead.id), request.attempt);
            self.answers.remember(key, request.now, Arc::clone(answer), undo);
        }
    }

    pub(super) fn take_in(&self, answer: &Assignment) -> Result<Undo, Stale> {
        if answer.delta.is_empty() {
            return Ok(Undo::default());
        }
        self.write().live.apply_undoably(&answer.delta)
    }

    fn undoable(&self, key: &super::answers::Key) -> Result<Undoable, DispatchError> {
        match self.answers.undoable(key) {
            Undoable::Unknown => Err(DispatchError::UnknownDecision { lead: Arc::clone(&key.0), attempt: key.1 }),
            Undoable::Later(team) => Err(DispatchError::LaterDecision { team }),
            yes @ Undoable::Yes(..) => Ok(yes),
        }
    }

    /// Does something while nothing else happens.
    pub(super) fn exclusively<T>(&self, work: impl FnOnce(&mut World) -> T) -> T {
        loop {
            let groups = Arc::clone(&self.read().groups);
            let guards = groups.lock(&groups.all());
            let mut world = self.write();
            if Arc::ptr_eq(&world.groups, &groups) {
                let done = work(&mut world);
                drop(world);
                drop(guards);
                return done;
            }
        }
    }

    pub(super) fn append(&self, entry: &JournalEntry) -> Result<(), DispatchError> {
        self.journal.append(entry).map_err(DispatchError::Journal)
    }

    // A thread that panics in a host's scorer leaves the state whole: it is changed only by code that does not panic.
    pub(super) fn read(&self) -> RwLockReadGuard<'_, World> {
        self.world.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn write(&self) -> RwLockWriteGuard<'_, World> {
        self.world.write().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<J: Journal> fmt::Debug for Dispatcher<J> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Dispatcher({} groups)", self.groups())
    }
}

fn union(one: &[usize], other: &[usize]) -> Vec<usize> {
    let mut all: Vec<usize> = one.iter().chain(other).copied().collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// The groups whose state an answer has changed.
pub(super) fn groups_changed(world: &World, answer: &Assignment) -> Vec<usize> {
    let teams = &world.live.ruleset().model().teams;
    let (delta, snapshot) = (&answer.delta, world.live.snapshot());
    let named = delta.teams.keys().chain(delta.sticky.keys());
    let places = named.filter_map(|name| teams.iter().position(|team| team.name == *name));
    let reps = delta.open.keys().filter_map(|rep| snapshot.place_of(rep));
    let mut groups: Vec<usize> = places
        .flat_map(|place| world.groups.of_team(place))
        .chain(reps.flat_map(|place| world.groups.of_rep(place)))
        .collect();
    groups.sort_unstable();
    groups.dedup();
    groups
}
