//! One decision: the lead's facts, the walk, and the answer that tells of it.

use super::chain::{Given, Tried};
use super::decided::DecidedLeads;
use super::effects::{Lists, Said, fill, match_name, row_name};
use super::eligible::Eligibility;
use super::facts::{LeadFacts, Scores as _};
use super::load::plain_channel;
use super::matching::{Earlier, Matcher};
use super::records::{Outside, Records};
use super::retry::retry_at;
use super::roster::{Who, World};
use super::scores::Session;
use super::shadow::shadows;
use super::truth::{Facts, Moment};
use super::walk::{End, Walk};
use crate::domain::{Assignment, ByName, DataNote, Delta, Outcome, Path, Rep, RouteId, ScorerId, TeamId, Value};
use crate::graph::DecisionGraph;
use crate::limits::Limits;
use crate::model::{Decision, Listed, Model, Rule};
use crate::route::{Directory, Request, Scorer};
use std::sync::Arc;

/// Everything that decides.
#[derive(Clone, Copy)]
pub(crate) struct Engine<'a> {
    pub(crate) world: World<'a>,
    pub(crate) graph: &'a DecisionGraph,
    pub(crate) limits: &'a Limits,
    pub(crate) fingerprint: &'a Arc<str>,
    /// By scorer: the one that the host connected.
    pub(crate) scorers: &'a [Option<Arc<dyn Scorer>>],
    /// By record: the directory that the host connected.
    pub(crate) directories: &'a [Option<Arc<dyn Directory>>],
    /// Leads of this stream or batch that were decided before.
    pub(crate) decided: Option<&'a DecidedLeads>,
}

/// Whom a link gave the lead to.
pub(crate) struct Target {
    pub(crate) outcome: Outcome,
    pub(crate) rep: Option<Arc<str>>,
    pub(crate) team: Option<Arc<str>>,
    pub(crate) queue: Option<Arc<str>>,
}

/// How a decision ended, before it is told.
#[derive(Default)]
struct Ending<'a> {
    rule: Option<&'a Rule>,
    path: Path,
    outcome: Option<Outcome>,
    reason: Option<String>,
    attached_to: Option<String>,
    rep: Option<Arc<str>>,
    retry_at: Option<jiff::Timestamp>,
}

/// The moment of a request.
pub(crate) fn moment(model: &Model, request: &Request<'_>) -> Moment {
    let lead = request.lead;
    let created = match model.created_field.and_then(|field| lead.value(field)) {
        Some(Value::DateTime(created)) if request.attempt == 1 => Some(*created),
        _ => None,
    };
    let channel = match model.channel_field.and_then(|field| lead.value(field)) {
        Some(Value::Enum(_, place)) => {
            let value = usize::try_from(*place).ok().and_then(|place| model.channel_values().nth(place));
            value.map_or_else(plain_channel, Arc::clone)
        }
        Some(value) => model.print(value).into(),
        None => plain_channel(),
    };
    let mut exclude = request.exclude.clone();
    exclude.sort();
    Moment {
        now: request.now,
        since: request.since.or(created).unwrap_or(request.now).min(request.now),
        attempt: request.attempt,
        exclude,
        channel,
    }
}

impl<'a> Engine<'a> {
    /// Decides; `told` sees the facts and the walk afterwards, for explanations.
    pub(crate) fn decide<T>(
        &self,
        request: &Request<'_>,
        route: RouteId,
        told: impl FnOnce(&Eligibility<'_, LeadFacts<'_>>, Option<&Walk<'_>>, &Assignment) -> T,
    ) -> (Assignment, T) {
        let model = self.world.model;
        let moment = moment(model, request);
        let matcher = self.matcher(request);
        let session = Session::new(model, request, self.scorers);
        let facts = LeadFacts::new(model, request.lead, &moment, &matcher, &session).with_graph(self.graph);
        let all = Eligibility::new(self.world, &facts);
        self.answer(&all, &session, route, told)
    }

    pub(crate) fn matcher<'r>(&self, request: &'r Request<'_>) -> Matcher<'r>
    where
        'a: 'r,
    {
        let World { model, snapshot, roster } = self.world;
        let outside = Outside {
            limits: self.limits,
            directories: self.directories,
            recorded: &request.rows,
            decided: self.decided,
            again: (request.attempt > 1 || request.since.is_some()).then_some(&*request.lead.id),
        };
        Matcher::new(model, Records::new(model, snapshot, &roster.indexes, Some(outside)))
    }

    /// Lets something be asked of the facts, after every scorer was asked.
    pub(crate) fn facts<T>(&self, request: &Request<'_>, ask: impl FnOnce(&dyn Facts) -> T) -> T {
        self.some_facts(request, true, ask)
    }

    /// The same without asking any scorer.
    pub(crate) fn known_facts<T>(&self, request: &Request<'_>, ask: impl FnOnce(&dyn Facts) -> T) -> T {
        self.some_facts(request, false, ask)
    }

    fn some_facts<T>(&self, request: &Request<'_>, scorers: bool, ask: impl FnOnce(&dyn Facts) -> T) -> T {
        let model = self.world.model;
        let moment = moment(model, request);
        let matcher = self.matcher(request);
        let session = Session::new(model, request, self.scorers);
        if scorers {
            (0..model.scorers.len()).for_each(|scorer| session.ask(ScorerId::at(scorer)));
        }
        ask(&LeadFacts::new(model, request.lead, &moment, &matcher, &session).with_graph(self.graph))
    }

    /// Lets something be asked of the lead's classes, lazily.
    #[cfg(feature = "workbench")]
    pub(crate) fn lead_facts<T>(&self, request: &Request<'_>, ask: impl FnOnce(&LeadFacts<'_>) -> T) -> T {
        let model = self.world.model;
        let moment = moment(model, request);
        let matcher = self.matcher(request);
        let session = Session::new(model, request, self.scorers);
        ask(&LeadFacts::new(model, request.lead, &moment, &matcher, &session).with_graph(self.graph))
    }

    fn answer<'b, T>(
        &self,
        all: &'b Eligibility<'b, LeadFacts<'b>>,
        session: &Session<'_>,
        route: RouteId,
        told: impl FnOnce(&Eligibility<'_, LeadFacts<'_>>, Option<&Walk<'_>>, &Assignment) -> T,
    ) -> (Assignment, T)
    where
        'a: 'b,
    {
        let facts = all.facts;
        let valid = facts.lead.is_valid();
        let earlier = if valid { facts.matcher.earlier(facts) } else { None };
        let attached = earlier.as_ref().filter(|earlier| earlier.attach);
        let mut walk = match attached {
            Some(_) => None,
            None if valid => Some(Walk::run(self.graph, all, route)),
            None => self.invalid(all, route),
        };
        let path = walk.as_mut().map(|walk| std::mem::take(&mut walk.path)).unwrap_or_default();
        let ending = match (attached, &walk) {
            (Some(earlier), _) => duplicate(facts, earlier),
            (None, Some(walk)) => Ending { path, ..self.ending(all, walk, valid) },
            (None, None) => Ending { outcome: Some(Outcome::Invalid), ..Ending::default() },
        };
        let flagged = earlier.as_ref().filter(|earlier| !earlier.attach);
        let mut answer = self.write(all, session, route, walk.as_ref(), ending, flagged);
        if valid && self.graph.has_shadows() {
            let empty = Walk::nothing();
            let walked = walk.as_ref().unwrap_or(&empty);
            answer.shadow = shadows(all, walked, route);
        }
        let extra = told(all, walk.as_ref(), &answer);
        (answer, extra)
    }

    /// `on invalid`, with its chain or decision.
    fn invalid<'b>(&self, all: &Eligibility<'b, LeadFacts<'b>>, route: RouteId) -> Option<Walk<'b>>
    where
        'a: 'b,
    {
        let graph: &'b DecisionGraph = self.graph;
        let spot = graph.spot(graph.route(route)?.on_invalid?)?;
        let rule = all.world.model.rules.get(spot.rule.index())?;
        let mut walk = Walk::nothing();
        rule.asks.iter().for_each(|scorer| all.facts.scores.ask(*scorer));
        walk.path = spot.path(rule);
        walk.named.push(&rule.listed);
        walk.end = End::Rule(rule);
        if let Some(chain) = rule.decision.as_ref().and_then(Decision::chain) {
            let tried = all.chain(chain);
            walk.end = if tried.won.is_some() { End::Chain(rule) } else { End::Nobody(Some(rule)) };
            walk.tried.push(tried);
        }
        Some(walk)
    }

    fn ending<'b>(&self, all: &Eligibility<'b, LeadFacts<'b>>, walk: &Walk<'b>, valid: bool) -> Ending<'b> {
        let facts = all.facts;
        let mut ending = Ending::default();
        match walk.end {
            End::Nobody(rule) => {
                ending.rule = rule;
                ending.outcome = Some(if valid { Outcome::Held } else { Outcome::Invalid });
                ending.reason = valid.then(|| "nobody_available".to_owned());
            }
            End::Chain(rule) => {
                ending.rule = Some(rule);
                if let Some(Decision::Attach { to, .. }) = &rule.decision {
                    ending.attached_to = match_name(facts, *to);
                }
            }
            End::Rule(rule) => {
                ending.rule = Some(rule);
                let outcome = match &rule.decision {
                    Some(Decision::Disqualify(why)) => {
                        ending.reason = Some(fill(facts, why));
                        Outcome::Disqualified
                    }
                    Some(Decision::Nurture { track, retry_after }) => {
                        ending.reason = Some(fill(facts, track));
                        ending.retry_at = retry_after.and_then(|after| facts.moment.now.checked_add(after).ok());
                        Outcome::Nurtured
                    }
                    Some(Decision::Attach { to, .. }) => {
                        ending.attached_to = match_name(facts, *to);
                        Outcome::Attached
                    }
                    _ => Outcome::Kept,
                };
                ending.outcome = Some(outcome);
            }
        }
        ending
    }

    fn write<'b>(
        &self,
        all: &Eligibility<'b, LeadFacts<'b>>,
        session: &Session<'_>,
        route: RouteId,
        walk: Option<&Walk<'b>>,
        ending: Ending<'b>,
        flagged: Option<&Earlier>,
    ) -> Assignment
    where
        'a: 'b,
    {
        let (facts, model) = (all.facts, all.world.model);
        let deciding = walk.and_then(|walk| match walk.end {
            End::Chain(_) => walk.tried.last(),
            _ => None,
        });
        let won = deciding.and_then(|tried| tried.won.as_ref());
        let given = won.map(|(_, given)| target(all, given));
        let outcome = given.as_ref().map(|given| given.outcome).or(ending.outcome).unwrap_or(Outcome::Invalid);
        let (by_team, assignee) = won.map_or((None, None), |(_, given)| deciders(all, given));
        let mut delta = Delta::default();
        walk.iter().flat_map(|walk| &walk.tried).for_each(|tried| all.reads(tried, &mut delta));
        if let Some(tried) = deciding {
            all.changes(tried, &mut delta);
        }
        if let (Outcome::Assigned, Some(rep)) = (outcome, assignee) {
            delta.reads.reps.insert(Arc::clone(&rep.id), rep.seq);
            let channel = Arc::clone(&facts.moment.channel);
            delta.open.insert(Arc::clone(&rep.id), ByName::from([(channel, 1)]));
        }
        let said = self.said(facts, walk, flagged);
        let lists = self.lists(facts, session, route, walk);
        let speaks = walk.is_some_and(|walk| !matches!(walk.end, End::Nobody(_)));
        let promise = ending.rule.filter(|_| speaks).and_then(|rule| rule.sla);
        let held = outcome == Outcome::Held;
        let asks_again = || walk.and_then(|walk| retry_at(all, &walk.tried));
        Assignment {
            lead: facts.lead.id.clone(),
            outcome,
            rep: given.as_ref().map_or(ending.rep, |given| given.rep.clone()),
            team: given.as_ref().and_then(|given| given.team.clone()),
            queue: given.as_ref().and_then(|given| given.queue.clone()),
            link: won.and_then(|(place, _)| u32::try_from(*place).ok()),
            route: model.routes.get(route.index()).map_or_else(|| "".into(), |route| Arc::clone(&route.name)),
            rule: ending.rule.map(|rule| Arc::clone(&rule.name)),
            path: ending.path,
            reason: ending.reason,
            facts: lists.facts,
            scores: lists.scores,
            grades: lists.grades,
            sla: promise.and_then(|sla| all.promise(sla, by_team, assignee)),
            tags: said.tags,
            notes: said.notes,
            notifications: said.notifications,
            set: said.set,
            relaxed: won.map(|(_, given)| relaxed(all, given)).unwrap_or_default(),
            attached_to: ending.attached_to,
            shadow: Vec::new(),
            retry_at: if held { asks_again() } else { ending.retry_at },
            since: held.then_some(facts.moment.since),
            data_notes: data_notes(all, deciding),
            delta,
            ruleset: Arc::clone(self.fingerprint),
            version: all.world.snapshot.version,
            decided_at: facts.moment.now,
        }
    }

    fn said(&self, facts: &LeadFacts<'_>, walk: Option<&Walk<'_>>, flagged: Option<&Earlier>) -> Said {
        let mut said = Said::default();
        if let Some(earlier) = flagged {
            let record = facts.model.dedupe.as_ref().and_then(|dedupe| dedupe.against);
            let name = record.and_then(|record| row_name(facts, record, earlier.row));
            said.set.insert("duplicate_of".into(), name.map(Into::into));
        }
        let Some(walk) = walk else { return said };
        for (_, rule) in &walk.spoke {
            said.add(facts, rule, self.limits.note_bytes);
        }
        // What a rule that found nobody would have said is left behind.
        if let End::Chain(rule) | End::Rule(rule) = walk.end {
            said.add(facts, rule, self.limits.note_bytes);
        }
        said
    }

    fn lists(&self, facts: &LeadFacts<'_>, session: &Session<'_>, route: RouteId, walk: Option<&Walk<'_>>) -> Lists {
        let mut lists = Lists::default();
        let Some(walk) = walk else { return lists };
        let asked = |scorer: ScorerId| session.was_asked(scorer);
        let on_invalid: Option<&Listed> = facts
            .model
            .routes
            .get(route.index())
            .and_then(|route| facts.model.rules.get(route.on_invalid?.index()))
            .map(|rule| &rule.listed);
        for listed in walk.named.iter().copied().chain(on_invalid) {
            lists.add(facts, listed, &asked);
        }
        lists
    }
}

fn duplicate<'a>(facts: &LeadFacts<'_>, earlier: &Earlier) -> Ending<'a> {
    let dedupe = facts.model.dedupe.as_ref();
    let record = dedupe.and_then(|dedupe| dedupe.against);
    let rep = dedupe.zip(record).and_then(|(dedupe, record)| {
        match facts.matcher.records.cell(record, earlier.row, dedupe.rep?)? {
            Value::Rep(id) => Some(Arc::clone(id)),
            _ => None,
        }
    });
    Ending {
        outcome: Some(Outcome::Attached),
        attached_to: record.and_then(|record| row_name(facts, record, earlier.row)),
        rep,
        ..Ending::default()
    }
}

/// Whom a link gave the lead to, by names.
pub(crate) fn target(all: &Eligibility<'_, LeadFacts<'_>>, given: &Given<'_>) -> Target {
    let queue =
        |id: crate::domain::QueueId| all.world.model.queues.get(id.index()).map(|queue| Arc::clone(&queue.name));
    let nobody = Target { outcome: Outcome::Held, rep: None, team: None, queue: None };
    match given {
        Given::Queue(id) => Target { outcome: Outcome::Queued, queue: queue(*id), ..nobody },
        Given::Hold { queue: id, rep } => {
            Target { rep: rep.map(|rep| Arc::clone(&rep.id)), queue: id.and_then(queue), ..nobody }
        }
        Given::Person(rep) => Target { outcome: Outcome::Assigned, rep: Some(Arc::clone(&rep.id)), ..nobody },
        Given::Team { taken, .. } => {
            let (id, seat) = taken.last();
            let team = all.world.team(id).map(|team| Arc::clone(&team.name));
            match seat.who {
                Who::Rep(_) => {
                    Target { outcome: Outcome::Assigned, rep: Some(Arc::clone(&seat.key)), team, queue: None }
                }
                Who::Queue(id) => Target { outcome: Outcome::Queued, rep: None, team, queue: queue(id) },
                Who::Team(..) => nobody,
            }
        }
    }
}

/// The innermost team and the rep, for the promise.
fn deciders<'b>(all: &Eligibility<'b, LeadFacts<'b>>, given: &Given<'b>) -> (Option<TeamId>, Option<&'b Rep>) {
    match given {
        Given::Team { taken, .. } => {
            let (id, seat) = taken.last();
            (Some(id), all.world.rep(seat))
        }
        Given::Person(rep) => (None, Some(rep)),
        Given::Hold { rep, .. } => (None, *rep),
        Given::Queue(_) => (None, None),
    }
}

/// The needs that were dropped, in the author's words.
fn relaxed(all: &Eligibility<'_, LeadFacts<'_>>, given: &Given<'_>) -> Vec<Arc<str>> {
    let Given::Team { taken, .. } = given else { return Vec::new() };
    let teams = taken.iter().filter_map(|(id, _)| all.world.team(*id));
    let needs = teams.flat_map(|team| &team.needs).filter(|need| all.relaxed(need, all.facts.moment.now));
    needs.map(|need| Arc::clone(&need.words)).collect()
}

/// What is said of the lead's data, then one for each member of the teams that the deciding chain reached whose weight is unknown.
fn data_notes<'b>(all: &Eligibility<'b, LeadFacts<'b>>, deciding: Option<&Tried<'b>>) -> Vec<DataNote> {
    let mut notes = all.facts.lead.data_notes();
    notes.extend(all.facts.matcher.records.notes());
    let mut unknown: Vec<&Arc<str>> = Vec::new();
    let (world, facts) = (all.world, all.facts);
    for id in deciding.iter().flat_map(|tried| &tried.reached) {
        let counted = world.roster.counted.get(id.index()).map(Vec::as_slice).unwrap_or_default();
        for (place, weight) in counted.iter().enumerate().filter_map(|(place, one)| Some((place, one.weight.as_ref()?)))
        {
            let seats = world.seats(*id);
            match world.book(*id).and_then(|book| book.verdicts.weights(world, *id, facts, place)) {
                Some(weights) => {
                    unknown.extend(weights.unknown.iter().filter_map(|place| seats.get(place)).map(|seat| &seat.key));
                }
                None => {
                    let reps = seats.iter().filter(|seat| matches!(seat.who, Who::Rep(_)));
                    unknown.extend(reps.filter(|seat| all.known_weight(seat, weight).is_none()).map(|seat| &seat.key));
                }
            }
        }
    }
    unknown.sort();
    unknown.dedup();
    notes.extend(unknown.into_iter().map(|rep| DataNote {
        field: "weight".into(),
        message: format!("the weight of {rep} is unknown and counts as 1"),
        original: None,
    }));
    notes
}
