//! Changing by hand what the engine remembers: the policy says in which periods and zones.

use super::{Live, Ruleset};
use crate::domain::{Assignment, Delta, Rep, Snapshot, Stale, TeamId, Undo};
use crate::error::RouteError;
use crate::route::{Observed, Observer, Request, Roster, Touched, periods_counted};
use jiff::Timestamp;
use std::collections::BTreeSet;
use std::sync::Arc;

impl Ruleset {
    /// Gives a member of a team `n` turns that he did not take, or takes some back: a lead that turned out to be worth
    /// nothing is `-1`. It counts in the period of each `evenly` of the team that holds `of`, the moment of that lead,
    /// and in no other, so a credit for a period that has passed changes no decision.
    ///
    /// The team's number rises: a decision that was made before and is not yet applied is refused then. Answers whether
    /// there was anything to credit: the policy has the team, it is distributed `evenly`, and the snapshot has the rep.
    ///
    /// ```
    /// use pointsman::{Compiler, Snapshot, Source};
    /// let text = r#"pointsman 1
    /// lead { id: text }
    /// team sales { members ["ann"] distribute by evenly }
    /// route inbound { otherwise { assign team sales } }
    /// "#;
    /// let rules = Compiler::new().add(Source::new("inbound.route", text)).compile()?;
    /// let mut snapshot = Snapshot::default();
    /// assert!(!rules.credit(&mut snapshot, "sales", "ann", "2026-03-02T09:00:00Z".parse()?, -1));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn credit(&self, snapshot: &mut Snapshot, team: &str, rep: &str, of: Timestamp, n: i64) -> bool {
        let model = self.model();
        let (team, rep) = (&*crate::text::composed(team), &*crate::text::composed(rep));
        let Some(place) = model.teams.iter().position(|known| *known.name == *team) else { return false };
        let periods: Vec<String> = periods_counted(model, TeamId::at(place), of);
        let was = model.teams.get(place).and_then(|team| team.was.as_deref());
        if periods.is_empty() || snapshot.rep(rep).is_none() {
            return false;
        }
        // State under a former name is used until a decision takes it over.
        let holder = was.filter(|was| !snapshot.teams.contains_key(team) && snapshot.teams.contains_key(*was));
        snapshot.credit_periods(holder.unwrap_or(team), rep, &periods, n);
        true
    }

    /// Whether a team counts turns in a period that holds this moment.
    pub(crate) fn can_credit(&self, team: &str, of: Timestamp) -> bool {
        let model = self.model();
        let team = &*crate::text::composed(team);
        let place = model.teams.iter().position(|known| *known.name == *team);
        place.is_some_and(|place| !periods_counted(model, TeamId::at(place), of).is_empty())
    }

    /// Removes state that this policy cannot use: of teams it does not have, under their present or former names, and
    /// of members whom the snapshot does not have.
    pub fn prune(&self, snapshot: &mut Snapshot) {
        let model = self.model();
        let mut teams: BTreeSet<Arc<str>> = BTreeSet::new();
        for team in &model.teams {
            teams.insert(Arc::clone(&team.name));
            teams.extend(team.was.clone().filter(|_| !snapshot.teams.contains_key(&team.name)));
        }
        let inner = model.teams.iter().map(|team| format!("team:{}", team.name).into());
        let queues = model.queues.iter().map(|queue| format!("queue:{}", queue.name).into());
        snapshot.prune_to(&teams, &inner.chain(queues).collect());
    }
}

/// A decision, with what a dispatcher needs besides.
pub(crate) struct Decided {
    pub(crate) answer: Assignment,
    pub(crate) touched: Touched,
    pub(crate) seen: Option<Observed>,
}

impl Live {
    /// See [`Ruleset::credit`].
    pub fn credit(&mut self, team: &str, rep: &str, of: Timestamp, n: i64) -> bool {
        let credited = self.rules.credit(&mut self.snapshot, team, rep, of, n);
        self.roster.state_changed(&crate::text::composed(team));
        credited
    }

    /// See [`Ruleset::prune`].
    pub fn prune(&mut self) {
        self.rules.prune(&mut self.snapshot);
        self.roster.all_changed();
    }

    /// Replaces a rep, or adds one: the fields, absences, hours and limits are the new ones, but his open work and his
    /// number stay. Members are worked out anew.
    pub fn update_rep(&mut self, rep: Rep) {
        self.snapshot.put_rep(rep);
        self.roster = Roster::new(&self.rules.inner.model, &self.snapshot);
    }

    /// Sets the number of a rep's open items of a channel (`lead`: of no particular one). Answers whether the snapshot
    /// has the rep.
    pub fn set_open(&mut self, rep: &str, channel: &str, items: i64) -> bool {
        let known = self.snapshot.set_open(rep, channel, items);
        self.roster.work_changed(&self.rules.inner.model, &self.snapshot, rep);
        known
    }

    /// Takes changes in and tells what they replaced.
    pub(crate) fn apply_undoably(&mut self, delta: &Delta) -> Result<Undo, Stale> {
        let undo = self.snapshot.before(delta);
        self.apply(delta).map(|()| undo)
    }

    /// Takes changes back.
    pub(crate) fn take_back(&mut self, undo: &Undo) {
        self.snapshot.take_back(undo);
        undo.teams().for_each(|team| self.roster.state_changed(team));
        undo.reps().for_each(|rep| self.roster.work_changed(&self.rules.inner.model, &self.snapshot, rep));
    }

    /// Decides, and tells whose state the decision looked at, and what an observer would see.
    pub(crate) fn route_touching(&self, request: &Request<'_>) -> Result<Decided, RouteError> {
        let route = self.rules.checked(request)?;
        let (answer, (touched, seen)) = self.engine().decide(request, route, |all, walk, answer| {
            let seen = self.rules.observer.as_ref().map(|_| Observed::by(all, walk, answer));
            (Touched::by(all, walk), seen)
        });
        Ok(Decided { answer, touched, seen })
    }

    #[cfg(all(feature = "json", any(test, fuzzing, feature = "planted-faults")))]
    pub(crate) fn set_books_aside(&mut self) -> Vec<std::sync::OnceLock<crate::route::Book>> {
        self.roster.swap_books(Vec::new())
    }

    #[cfg(all(feature = "json", any(test, fuzzing, feature = "planted-faults")))]
    pub(crate) fn put_books_back(&mut self, books: Vec<std::sync::OnceLock<crate::route::Book>>) {
        self.roster.swap_books(books);
    }

    pub(crate) fn observer(&self) -> Option<Arc<dyn Observer>> {
        self.rules.observer.clone()
    }

    pub(crate) fn roster(&self) -> &Roster {
        &self.roster
    }

    pub(crate) fn ruleset(&self) -> &Ruleset {
        &self.rules
    }
}
