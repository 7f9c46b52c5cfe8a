//! An assignment as JSON: every key always there, in the order of the contract.

use super::line::{InLine, Line, line_of};
use super::write::{Instant, shape, sparse_shape};
use crate::domain::{
    self, Assignment, DataNote, Notification, Promise, PromiseAction, PromiseStep, PromiseTarget, Shadow,
};
use serde::ser::{Serialize, Serializer};
use std::sync::Arc;

impl Assignment {
    /// One line of JSON. Equal decisions give equal bytes.
    pub fn to_json(&self) -> String {
        line_of(self)
    }
}

shape!(Assignment, it, {
    "lead": it.lead,
    "outcome": it.outcome.word(),
    "rep": it.rep.as_deref(),
    "team": it.team.as_deref(),
    "queue": it.queue.as_deref(),
    "link": it.link,
    "route": *it.route,
    "rule": it.rule.as_deref(),
    "path": Texts(&it.path),
    "reason": it.reason,
    "facts": Printed(&it.facts),
    "scores": Printed(&it.scores),
    "grades": Printed(&it.grades),
    "sla": it.sla,
    "tags": Texts(&it.tags),
    "notes": it.notes,
    "notifications": it.notifications,
    "set": Printed(&it.set),
    "relaxed": Texts(&it.relaxed),
    "attached_to": it.attached_to,
    "shadow": it.shadow,
    "retry_at": it.retry_at.map(Instant),
    "since": it.since.map(Instant),
    "data_notes": it.data_notes,
    "delta": it.delta,
    "ruleset": *it.ruleset,
    "version": it.version,
    "decided_at": Instant(it.decided_at),
});

struct Texts<'a>(&'a [Arc<str>]);

impl Serialize for Texts<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(|text| &**text))
    }
}

impl InLine for Texts<'_> {
    fn write(&self, line: &mut Line) {
        line.list(self.0.iter().map(|text| &**text));
    }
}

/// Names with printed values.
struct Printed<'a>(&'a domain::Printed);

impl Serialize for Printed<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (&**name, value)))
    }
}

impl InLine for Printed<'_> {
    fn write(&self, line: &mut Line) {
        line.map(self.0.iter().map(|(name, value)| (&**name, value)));
    }
}

shape!(Promise, it, { "name": *it.name, "due": it.due.map(Instant), "steps": it.steps });

sparse_shape!(PromiseStep, it, {
    "at": Some(Instant(it.at)),
    "do": Some(it.action.word()),
    "to": (it.action != PromiseAction::Remind).then_some(&it.to),
});

impl PromiseAction {
    const fn word(self) -> &'static str {
        match self {
            Self::Remind => "remind",
            Self::Escalate => "escalate",
            Self::Reassign => "reassign",
        }
    }
}

impl PromiseTarget {
    /// What kind of target it is, and its id or name.
    fn told(&self) -> (&'static str, &str) {
        match self {
            Self::Rep(rep) => ("rep", rep),
            Self::Team(team) => ("team", team),
            Self::Queue(queue) => ("queue", queue),
        }
    }
}

impl Serialize for PromiseTarget {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map([self.told()])
    }
}

impl InLine for PromiseTarget {
    fn write(&self, line: &mut Line) {
        line.map([self.told()]);
    }
}

shape!(Notification, it, { "channel": *it.channel, "to": *it.to, "text": it.text });

shape!(Shadow, it, {
    "rule": *it.rule,
    "outcome": it.outcome.map(domain::Outcome::word),
    "rep": it.rep.as_deref(),
    "team": it.team.as_deref(),
    "queue": it.queue.as_deref(),
    "reached": it.reached,
});

shape!(DataNote, it, { "field": *it.field, "message": it.message, "original": it.original });

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        ByName, Delta, Last, Level, MemberChange, Outcome, Reads, Recent, StickyEntry, TeamChange, Turns,
    };
    use jiff::Timestamp;
    use proptest::collection::{btree_map, vec};
    use proptest::option::of;
    use proptest::prelude::*;

    fn text() -> impl Strategy<Value = String> {
        prop_oneof![3 => "[a-z0-9 :]{0,24}", 1 => "(?s).{0,9}", 1 => "[a-z\"\\\\\n]{0,12}"]
    }

    fn name() -> impl Strategy<Value = Arc<str>> {
        text().prop_map(Into::into)
    }

    fn instant() -> impl Strategy<Value = Timestamp> {
        let second = prop_oneof![Just(1_772_442_900_i64), any::<u32>().prop_map(i64::from)];
        let nanosecond = prop_oneof![4 => Just(0), 1 => 0..1_000_000_000];
        (second, nanosecond).prop_map(|(second, nanosecond)| Timestamp::new(second, nanosecond).unwrap())
    }

    fn named<T: std::fmt::Debug, const N: usize>(
        value: impl Strategy<Value = T>,
    ) -> impl Strategy<Value = ByName<T, N>> {
        vec((name(), value), 0..3).prop_map(|entries| entries.into_iter().collect())
    }

    fn printed() -> impl Strategy<Value = domain::Printed> {
        named(of(text().prop_map(domain::Short::from)))
    }

    fn count() -> impl Strategy<Value = u64> {
        prop_oneof![0_u64..200, any::<u64>()]
    }

    fn level() -> impl Strategy<Value = Level> {
        prop_oneof![0_i128..20_000_000_000, any::<i128>()].prop_map(Level::from_scaled)
    }

    fn member() -> impl Strategy<Value = MemberChange> {
        let turns = named((any::<i64>(), -9_i64..9).prop_map(|(n, credit)| Turns { n, credit }));
        let recent = vec((instant(), name()).prop_map(|(at, channel)| Recent { at, channel }), 0..3);
        let first = (of(count()), of(instant()), of(instant()), of(count()));
        (first, of(named(level())), of(turns), of(named(named(count()))), of(recent)).prop_map(
            |((total, joined_at, last_assigned_at, last_seq), absent_since, turns, received, recent)| MemberChange {
                total,
                joined_at,
                last_assigned_at,
                last_seq,
                absent_since,
                turns,
                received,
                recent,
            },
        )
    }

    fn delta() -> impl Strategy<Value = Delta> {
        let last = (name(), count()).prop_map(|(member, place)| Last { member, place });
        let team = (of(last), of(named(level())), named(member())).prop_map(|(last, levels, members)| TeamChange {
            last,
            levels,
            members,
        });
        let reads = (named(count()), named(count())).prop_map(|(teams, reps)| Reads { teams, reps });
        let entry = (name(), instant()).prop_map(|(rep, at)| StickyEntry { rep, at });
        let sticky = btree_map(name(), btree_map(name(), btree_map(name(), entry, 0..2), 0..2), 0..2);
        (reads, named(team), named(named(any::<i64>())), sticky).prop_map(|(reads, teams, open, sticky)| Delta {
            reads,
            teams,
            open,
            sticky,
        })
    }

    fn promise() -> impl Strategy<Value = Promise> {
        let target = prop_oneof![
            name().prop_map(PromiseTarget::Rep),
            name().prop_map(PromiseTarget::Team),
            name().prop_map(PromiseTarget::Queue)
        ];
        let action =
            proptest::sample::select(vec![PromiseAction::Remind, PromiseAction::Escalate, PromiseAction::Reassign]);
        let step = (instant(), action, vec(target, 0..3)).prop_map(|(at, action, to)| PromiseStep { at, action, to });
        (name(), of(instant()), vec(step, 0..3)).prop_map(|(name, due, steps)| Promise { name, due, steps })
    }

    fn assignment() -> impl Strategy<Value = Assignment> {
        let outcome = || proptest::sample::select(Outcome::ALL.to_vec());
        let target = || (of(name()), of(name()), of(name()));
        let shadow = (name(), of(outcome()), target(), any::<bool>()).prop_map(
            |(rule, outcome, (rep, team, queue), reached)| Shadow { rule, outcome, rep, team, queue, reached },
        );
        let notification =
            (name(), name(), of(text())).prop_map(|(channel, to, text)| Notification { channel, to, text });
        let note =
            (name(), text(), of(text())).prop_map(|(field, message, original)| DataNote { field, message, original });
        let who = (text(), outcome(), target(), of(any::<u32>()), name(), of(name()), vec(name(), 0..4), of(text()));
        let values = (printed(), printed(), printed(), printed());
        let lists = (
            vec(name(), 0..3),
            vec(text(), 0..3),
            vec(notification, 0..3),
            vec(name(), 0..2),
            vec(shadow, 0..2),
            vec(note, 0..3),
        );
        let rest = (of(promise()), of(text()), of(instant()), of(instant()), delta(), name(), count(), instant());
        (who, values, lists, rest).prop_map(|(who, values, lists, rest)| {
            let (lead, outcome, (rep, team, queue), link, route, rule, path, reason) = who;
            let (facts, scores, grades, set) = values;
            let (tags, notes, notifications, relaxed, shadow, data_notes) = lists;
            let (sla, attached_to, retry_at, since, delta, ruleset, version, decided_at) = rest;
            let path = path.into();
            Assignment {
                lead: lead.into(),
                outcome,
                rep,
                team,
                queue,
                link,
                route,
                rule,
                path,
                reason,
                facts,
                scores,
                grades,
                sla,
                tags,
                notes,
                notifications,
                set,
                relaxed,
                attached_to,
                shadow,
                retry_at,
                since,
                data_notes,
                delta,
                ruleset,
                version,
                decided_at,
            }
        })
    }

    proptest! {
        /// Whatever an answer says, a line of it is what serialising it gives.
        #[test]
        fn a_line_is_what_serialising_gives(answer in assignment()) {
            prop_assert_eq!(answer.to_json(), serde_json::to_string(&answer).unwrap());
        }
    }
}
