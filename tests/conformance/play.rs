//! A case as policy, snapshot and requests.

use pointsman::{Assignment, Compiler, Live, Outcome, Ruleset, Source};
use serde_json::{Map, Value, json};

/// A case with its parts at hand.
pub(crate) struct Case<'a>(pub(crate) &'a Value);

impl<'a> Case<'a> {
    pub(crate) fn text(&self, key: &str) -> &'a str {
        self.0[key].as_str().unwrap_or_default()
    }

    pub(crate) fn config(&self, key: &str) -> &'a Value {
        &self.0["config"][key]
    }

    pub(crate) fn reps(&self) -> &'a [Value] {
        self.0["reps"].as_array().map(Vec::as_slice).unwrap_or_default()
    }

    pub(crate) fn leads(&self) -> &'a [Value] {
        self.0["leads"].as_array().map(Vec::as_slice).unwrap_or_default()
    }

    pub(crate) fn ids(&self) -> Vec<&'a str> {
        self.reps().iter().map(id).collect()
    }

    /// The moment of the case; without one any moment will do.
    pub(crate) fn now(&self) -> &'a str {
        self.config("now").as_str().unwrap_or("2026-01-31T12:00:00Z")
    }

    /// What was found is what is expected; sets are compared as sets, numbers to two digits.
    pub(crate) fn agrees(&self, got: &Value) -> bool {
        let expected = &self.0["expected"];
        match (self.text("kind"), expected, got) {
            ("filter", Value::Array(_), Value::Array(_)) => sorted(expected) == sorted(got),
            ("score", Value::Array(wanted), Value::Array(found)) => {
                wanted.len() == found.len()
                    && wanted.iter().zip(found).all(|(wanted, found)| {
                        (wanted.as_f64().unwrap_or(-1.0) - found.as_f64().unwrap_or(-2.0)).abs() < 0.005_01
                    })
            }
            _ => expected == got,
        }
    }
}

pub(crate) fn id(value: &Value) -> &str {
    value["id"].as_str().unwrap_or_default()
}

fn sorted(list: &Value) -> Vec<String> {
    let mut items: Vec<String> = list.as_array().into_iter().flatten().map(ToString::to_string).collect();
    items.sort();
    items
}

/// A list of texts as the language writes it.
pub(crate) fn quoted<'t>(items: impl IntoIterator<Item = &'t str>) -> String {
    let items: Vec<String> = items.into_iter().map(|item| format!("{item:?}")).collect();
    format!("[{}]", items.join(", "))
}

/// A policy of these parts.
pub(crate) struct Policy<'p> {
    pub(crate) lead: &'p str,
    pub(crate) rep: &'p str,
    pub(crate) items: String,
    pub(crate) rules: String,
}

impl Policy<'_> {
    /// One team that is asked for every lead, else nobody.
    pub(crate) fn team(lead: &'static str, rep: &'static str, lines: &str) -> Policy<'static> {
        Policy {
            lead,
            rep,
            items: format!("team t {{ {lines} }}"),
            rules: "rule all { when id is present assign team t else queue nobody }".to_owned(),
        }
    }

    pub(crate) fn play(&self, snapshot: &Value) -> Play {
        let text = format!(
            "pointsman 1\nlead {{ id: text {} }}\nrep {{ {} }}\nqueue nobody\n{}\nmain route r {{\n{}\notherwise {{ assign queue nobody }}\n}}\n",
            self.lead, self.rep, self.items, self.rules
        );
        let rules = match Compiler::new().add(Source::new("case.route", text.as_str())).compile() {
            Ok(rules) => rules,
            Err(error) => panic!("{error}\n{text}"),
        };
        let read = rules.snapshot_from_json(&snapshot.to_string());
        let snapshot = read.unwrap_or_else(|error| panic!("{error}\n{snapshot}"));
        Play { live: rules.bind(snapshot), rules }
    }
}

/// A policy at work.
pub(crate) struct Play {
    pub(crate) rules: Ruleset,
    live: Live,
}

impl Play {
    pub(crate) fn answer(&self, request: &Value, now: &str) -> Assignment {
        let asked =
            self.rules.asked_from_json(&request.to_string()).unwrap_or_else(|error| panic!("{error}\n{request}"));
        self.live.route(&asked.request(now.parse().expect("a moment"), None)).expect("an answer")
    }

    /// Decides and takes the changes in.
    pub(crate) fn ask(&mut self, request: &Value, now: &str) -> Value {
        let answer = self.answer(request, now);
        self.live.apply(&answer.delta).expect("fresh");
        who(&answer)
    }

    /// One request a lead, a second apart, so that the longest idle are told apart by their turns.
    pub(crate) fn row(&mut self, requests: impl IntoIterator<Item = Value>, now: &str) -> Value {
        requests.into_iter().map(|request| self.ask(&request, now)).collect()
    }

    /// Everybody who could have this lead, best first: whoever was answered is excluded, and it is asked again.
    pub(crate) fn all(&self, lead: &Value, now: &str) -> Vec<String> {
        let mut found: Vec<String> = Vec::new();
        loop {
            let answer = self.answer(&json!({"lead": lead, "exclude": found}), now);
            match answer.rep {
                Some(rep) if answer.outcome == Outcome::Assigned => found.push(rep.to_string()),
                _ => return found,
            }
        }
    }

    /// The answers to a batch, in the order of its leads.
    pub(crate) fn batch(&mut self, leads: &[Value], now: &str) -> Value {
        let texts: Vec<String> = leads.iter().map(|lead| json!({"lead": lead}).to_string()).collect();
        let asked: Vec<_> = texts.iter().map(|text| self.rules.asked_from_json(text).expect("a lead")).collect();
        let requests: Vec<_> = asked.iter().map(|asked| asked.request(now.parse().expect("a moment"), None)).collect();
        self.live.route_batch(&requests).expect("answers").iter().map(who).collect()
    }

    /// The team's members by their last turn, the oldest first.
    pub(crate) fn by_last_turn(&self, team: &str, ids: &[&str]) -> Vec<String> {
        let snapshot = self.snapshot();
        let mut ids: Vec<String> = ids.iter().map(|id| (*id).to_owned()).collect();
        ids.sort_by_key(|id| {
            let entry = &snapshot["teams"][team]["members"][id];
            (entry["last_assigned_at"].as_str().map(str::to_owned), entry["last_seq"].as_u64())
        });
        ids
    }

    pub(crate) fn snapshot(&self) -> Value {
        serde_json::from_str(&self.live.snapshot().to_json()).expect("JSON")
    }

    /// Who had the last turn of a team.
    pub(crate) fn last(&self, team: &str) -> Value {
        self.snapshot()["teams"][team]["last"]["member"].clone()
    }
}

fn who(answer: &Assignment) -> Value {
    match (&answer.rep, &answer.queue) {
        (Some(rep), _) => json!(&**rep),
        (None, Some(queue)) if &**queue != "nobody" => json!(&**queue),
        _ => Value::Null,
    }
}

/// A request around a lead that holds only what the policy reads.
pub(crate) fn request(lead: &Value, fields: &[&str]) -> Value {
    let kept: Map<String, Value> = lead
        .as_object()
        .into_iter()
        .flatten()
        .filter(|(key, _)| key.as_str() == "id" || fields.contains(&key.as_str()))
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect();
    json!({"lead": kept})
}

/// `n` minutes before a moment.
pub(crate) fn before(now: &str, minutes: i64) -> String {
    let now: jiff::Timestamp = now.parse().expect("a moment");
    (now - jiff::SignedDuration::from_mins(minutes)).to_string()
}

/// A moment of a system that counts seconds.
pub(crate) fn second(seconds: i64) -> String {
    jiff::Timestamp::from_second(1_700_000_000 + seconds).expect("a moment").to_string()
}
