//! Reading an answer back, for journals: the answer that was written, to the byte.

use super::delta_read::delta;
use super::node::{JsonError, Node};
use super::state_read::named;
use crate::domain::{
    Assignment, DataNote, Notification, Outcome, Printed, Promise, PromiseAction, PromiseStep, PromiseTarget, Shadow,
    Short,
};
use jiff::Timestamp;
use std::sync::Arc;

pub(super) fn assignment(node: &Node<'_>) -> Result<Assignment, JsonError> {
    let mut read = Assignment::default();
    let mut outcome = None;
    for (key, value) in node.entries()? {
        match key.as_ref() {
            "lead" => read.lead = (*word(&value)?).into(),
            "outcome" => outcome = Some(self::outcome(&value)?),
            "rep" => read.rep = optional(&value, word)?,
            "team" => read.team = optional(&value, word)?,
            "queue" => read.queue = optional(&value, word)?,
            "link" => read.link = optional(&value, |link| small(link))?,
            "route" => read.route = word(&value)?,
            "rule" => read.rule = optional(&value, word)?,
            "path" => read.path = list(&value, word)?.into(),
            "reason" => read.reason = optional(&value, text)?,
            "facts" => read.facts = printed(&value)?,
            "scores" => read.scores = printed(&value)?,
            "grades" => read.grades = printed(&value)?,
            "sla" => read.sla = optional(&value, promise)?,
            "tags" => read.tags = list(&value, word)?,
            "notes" => read.notes = list(&value, text)?,
            "notifications" => read.notifications = list(&value, notification)?,
            "set" => read.set = printed(&value)?,
            "relaxed" => read.relaxed = list(&value, word)?,
            "attached_to" => read.attached_to = optional(&value, text)?,
            "shadow" => read.shadow = list(&value, shadow)?,
            "retry_at" => read.retry_at = optional(&value, Node::as_instant)?,
            "since" => read.since = optional(&value, Node::as_instant)?,
            "data_notes" => read.data_notes = list(&value, data_note)?,
            "delta" => read.delta = delta(&value)?,
            "ruleset" => read.ruleset = word(&value)?,
            "version" => read.version = value.as_count()?,
            "decided_at" => read.decided_at = value.as_instant()?,
            _ => return Err(value.fault("an assignment has no such key")),
        }
    }
    read.outcome = outcome.ok_or_else(|| node.fault("an assignment needs `outcome`"))?;
    Ok(read)
}

fn word(node: &Node<'_>) -> Result<Arc<str>, JsonError> {
    Ok(node.as_text()?.as_ref().into())
}

fn text(node: &Node<'_>) -> Result<String, JsonError> {
    Ok(node.as_text()?.into_owned())
}

fn small(node: &Node<'_>) -> Result<u32, JsonError> {
    u32::try_from(node.as_count()?).map_err(|_| node.expected("a small whole number"))
}

fn optional<'a, T>(node: &Node<'a>, read: impl Fn(&Node<'a>) -> Result<T, JsonError>) -> Result<Option<T>, JsonError> {
    if node.is_null() { Ok(None) } else { read(node).map(Some) }
}

fn list<'a, T>(node: &Node<'a>, read: impl Fn(&Node<'a>) -> Result<T, JsonError>) -> Result<Vec<T>, JsonError> {
    node.items()?.iter().map(read).collect()
}

fn printed(node: &Node<'_>) -> Result<Printed, JsonError> {
    named(node, |value| optional(value, |value| Ok(Short::from(&*value.as_text()?))))
}

fn outcome(node: &Node<'_>) -> Result<Outcome, JsonError> {
    let word = node.as_text()?;
    Outcome::ALL.into_iter().find(|outcome| outcome.word() == word).ok_or_else(|| node.expected("an outcome"))
}

fn promise(node: &Node<'_>) -> Result<Promise, JsonError> {
    let mut promise = Promise { name: "".into(), due: None, steps: Vec::new() };
    for (key, value) in node.entries()? {
        match key.as_ref() {
            "name" => promise.name = word(&value)?,
            "due" => promise.due = optional(&value, Node::as_instant)?,
            "steps" => promise.steps = list(&value, step)?,
            _ => return Err(value.fault("a promise has no such key")),
        }
    }
    Ok(promise)
}

fn step(node: &Node<'_>) -> Result<PromiseStep, JsonError> {
    let mut step = PromiseStep { at: Timestamp::UNIX_EPOCH, action: PromiseAction::Remind, to: Vec::new() };
    for (key, value) in node.entries()? {
        match key.as_ref() {
            "at" => step.at = value.as_instant()?,
            "do" => {
                step.action = match value.as_text()?.as_ref() {
                    "remind" => PromiseAction::Remind,
                    "escalate" => PromiseAction::Escalate,
                    "reassign" => PromiseAction::Reassign,
                    _ => return Err(value.expected("remind, escalate or reassign")),
                }
            }
            "to" => step.to = list(&value, target)?,
            _ => return Err(value.fault("a step has no such key")),
        }
    }
    Ok(step)
}

fn target(node: &Node<'_>) -> Result<PromiseTarget, JsonError> {
    let entries = node.entries()?;
    let [(kind, value)] = entries.as_slice() else { return Err(node.expected("one rep, team or queue")) };
    match kind.as_ref() {
        "rep" => Ok(PromiseTarget::Rep(word(value)?)),
        "team" => Ok(PromiseTarget::Team(word(value)?)),
        "queue" => Ok(PromiseTarget::Queue(word(value)?)),
        _ => Err(node.expected("a rep, team or queue")),
    }
}

fn notification(node: &Node<'_>) -> Result<Notification, JsonError> {
    let mut read = Notification { channel: "".into(), to: "".into(), text: None };
    for (key, value) in node.entries()? {
        match key.as_ref() {
            "channel" => read.channel = word(&value)?,
            "to" => read.to = word(&value)?,
            "text" => read.text = optional(&value, text)?,
            _ => return Err(value.fault("a notification has no such key")),
        }
    }
    Ok(read)
}

fn shadow(node: &Node<'_>) -> Result<Shadow, JsonError> {
    let mut read = Shadow { rule: "".into(), outcome: None, rep: None, team: None, queue: None, reached: false };
    for (key, value) in node.entries()? {
        match key.as_ref() {
            "rule" => read.rule = word(&value)?,
            "outcome" => read.outcome = optional(&value, outcome)?,
            "rep" => read.rep = optional(&value, word)?,
            "team" => read.team = optional(&value, word)?,
            "queue" => read.queue = optional(&value, word)?,
            "reached" => read.reached = value.as_bool()?,
            _ => return Err(value.fault("a shadow has no such key")),
        }
    }
    Ok(read)
}

fn data_note(node: &Node<'_>) -> Result<DataNote, JsonError> {
    let mut read = DataNote { field: "".into(), message: String::new(), original: None };
    for (key, value) in node.entries()? {
        match key.as_ref() {
            "field" => read.field = word(&value)?,
            "message" => read.message = text(&value)?,
            "original" => read.original = optional(&value, text)?,
            _ => return Err(value.fault("a note has no such key")),
        }
    }
    Ok(read)
}

#[cfg(test)]
mod tests {
    use crate::{Compiler, Source};

    /// A policy whose answers fill every key.
    const POLICY: &str = r#"pointsman 1
enum Channel { phone chat }
lead { id: text  channel: Channel optional  company: text optional  employees: integer optional  created: datetime }
rep { level: integer optional }
hours always { mon..fri 08:00-20:00 }
score fit { start at 10  add 20 when employees >= 100 because "Large" }
team sales {
  members ["ann", "ben"]
  distribute by evenly per month
  cap 3 per day  cap phone 2 per rolling 2 hours
  needs rep.level >= 5 for the first 1 hour
  hours always
}
queue triage
sla hot { first touch within 5 minutes  remind at 60%  after 10 minutes escalate to queue triage
  after 20 minutes reassign to team sales }
route inbound {
  step hello { tag "t" note "{company} says \"hi\"" notify slack "{company}" with "new" set size = employees }
  shadow rule dark { when employees >= 1  assign queue triage }
  rule odd { when employees < 0  disqualify "why" }
  rule big { when fit >= 0  assign team sales same rep for company else hold in queue triage  sla hot }
  otherwise { assign queue triage }
}
"#;

    #[test]
    fn what_was_written_is_read() {
        let rules = match Compiler::new().add(Source::new("p.route", POLICY)).compile() {
            Ok(rules) => rules,
            Err(error) => panic!("{error}"),
        };
        let snapshot = r#"{"reps":[{"id":"ann","level":1},{"id":"ben","level":7}]}"#;
        let mut live = rules.bind(rules.snapshot_from_json(snapshot).unwrap());
        let mut kinds = std::collections::BTreeSet::new();
        for n in 0..12_i64 {
            let lead = format!(
                r#"{{"lead":{{"id":"L{n}","company":"C{}","employees":{},"channel":"{}","created":"2026-03-02T09:0{}:00Z"}}}}"#,
                n % 4,
                if n == 5 { "-3".to_owned() } else { (n * 40).to_string() },
                ["phone", "chat", "fax"][usize::try_from(n % 3).unwrap()],
                n % 10
            );
            let asked = rules.asked_from_json(&lead).unwrap();
            let now = format!("2026-03-02T{:02}:30:00Z", 9 + n);
            let answer = live.route(&asked.request(now.parse().unwrap(), None)).unwrap();
            let read = rules.assignment_from_json(&answer.to_json()).unwrap();
            assert_eq!(read, answer);
            assert_eq!(read.to_json(), answer.to_json());
            live.apply(&answer.delta).unwrap();
            kinds.insert(answer.outcome);
        }
        assert!(kinds.len() >= 3, "{kinds:?}");
        let error = rules.assignment_from_json(r#"{"outcome":"lost"}"#).unwrap_err();
        assert_eq!(error.to_string(), r#"outcome: expected an outcome, found "lost""#);
    }
}
