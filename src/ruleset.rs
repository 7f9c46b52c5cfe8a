//! A compiled policy, and a snapshot bound to it.

mod batch;
mod duplicates;
mod first_rule;
mod first_rules;
mod hosted;
mod prepare;
mod rebuilt;
mod route_into;
mod traffic;
mod upkeep;

use crate::domain::{Assignment, Delta, Lead, Raw, RouteId, Snapshot, Stale};
use crate::error::RouteError;
use crate::graph::{self, DecisionGraph};
use crate::limits::Limits;
use crate::model::{Model, Record};
use crate::route::{
    DecidedLeads, Directory, Eligibility, Engine, Explained, Facts, Heard, Intake, LeadFacts, Observed, Observer,
    Reader, Request, Roster, Scorer, Sights, Walk, World,
};
use crate::text::{Diagnostics, Sources, Span};
use std::fmt;
use std::sync::Arc;

/// A compiled policy: immutable, cheap to clone, shared between threads.
///
/// ```
/// use pointsman::{Compiler, Outcome, Request, Snapshot, Source};
/// let text = r#"pointsman 1
/// lead { id: text  country: country optional }
/// queue triage
/// queue europe
/// route inbound {
///   rule eu { when country in [DE, FR]  assign queue europe }
///   otherwise { assign queue triage }
/// }
/// "#;
/// let rules = Compiler::new().add(Source::new("inbound.route", text)).compile()?;
/// let lead = rules.lead(&[("id", "L1".into()), ("country", "Germany".into())]);
/// let answer = rules.route(&Request::new(&lead), &Snapshot::default())?;
/// assert_eq!((answer.outcome, answer.queue.as_deref()), (Outcome::Queued, Some("europe")));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Ruleset {
    inner: Arc<Inner>,
    /// By scorer of the policy: the one that is connected.
    scorers: Vec<Option<Arc<dyn Scorer>>>,
    /// By record of the policy: the directory that is connected.
    directories: Vec<Option<Arc<dyn Directory>>>,
    observer: Option<Arc<dyn Observer>>,
}

struct Inner {
    model: Model,
    graph: DecisionGraph,
    /// How its leads are read.
    intake: Intake,
    sights: Sights,
    /// The route that is asked where a request names none.
    main: Option<RouteId>,
    fingerprint: Arc<str>,
    sources: Sources,
    warnings: Diagnostics,
    limits: Limits,
    /// How many of the sources are policies; CSV follows.
    policies: usize,
}

impl Ruleset {
    pub(crate) fn new(model: Model, sources: Sources, policies: usize, warnings: Diagnostics, limits: Limits) -> Self {
        #[cfg(not(feature = "planted-faults"))]
        let graph = crate::lower::lower(&model);
        #[cfg(feature = "planted-faults")]
        let graph = crate::lower::lower(&crate::route::faults::swapped(&model));
        let fingerprint = model.fingerprint();
        let intake = Intake::new(&model);
        let sights = Sights::new(&intake, &graph, &model, &limits);
        let main = main_route(&model);
        let scorers = vec![None; model.scorers.len()];
        let directories = vec![None; model.records.len()];
        Self {
            inner: Arc::new(Inner {
                model,
                graph,
                intake,
                sights,
                main,
                fingerprint,
                sources,
                warnings,
                limits,
                policies,
            }),
            scorers,
            directories,
            observer: None,
        }
    }

    /// Connects a scorer under the name by which the policy asks for it: `score x from scorer "name"`. A name that the
    /// policy does not ask for changes nothing.
    #[must_use]
    pub fn with_scorer(mut self, name: &str, scorer: impl Scorer + 'static) -> Self {
        let name = crate::text::composed(name);
        let place = self.inner.model.scorers.iter().position(|known| **known == *name);
        if let Some(slot) = place.and_then(|place| self.scorers.get_mut(place)) {
            *slot = Some(Arc::new(scorer));
        }
        self
    }

    /// Connects a directory: rows of the record with this name that the host keeps. A name that the policy does not have
    /// changes nothing.
    #[must_use]
    pub fn with_directory(mut self, record: &str, directory: impl Directory + 'static) -> Self {
        let record = crate::text::composed(record);
        let known = |known: &Record| *known.name == *record && !known.decided_only;
        let place = self.inner.model.records.iter().position(known);
        if let Some(slot) = place.and_then(|place| self.directories.get_mut(place)) {
            *slot = Some(Arc::new(directory));
        }
        self
    }

    /// Tells an observer of every decision: of [`Ruleset::route`], of a [`Live`], and of a dispatcher's those that
    /// happened. One at a time; explanations are no decisions.
    #[must_use]
    pub fn with_observer(mut self, observer: impl Observer + 'static) -> Self {
        self.observer = Some(Arc::new(observer));
        self
    }

    /// Decides about one lead on a snapshot.
    ///
    /// The snapshot is looked over anew each time: for many leads [`Ruleset::bind`] it once.
    ///
    /// # Errors
    ///
    /// When the request's route is unknown or unclear, or the lead was read by another ruleset.
    pub fn route(&self, request: &Request<'_>, snapshot: &Snapshot) -> Result<Assignment, RouteError> {
        let roster = Roster::new(&self.inner.model, snapshot);
        self.decide(request, self.engine(snapshot, &roster, None))
    }

    /// Decides like [`Ruleset::route`] and says why.
    ///
    /// # Errors
    ///
    /// As [`Ruleset::route`].
    pub fn explain(&self, request: &Request<'_>, snapshot: &Snapshot) -> Result<Explained, RouteError> {
        let route = self.checked(request)?;
        let roster = Roster::new(&self.inner.model, snapshot);
        Ok(self.engine(snapshot, &roster, None).explain(request, route))
    }

    /// Takes a snapshot and works out once what does not change from lead to lead: members, zones, indexes.
    pub fn bind(&self, snapshot: Snapshot) -> Live {
        let roster = Roster::new(&self.inner.model, &snapshot);
        let decided = DecidedLeads::new(&self.inner.model);
        Live { rules: self.clone(), snapshot, roster, decided }
    }

    /// Reads a lead from attributes by field names or columns.
    pub fn lead(&self, attributes: &[(&str, Raw<'_>)]) -> Lead {
        self.read(attributes)
    }

    /// How leads are read.
    pub(crate) fn reader(&self) -> Reader<'_> {
        Reader { model: &self.inner.model, limits: &self.inner.limits, intake: &self.inner.intake }
    }

    /// How classes of attributes are told without their values.
    pub(crate) fn sights(&self) -> &Sights {
        &self.inner.sights
    }

    pub(crate) fn read<K: AsRef<str>>(&self, attributes: &[(K, Raw<'_>)]) -> Lead {
        self.reader().lead(attributes)
    }

    /// The names of the policy's routes, in the order of its files.
    pub fn routes(&self) -> impl Iterator<Item = &str> {
        self.inner.model.routes.iter().map(|route| &*route.name)
    }

    /// The names of the scorers that the policy asks for.
    pub fn scorers(&self) -> impl Iterator<Item = &str> {
        self.inner.model.scorers.iter().map(|name| &**name)
    }

    /// `sha256:` and 64 hexadecimal digits over what the policy means: equal for equal decisions, whatever the comments,
    /// titles and layout.
    pub fn fingerprint(&self) -> &str {
        &self.inner.fingerprint
    }

    /// How it decides.
    pub fn graph(&self) -> &DecisionGraph {
        &self.inner.graph
    }

    /// What was found in its texts without stopping it.
    pub fn warnings(&self) -> &Diagnostics {
        &self.inner.warnings
    }

    /// The texts it was compiled from, CSV included.
    pub fn sources(&self) -> &Sources {
        &self.inner.sources
    }

    /// What is allowed.
    pub fn limits(&self) -> &Limits {
        &self.inner.limits
    }

    /// "2 routes, 11 rules, 3 tables, 6 teams, 4 tests".
    pub fn contents(&self) -> String {
        let model = &self.inner.model;
        let count = |count: usize, word: &str| format!("{count} {word}{}", if count == 1 { "" } else { "s" });
        format!(
            "{}, {}, {}, {}, {}",
            count(model.routes.len(), "route"),
            count(model.rules.len(), "rule"),
            count(model.tables.len(), "table"),
            count(model.teams.len(), "team"),
            count(model.tests.len(), "test"),
        )
    }

    /// The place of a route by name; `None`: the one marked `main route`, else the only one.
    ///
    /// # Errors
    ///
    /// When there is no such route, or it is not clear which one is meant.
    pub fn route_named(&self, name: Option<&str>) -> Result<RouteId, RouteError> {
        let routes = &self.inner.model.routes;
        let known = || routes.iter().map(|route| route.name.to_string()).collect::<Vec<_>>();
        if let Some(name) = name {
            let name = &*crate::text::composed(name);
            let place = routes.iter().position(|route| *route.name == *name);
            return place
                .map(RouteId::at)
                .ok_or_else(|| RouteError::UnknownRoute { name: name.to_owned(), known: known() });
        }
        match self.inner.main {
            Some(main) => Ok(main),
            None if routes.is_empty() => Err(RouteError::NoRoute),
            None => Err(RouteError::WhichRoute { known: known() }),
        }
    }

    /// A route for Graphviz.
    ///
    /// # Errors
    ///
    /// As [`Ruleset::route_named`].
    pub fn dot(&self, route: Option<&str>) -> Result<String, RouteError> {
        let route = self.route_named(route)?;
        Ok(graph::dot(&self.inner.model, route, None))
    }

    /// A route as a Mermaid diagram.
    ///
    /// # Errors
    ///
    /// As [`Ruleset::route_named`].
    pub fn mermaid(&self, route: Option<&str>) -> Result<String, RouteError> {
        let route = self.route_named(route)?;
        Ok(graph::mermaid(&self.inner.model, route, None))
    }

    /// A route as a picture: rules down a line, outcomes to the right, branches indented.
    ///
    /// # Errors
    ///
    /// As [`Ruleset::route_named`].
    pub fn svg(&self, route: Option<&str>) -> Result<String, RouteError> {
        let route = self.route_named(route)?;
        Ok(graph::svg(&self.inner.model, route, None))
    }

    pub(crate) fn model(&self) -> &Model {
        &self.inner.model
    }

    /// The 1-based line on which a piece of the policy begins.
    pub(crate) fn line_of(&self, span: Span) -> usize {
        self.inner.sources.get(span.source).map_or(0, |source| source.place(span.start).0)
    }

    /// Asks something of a lead's facts, as the decision of this request would see them; scorers are asked.
    pub(crate) fn with_facts<T>(
        &self,
        request: &Request<'_>,
        snapshot: &Snapshot,
        ask: impl FnOnce(&dyn Facts) -> T,
    ) -> T {
        let roster = Roster::new(&self.inner.model, snapshot);
        self.engine(snapshot, &roster, None).facts(request, ask)
    }

    fn engine<'a>(
        &'a self,
        snapshot: &'a Snapshot,
        roster: &'a Roster,
        decided: Option<&'a DecidedLeads>,
    ) -> Engine<'a> {
        Engine {
            world: World { model: &self.inner.model, snapshot, roster },
            graph: &self.inner.graph,
            limits: &self.inner.limits,
            fingerprint: &self.inner.fingerprint,
            scorers: &self.scorers,
            directories: &self.directories,
            decided,
        }
    }

    fn checked(&self, request: &Request<'_>) -> Result<RouteId, RouteError> {
        if request.lead.values.len() != self.inner.model.lead.fields.len() {
            return Err(RouteError::ForeignLead);
        }
        match (&request.route, self.inner.main) {
            (None, Some(main)) => Ok(main),
            (name, _) => self.route_named(name.as_deref()),
        }
    }

    fn decide(&self, request: &Request<'_>, engine: Engine<'_>) -> Result<Assignment, RouteError> {
        let route = self.checked(request)?;
        Ok(self.decided(request, &engine, route))
    }

    /// The answer is written where it is handed out: it is large.
    #[inline(never)]
    fn decided(&self, request: &Request<'_>, engine: &Engine<'_>, route: RouteId) -> Assignment {
        let mut answer = engine.asked(request, route);
        self.decide_into(request, engine, route, &mut answer);
        answer
    }

    fn decide_into(&self, request: &Request<'_>, engine: &Engine<'_>, route: RouteId, answer: &mut Assignment) {
        match &self.observer {
            None => engine.decide_into(answer, request, route, |_, _, _| ()),
            Some(observer) => observer.decided(&engine.decide_into(answer, request, route, Observed::by)),
        }
    }
}

/// The route marked `main route`, else the only one.
fn main_route(model: &Model) -> Option<RouteId> {
    let marked = model.routes.iter().position(|route| route.main);
    marked.or((model.routes.len() == 1).then_some(0)).map(RouteId::at)
}

impl fmt::Debug for Ruleset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Ruleset({})", self.inner.fingerprint)
    }
}

/// A snapshot bound to a ruleset: decides, and takes the changes in.
#[derive(Debug)]
pub struct Live {
    rules: Ruleset,
    snapshot: Snapshot,
    roster: Roster,
    /// Where the policy looks for duplicates: the leads that were decided before.
    decided: Option<DecidedLeads>,
}

impl Live {
    /// Decides about one lead on the snapshot as it is now. Nothing changes until [`Live::apply`].
    ///
    /// # Errors
    ///
    /// As [`Ruleset::route`].
    pub fn route(&self, request: &Request<'_>) -> Result<Assignment, RouteError> {
        self.rules.decide(request, self.engine())
    }

    /// Decides like [`Live::route`], and tells what scorers and directories answered, for a log or for asking again.
    ///
    /// # Errors
    ///
    /// As [`Ruleset::route`].
    pub fn route_heard(&self, request: &Request<'_>) -> Result<(Assignment, Heard), RouteError> {
        let route = self.rules.checked(request)?;
        let (answer, (seen, heard)) = self.engine().decide(request, route, |all, walk, answer| {
            let seen = self.rules.observer.as_ref().map(|_| Observed::by(all, walk, answer));
            (seen, Heard::of(all.facts))
        });
        if let Some((observer, seen)) = self.rules.observer.as_ref().zip(seen) {
            observer.decided(&seen);
        }
        Ok((answer, heard))
    }

    /// Decides and says why.
    ///
    /// # Errors
    ///
    /// As [`Ruleset::route`].
    pub fn explain(&self, request: &Request<'_>) -> Result<Explained, RouteError> {
        let route = self.rules.checked(request)?;
        Ok(self.engine().explain(request, route))
    }

    /// Decides, and lets facts, walk and answer be looked at.
    pub(crate) fn told<T>(
        &self,
        request: &Request<'_>,
        told: impl FnOnce(&Eligibility<'_, LeadFacts<'_>>, Option<&Walk<'_>>, &Assignment) -> T,
    ) -> Result<(Assignment, T), RouteError> {
        let route = self.rules.checked(request)?;
        Ok(self.engine().decide(request, route, told))
    }

    pub(crate) const fn rules(&self) -> &Ruleset {
        &self.rules
    }

    /// Asks something of a lead's facts, as [`Ruleset::with_facts`].
    pub(crate) fn with_facts<T>(&self, request: &Request<'_>, ask: impl FnOnce(&dyn Facts) -> T) -> T {
        self.engine().facts(request, ask)
    }

    /// Takes a decision's changes in.
    ///
    /// # Errors
    ///
    /// When something that the decision relied on has changed since.
    pub fn apply(&mut self, delta: &Delta) -> Result<(), Stale> {
        self.roster.apply(&self.rules.inner.model, &mut self.snapshot, delta)
    }

    /// The snapshot as it is now.
    pub fn snapshot(&self) -> &Snapshot {
        &self.snapshot
    }

    fn engine(&self) -> Engine<'_> {
        self.rules.engine(&self.snapshot, &self.roster, self.decided.as_ref())
    }

    /// Gives the snapshot back.
    pub fn into_snapshot(self) -> Snapshot {
        self.snapshot
    }
}
