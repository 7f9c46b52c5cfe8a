//! What a policy would do with leads over time: shares, waits, overflow, and who was passed over why.

use super::simulated::{Deviation, MemberShare, Simulated, TeamShare};
use crate::domain::{Assignment, Decimal, Outcome, Ratio, Snapshot, Value};
use crate::error::RouteError;
use crate::route::{Explained, Request};
use crate::{Live, Ruleset};
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;
use std::sync::Arc;

/// How long after the last lead those who wait are asked about again.
const PATIENCE: SignedDuration = SignedDuration::from_hours(24 * 30);

/// What happens at some moment; work that ends comes before leads of the same instant.
#[derive(Clone, Debug)]
enum Event {
    Closes { rep: Arc<str>, channel: Arc<str> },
    Asked { place: usize, since: Timestamp },
}

struct Run<'a> {
    live: Live,
    requests: &'a [Request<'a>],
    close_after: SignedDuration,
    events: BTreeMap<(Timestamp, u8, u64), Event>,
    number: u64,
    until: Timestamp,
    told: Simulated,
}

impl Ruleset {
    /// Routes leads over time on a copy of a snapshot, each at the moment of its `created` (else of its request). Work
    /// that a rep is given is finished after `close_after`; a lead that is held is asked about again at its `retry_at`.
    ///
    /// ```
    /// use pointsman::{Compiler, Request, Snapshot, Source};
    /// let text = r#"pointsman 1
    /// lead { id: text }
    /// team sales { members ["ann", "ben"] distribute by round robin }
    /// route inbound { otherwise { assign team sales } }
    /// "#;
    /// let rules = Compiler::new().add(Source::new("inbound.route", text)).compile()?;
    /// let leads: Vec<_> = ["L1", "L2"].map(|id| rules.lead(&[("id", id.into())])).into();
    /// let requests: Vec<_> = leads.iter().map(Request::new).collect();
    /// let told = rules.simulate(Snapshot::default(), &requests, jiff::SignedDuration::from_hours(8))?;
    /// assert_eq!((told.leads, told.waiting), (2, 2), "nobody is there");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`Ruleset::route`].
    pub fn simulate(
        &self,
        snapshot: Snapshot,
        requests: &[Request<'_>],
        close_after: SignedDuration,
    ) -> Result<Simulated, RouteError> {
        let mut run = Run {
            live: self.bind(snapshot),
            requests,
            close_after,
            events: BTreeMap::new(),
            number: 0,
            until: Timestamp::MIN,
            told: Simulated { leads: u64::try_from(requests.len()).unwrap_or(u64::MAX), ..Simulated::default() },
        };
        for (place, request) in requests.iter().enumerate() {
            let created = self.model().created_field.and_then(|field| request.lead.value(field));
            let at = if let Some(Value::DateTime(created)) = created { *created } else { request.now };
            run.add(at, Event::Asked { place, since: request.since.unwrap_or(at) });
            run.until = run.until.max(at);
        }
        run.told.from = run.events.keys().next().map(|(at, ..)| *at);
        run.told.until = run.told.from.map(|_| run.until);
        while let Some(((at, ..), event)) = run.events.pop_first() {
            match event {
                Event::Closes { rep, channel } => run.close(&rep, &channel),
                Event::Asked { place, since } => run.ask(place, at, since)?,
            }
        }
        run.told.settle();
        Ok(run.told)
    }
}

impl Run<'_> {
    fn add(&mut self, at: Timestamp, event: Event) {
        let kind = u8::from(matches!(event, Event::Asked { .. }));
        self.number = self.number.saturating_add(1);
        self.events.insert((at, kind, self.number), event);
    }

    fn close(&mut self, rep: &str, channel: &str) {
        let open = self.live.snapshot().rep(rep).and_then(|rep| rep.open.get(channel).copied()).unwrap_or_default();
        self.live.set_open(rep, channel, open.saturating_sub(1));
    }

    fn ask(&mut self, place: usize, at: Timestamp, since: Timestamp) -> Result<(), RouteError> {
        let Some(request) = self.requests.get(place) else { return Ok(()) };
        let request = request.clone().at(at).since(since);
        let told = self.live.explain(&request)?;
        let answer = &told.assignment;
        // The decision was made on this very snapshot.
        let _ = self.live.apply(&answer.delta);
        self.live.remember(&request, answer);
        self.told.decisions = self.told.decisions.saturating_add(1);
        for (rep, channels) in &answer.delta.open {
            for channel in channels.keys() {
                if let Ok(closes) = at.checked_add(self.close_after) {
                    self.add(closes, Event::Closes { rep: Arc::clone(rep), channel: Arc::clone(channel) });
                }
            }
        }
        self.people(&told);
        let again = answer.retry_at.filter(|again| {
            answer.outcome == Outcome::Held && self.until.checked_add(PATIENCE).is_ok_and(|patience| *again <= patience)
        });
        match again {
            Some(again) => self.add(again, Event::Asked { place, since }),
            None => self.ended(answer, at, since),
        }
        Ok(())
    }

    /// A lead is where it stays.
    fn ended(&mut self, answer: &Assignment, at: Timestamp, since: Timestamp) {
        let told = &mut self.told;
        add(told.outcomes.entry(answer.outcome).or_default());
        if answer.outcome == Outcome::Held {
            add(&mut told.waiting);
            return;
        }
        let waited = at.duration_since(since);
        if waited > SignedDuration::ZERO {
            add(&mut told.waited);
            told.wait = told.wait.saturating_add(waited);
            told.longest_wait = told.longest_wait.max(waited);
        }
    }

    fn people(&mut self, told: &Explained) {
        let answer = &told.assignment;
        let teams: Vec<_> = told.explanation.links.iter().filter(|link| !link.candidates.is_empty()).collect();
        if let Some(queue) = answer.queue.as_ref().filter(|_| answer.outcome == Outcome::Queued && !teams.is_empty()) {
            add(self.told.overflow.entry(Arc::clone(queue)).or_default());
        }
        for link in teams {
            let Some(name) = &link.team else { continue };
            let team = self.told.teams.entry(Arc::clone(name)).or_default();
            for candidate in &link.candidates {
                let member = team.members.entry(Arc::clone(&candidate.member)).or_default();
                member.weight = candidate.weight;
                for against in &candidate.reasons {
                    add(member.skipped.entry(against.reason).or_default());
                }
            }
            let taken = link.candidates.iter().find(|candidate| candidate.taken);
            if let Some(taken) = taken.filter(|_| link.result == "won") {
                add(&mut team.leads);
                add(&mut team.members.entry(Arc::clone(&taken.member)).or_default().leads);
            }
        }
        if answer.outcome == Outcome::Assigned
            && let Some(rep) = &answer.rep
        {
            add(self.told.reps.entry(Arc::clone(rep)).or_default());
        }
    }
}

fn add(count: &mut u64) {
    *count = count.saturating_add(1);
}

impl Simulated {
    /// Shares and deviations, when all is counted.
    fn settle(&mut self) {
        for (name, team) in &mut self.teams {
            team.settle();
            for (id, member) in &team.members {
                let larger = |known: &Deviation| member.deviation.abs() > known.deviation.abs();
                if member.deviation != Decimal::ZERO && self.largest.as_ref().is_none_or(larger) {
                    self.largest = Some(Deviation {
                        team: Arc::clone(name),
                        member: Arc::clone(id),
                        deviation: member.deviation,
                        fair: member.fair,
                        causes: member.causes(),
                    });
                }
            }
        }
    }
}

impl TeamShare {
    fn settle(&mut self) {
        let weight = |member: &MemberShare| member.weight.scaled().max(0);
        let all: i128 = self.members.values().map(weight).fold(0, i128::saturating_add);
        for member in self.members.values_mut() {
            let share = i128::from(self.leads).saturating_mul(weight(member));
            member.fair = Ratio::new(share, all).and_then(Ratio::round).unwrap_or(Decimal::ZERO);
            let leads = i64::try_from(member.leads).unwrap_or(i64::MAX);
            member.deviation = Decimal::from(leads).checked_sub(member.fair).unwrap_or(Decimal::ZERO);
        }
    }
}
