//! A policy with its snapshot, asked and kept up to date.

use pointsman::{Assignment, Compiler, Live, Outcome, Ruleset, Source};
use serde_json::Value;

/// A policy around some teams: leads that come by phone, chat or e-mail, reps with a weight and languages.
pub(crate) fn policy(people: &str, chain: &str) -> String {
    format!(
        r#"pointsman 1
enum Channel {{ phone chat email }}
enum Language {{ en de fr }}
lead {{ id: text  channel: Channel default email  company: text optional  language: Language default en  owner: rep optional }}
rep {{ weight: decimal optional  languages: list of Language optional  rank: integer optional }}
queue triage
{people}
route inbound {{ otherwise {{ assign {chain} }} }}
"#
    )
}

pub(crate) struct Desk {
    rules: Ruleset,
    live: Live,
    asked: u64,
}

impl Desk {
    pub(crate) fn new(policy: &str, snapshot: &str) -> Self {
        let rules = match Compiler::new().add(Source::new("desk.route", policy)).compile() {
            Ok(rules) => rules,
            Err(error) => panic!("{error}\n{policy}"),
        };
        let snapshot = rules.snapshot_from_json(snapshot).expect("a snapshot");
        let live = rules.bind(snapshot);
        Self { rules, live, asked: 0 }
    }

    /// Reps of whom only the ids are known.
    pub(crate) fn with_reps(policy: &str, reps: &[&str]) -> Self {
        let reps: Vec<String> = reps.iter().map(|id| format!(r#"{{"id":"{id}"}}"#)).collect();
        Self::new(policy, &format!(r#"{{"reps":[{}]}}"#, reps.join(",")))
    }

    /// Decides about a request, its `lead` given by the attributes, without storing anything.
    pub(crate) fn peek(&self, now: &str, attributes: &str, request: &str) -> Assignment {
        let id = self.asked;
        let comma = if attributes.is_empty() { "" } else { "," };
        let more = if request.is_empty() { "" } else { "," };
        let line = format!(r#"{{"lead":{{"id":"L{id}"{comma}{attributes}}}{more}{request}}}"#);
        let asked = self.rules.asked_from_json(&line).expect("a request");
        let now = now.parse().expect("a time");
        self.live.route(&asked.request(now, None)).expect("an answer")
    }

    pub(crate) fn request(&mut self, now: &str, attributes: &str, request: &str) -> Assignment {
        let answer = self.peek(now, attributes, request);
        self.live.apply(&answer.delta).expect("fresh changes");
        self.asked += 1;
        answer
    }

    /// Decides and stores: the rep's id, `queue x`, or `held`.
    pub(crate) fn ask(&mut self, now: &str, attributes: &str) -> String {
        short(&self.request(now, attributes, ""))
    }

    /// The answers to leads that come one after another, a minute apart, from nine o'clock on.
    pub(crate) fn row(&mut self, leads: u64) -> String {
        let start: jiff::Timestamp = "2026-03-02T09:00:00Z".parse().expect("a time");
        let all: Vec<String> = (0..leads)
            .map(|_| {
                let minutes = i64::try_from(self.asked).expect("few leads");
                let now = start + jiff::SignedDuration::from_mins(minutes);
                self.ask(&now.to_string(), "")
            })
            .collect();
        all.join(" ")
    }

    /// Changes the snapshot by hand, as a host does.
    pub(crate) fn change(&mut self, edit: impl FnOnce(&mut Value)) {
        let mut snapshot: Value = self.snapshot();
        edit(&mut snapshot);
        let snapshot = self.rules.snapshot_from_json(&snapshot.to_string()).expect("a snapshot");
        self.live = self.rules.bind(snapshot);
    }

    /// Sets a key of one rep.
    pub(crate) fn rep(&mut self, id: &str, key: &str, value: Value) {
        self.change(|snapshot| {
            let reps = snapshot["reps"].as_array_mut().expect("reps");
            let rep = reps.iter_mut().find(|rep| rep["id"] == id).expect("the rep");
            rep[key] = value;
        });
    }

    pub(crate) fn credit(&mut self, team: &str, rep: &str, of: jiff::Timestamp, n: i64) {
        assert!(self.live.credit(team, rep, of, n));
    }

    /// The snapshot's JSON.
    pub(crate) fn snapshot(&self) -> Value {
        serde_json::from_str(&self.live.snapshot().to_json()).expect("JSON")
    }

    /// What a team remembers of a member.
    pub(crate) fn member(&self, team: &str, member: &str) -> Value {
        self.snapshot()["teams"][team]["members"][member].clone()
    }

    /// Decides about a request and says why, without storing anything.
    pub(crate) fn explain(&self, request: &str, now: &str) -> pointsman::Explained {
        let asked = self.rules.asked_from_json(request).expect("a request");
        self.live.explain(&asked.request(now.parse().expect("a time"), None)).expect("an answer")
    }

    /// The reasons against each candidate of the first link that was tried: `anna: away, capped`.
    pub(crate) fn against(&self, now: &str, attributes: &str) -> Vec<String> {
        let comma = if attributes.is_empty() { "" } else { "," };
        let asked = self.rules.asked_from_json(&format!(r#"{{"lead":{{"id":"L"{comma}{attributes}}}}}"#));
        let asked = asked.expect("a request");
        let told = self.live.explain(&asked.request(now.parse().expect("a time"), None)).expect("an answer");
        let link = told.explanation.links.first().expect("a link");
        let one = |candidate: &pointsman::Candidate| {
            let reasons: Vec<&str> = candidate.reasons.iter().map(|against| against.reason.word()).collect();
            format!("{}: {}", candidate.member, reasons.join(", "))
        };
        link.candidates.iter().map(one).collect()
    }
}

/// The rep's id, `queue x`, or the outcome's word.
pub(crate) fn short(answer: &Assignment) -> String {
    match (answer.outcome, &answer.rep, &answer.queue) {
        (Outcome::Assigned, Some(rep), _) => rep.to_string(),
        (Outcome::Queued, _, Some(queue)) => format!("queue {queue}"),
        (outcome, ..) => outcome.to_string(),
    }
}
