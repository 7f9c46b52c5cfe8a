//! One decision: the lead's facts, the walk, and the answer that tells of it.

use super::decided::DecidedLeads;
use super::effects::{add_listed, row_name, say};
use super::eligible::Eligibility;
use super::ending::{data_notes, deciders, duplicate, end, relaxed, target};
use super::facts::{LeadFacts, Scores as _};
use super::load::plain_channel;
use super::matching::{Earlier, Matcher};
use super::records::{Outside, Records};
use super::retry::retry_at;
use super::roster::World;
use super::scores::Session;
use super::shadow::shadows;
use super::truth::{Facts, Moment};
use super::walk::{End, Walk};
use crate::domain::{Assignment, Outcome, RouteId, ScorerId, Value};
use crate::graph::DecisionGraph;
use crate::limits::Limits;
use crate::model::{Decision, Model, Rule};
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

/// The moment of a request.
#[inline]
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
    let mut exclude = Vec::new();
    if !request.exclude.is_empty() {
        exclude.clone_from(&request.exclude);
        exclude.sort();
    }
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
        let mut answer = self.asked(request, route);
        let extra = self.decide_into(&mut answer, request, route, told);
        (answer, extra)
    }

    /// An answer that says nothing yet but what was asked.
    #[inline]
    pub(crate) fn asked(&self, request: &Request<'_>, route: RouteId) -> Assignment {
        let World { model, snapshot, .. } = self.world;
        let name = model.routes.get(route.index()).map_or_else(|| "".into(), |route| Arc::clone(&route.name));
        Assignment::asked(request.lead.id.clone(), name, Arc::clone(self.fingerprint), snapshot.version, request.now)
    }

    /// The same where an earlier answer stands.
    pub(crate) fn ask_again(&self, request: &Request<'_>, route: RouteId, answer: &mut Assignment) {
        let World { model, snapshot, .. } = self.world;
        let Some(route) = model.routes.get(route.index()) else { return };
        answer.begin(&request.lead.id, &route.name, self.fingerprint, snapshot.version, request.now);
    }

    /// Decides and writes into the answer, where it stands: it is large.
    pub(crate) fn decide_into<T>(
        &self,
        answer: &mut Assignment,
        request: &Request<'_>,
        route: RouteId,
        told: impl FnOnce(&Eligibility<'_, LeadFacts<'_>>, Option<&Walk<'_>>, &Assignment) -> T,
    ) -> T {
        let model = self.world.model;
        let moment = moment(model, request);
        let matcher = self.matcher(request);
        let session = Session::new(model, request, self.scorers);
        let facts = LeadFacts::on_graph(self.graph, (model, request.lead), &moment, &matcher, &session);
        let all = Eligibility::new(self.world, &facts);
        self.answer(answer, &all, &session, route, told)
    }

    #[inline]
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
            again: (request.attempt > 1 || request.since.is_some()).then_some(&request.lead.id),
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
        self.lead_facts(request, |facts| {
            if scorers {
                facts.ask((0..self.world.model.scorers.len()).map(ScorerId::at));
            }
            ask(facts)
        })
    }

    /// Lets something be asked of the lead's facts, each worked out when it is first asked for.
    pub(crate) fn lead_facts<T>(&self, request: &Request<'_>, ask: impl FnOnce(&LeadFacts<'_>) -> T) -> T {
        let model = self.world.model;
        let moment = moment(model, request);
        let matcher = self.matcher(request);
        let session = Session::new(model, request, self.scorers);
        ask(&LeadFacts::on_graph(self.graph, (model, request.lead), &moment, &matcher, &session))
    }

    fn answer<'b, T>(
        &self,
        answer: &mut Assignment,
        all: &'b Eligibility<'b, LeadFacts<'b>>,
        session: &Session<'_>,
        route: RouteId,
        told: impl FnOnce(&Eligibility<'_, LeadFacts<'_>>, Option<&Walk<'_>>, &Assignment) -> T,
    ) -> T
    where
        'a: 'b,
    {
        let facts = all.facts;
        let valid = facts.lead.is_valid();
        let earlier = if valid { facts.matcher.earlier(facts) } else { None };
        let mut walk = Walk::nothing();
        let mut walked = false;
        let mut rule = None;
        if let Some(earlier) = earlier.as_ref().filter(|earlier| earlier.attach) {
            duplicate(facts, earlier, answer);
        } else {
            walked = if valid {
                walk.run(self.graph, all, route);
                true
            } else {
                self.invalid(&mut walk, all, route)
            };
            answer.path = std::mem::take(&mut walk.path);
            answer.outcome = Outcome::Invalid;
            if walked {
                rule = end(all, &walk, valid, answer);
            }
        }
        let seen = Some(&walk).filter(|_| walked);
        let flagged = earlier.as_ref().filter(|earlier| !earlier.attach);
        self.write(answer, all, session, (route, seen, rule), flagged);
        if valid && self.graph.has_shadows() {
            answer.shadow = shadows(all, &walk, route);
        }
        told(all, seen, answer)
    }

    /// `on invalid`, with its chain or decision; whether there is any.
    fn invalid<'b>(&self, walk: &mut Walk<'b>, all: &Eligibility<'b, LeadFacts<'b>>, route: RouteId) -> bool
    where
        'a: 'b,
    {
        let graph: &'b DecisionGraph = self.graph;
        let spot = graph.route(route).and_then(|route| graph.spot(route.on_invalid?));
        let Some((spot, rule)) = spot.and_then(|spot| Some((spot, all.world.model.rules.get(spot.rule.index())?)))
        else {
            return false;
        };
        all.facts.ask(rule.asks.iter().copied());
        walk.path = spot.path(rule);
        walk.named.push(&rule.listed);
        walk.end = End::Rule(rule);
        if let Some(chain) = rule.decision.as_ref().and_then(Decision::chain) {
            let tried = all.chain(chain);
            walk.end = if tried.won.is_some() { End::Chain(rule) } else { End::Nobody(Some(rule)) };
            walk.tried.push(tried);
        }
        true
    }

    fn write<'b>(
        &self,
        answer: &mut Assignment,
        all: &Eligibility<'b, LeadFacts<'b>>,
        session: &Session<'_>,
        (route, walk, rule): (RouteId, Option<&Walk<'b>>, Option<&'b Rule>),
        flagged: Option<&Earlier>,
    ) where
        'a: 'b,
    {
        let facts = all.facts;
        let deciding = walk.and_then(|walk| match walk.end {
            End::Chain(_) => walk.tried.last(),
            _ => None,
        });
        let won = deciding.and_then(|tried| tried.won.as_ref());
        let (mut by_teams, mut assignee) = (None, None);
        if let Some((place, given)) = won {
            let target = target(all, given);
            answer.outcome = target.outcome;
            (answer.rep, answer.team, answer.queue) = (target.rep, target.team, target.queue);
            answer.link = u32::try_from(*place).ok();
            (by_teams, assignee) = deciders(all, given);
            relaxed(all, deciding.and_then(|tried| tried.chain.links.get(*place)), given, &mut answer.relaxed);
        }
        let delta = &mut answer.delta;
        if let Some(walk) = walk {
            walk.tried.iter().for_each(|tried| all.reads(tried, delta));
        }
        match deciding {
            Some(tried) => all.changes(tried, delta),
            None => delta.teams.clear(),
        }
        if let (Outcome::Assigned, Some(rep)) = (answer.outcome, assignee) {
            delta.reads.reps.insert(Arc::clone(&rep.id), rep.seq);
            let channel = Arc::clone(&facts.moment.channel);
            delta.open.or_default(Arc::clone(&rep.id)).insert(channel, 1);
        }
        answer.rule = rule.map(|rule| Arc::clone(&rule.name));
        self.say(answer, facts, walk, flagged);
        list(answer, facts, session, route, walk);
        let speaks = walk.is_some_and(|walk| !matches!(walk.end, End::Nobody(_)));
        if let Some(sla) = rule.filter(|_| speaks).and_then(|rule| rule.sla) {
            answer.sla = all.promise(sla, by_teams, assignee);
        }
        if answer.outcome == Outcome::Held {
            answer.retry_at = walk.and_then(|walk| retry_at(all, &walk.tried));
            answer.since = Some(facts.moment.since);
        }
        data_notes(all, deciding, &mut answer.data_notes);
    }

    fn say(&self, answer: &mut Assignment, facts: &LeadFacts<'_>, walk: Option<&Walk<'_>>, flagged: Option<&Earlier>) {
        if let Some(earlier) = flagged {
            let record = facts.model.dedupe.as_ref().and_then(|dedupe| dedupe.against);
            let name = record.and_then(|record| row_name(facts, record, earlier.row));
            answer.set.insert("duplicate_of".into(), name.map(Into::into));
        }
        let Some(walk) = walk else { return };
        for (_, rule) in &walk.spoke {
            say(answer, facts, rule, self.limits.note_bytes);
        }
        // What a rule that found nobody would have said is left behind.
        if let End::Chain(rule) | End::Rule(rule) = walk.end {
            say(answer, facts, rule, self.limits.note_bytes);
        }
    }
}

fn list(
    answer: &mut Assignment,
    facts: &LeadFacts<'_>,
    session: &Session<'_>,
    route: RouteId,
    walk: Option<&Walk<'_>>,
) {
    let Some(walk) = walk else { return };
    let asked = |scorer: ScorerId| session.was_asked(scorer);
    for listed in &walk.named {
        add_listed(answer, facts, listed, &asked);
    }
    let on_invalid = facts.model.routes.get(route.index()).and_then(|route| route.on_invalid);
    if let Some(rule) = on_invalid.and_then(|rule| facts.model.rules.get(rule.index())) {
        add_listed(answer, facts, &rule.listed, &asked);
    }
}
