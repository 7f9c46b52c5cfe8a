//! What was answered lately: a lead asked again with the same attempt gets the same answer.

use crate::domain::{Assignment, Undo};
use jiff::{SignedDuration, Timestamp};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

/// A lead's id and the attempt.
pub(super) type Key = (Arc<str>, u32);

/// The answers of the window, and the questions that are being answered.
#[derive(Debug)]
pub(super) struct Answers {
    inner: Mutex<Inner>,
    answered: Condvar,
}

#[derive(Debug)]
struct Inner {
    window: SignedDuration,
    known: BTreeMap<Key, Known>,
    by_time: BTreeSet<(Timestamp, Key)>,
    asked: BTreeSet<Key>,
    /// The newest moment of a decision.
    latest: Timestamp,
    /// By team: the decision that changed it last.
    last_of: BTreeMap<Arc<str>, Key>,
}

#[derive(Debug)]
struct Known {
    answer: Arc<Assignment>,
    /// Until a later decision of one of its teams.
    undo: Option<Undo>,
    at: Timestamp,
}

/// A question that nobody else answers or takes back while this lives.
pub(super) struct Claim<'a> {
    answers: &'a Answers,
    key: Key,
}

/// Whether a decision can be taken back.
pub(super) enum Undoable {
    Yes(Arc<Assignment>, Undo),
    Unknown,
    Later(Arc<str>),
}

impl Answers {
    pub(super) fn new(window: SignedDuration) -> Self {
        let inner = Inner {
            window,
            known: BTreeMap::new(),
            by_time: BTreeSet::new(),
            asked: BTreeSet::new(),
            latest: Timestamp::MIN,
            last_of: BTreeMap::new(),
        };
        Self { inner: Mutex::new(inner), answered: Condvar::new() }
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn window(&self) -> SignedDuration {
        self.inner().window
    }

    pub(super) fn set_window(&self, window: SignedDuration) {
        self.inner().window = window;
    }

    /// The answer that was given, or the right to give one. Waits for another thread that is about to answer.
    pub(super) fn claim(&self, key: Key, now: Timestamp) -> Result<Claim<'_>, Arc<Assignment>> {
        let mut inner = self.inner();
        loop {
            if let Some(known) = inner.known.get(&key)
                && now.duration_since(known.at) <= inner.window
            {
                return Err(Arc::clone(&known.answer));
            }
            if inner.asked.insert(key.clone()) {
                drop(inner);
                return Ok(Claim { answers: self, key });
            }
            inner = self.answered.wait(inner).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// The right to take an answer back. Waits for another thread that answers the same question or takes it back.
    pub(super) fn hold(&self, key: &Key) -> Claim<'_> {
        let mut inner = self.inner();
        while !inner.asked.insert(key.clone()) {
            inner = self.answered.wait(inner).unwrap_or_else(PoisonError::into_inner);
        }
        drop(inner);
        Claim { answers: self, key: key.clone() }
    }

    /// Remembers an answer that was given, and forgets those that are too old.
    pub(super) fn remember(&self, key: Key, at: Timestamp, answer: Arc<Assignment>, undo: Undo) {
        let mut inner = self.inner();
        inner.supersede(&undo, &key);
        inner.forget(&key);
        inner.latest = inner.latest.max(at);
        inner.by_time.insert((at, key.clone()));
        inner.known.insert(key, Known { answer, undo: Some(undo), at });
        while let Some((at, _)) = inner.by_time.first()
            && inner.latest.duration_since(*at) > inner.window
            && let Some((_, key)) = inner.by_time.pop_first()
        {
            inner.known.remove(&key);
        }
    }

    /// A decision that is not remembered: a lead without an id.
    pub(super) fn pass(&self, undo: &Undo) {
        self.inner().supersede(undo, &("".into(), 0));
    }

    /// A team was changed by hand: its last decision can no longer be taken back.
    pub(super) fn settle(&self, team: &Arc<str>) {
        let mut inner = self.inner();
        if let Some(key) = inner.last_of.remove(team)
            && let Some(known) = inner.known.get_mut(&key)
        {
            known.undo = None;
        }
    }

    pub(super) fn undoable(&self, key: &Key) -> Undoable {
        let inner = self.inner();
        let Some(known) = inner.known.get(key) else { return Undoable::Unknown };
        match &known.undo {
            Some(undo) => Undoable::Yes(Arc::clone(&known.answer), undo.clone()),
            None => {
                let delta = &known.answer.delta;
                let mut teams = delta.teams.keys().chain(delta.sticky.keys());
                let later = teams.find(|team| inner.last_of.get(*team) != Some(key));
                Undoable::Later(later.cloned().unwrap_or_else(|| "".into()))
            }
        }
    }

    /// Forgets a decision that was taken back.
    pub(super) fn forget(&self, key: &Key) {
        let mut inner = self.inner();
        inner.forget(key);
        // Earlier decisions of its teams stay as they are: each was followed by another.
        inner.last_of.retain(|_, last| last != key);
    }
}

impl Inner {
    /// The decisions before this one of the same teams can no longer be taken back.
    fn supersede(&mut self, undo: &Undo, key: &Key) {
        for team in undo.teams() {
            if let Some(before) = self.last_of.insert(Arc::clone(team), key.clone())
                && before != *key
                && let Some(known) = self.known.get_mut(&before)
            {
                known.undo = None;
            }
        }
    }

    fn forget(&mut self, key: &Key) {
        if let Some(known) = self.known.remove(key) {
            self.by_time.remove(&(known.at, key.clone()));
        }
    }
}

impl Drop for Claim<'_> {
    fn drop(&mut self) {
        self.answers.inner().asked.remove(&self.key);
        self.answers.answered.notify_all();
    }
}
