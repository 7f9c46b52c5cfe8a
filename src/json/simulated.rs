//! Simulations as JSON.

use super::write::{Instant, line, object};
use crate::author::{Deviation, MemberShare, Simulated, TeamShare};
use crate::route::Reason;
use serde::ser::{Serialize, Serializer};
use std::collections::BTreeMap;

impl Simulated {
    /// One object on one line; lengths in seconds, shares exact.
    pub fn to_json(&self) -> String {
        line(self)
    }
}

impl Serialize for Simulated {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let outcomes: BTreeMap<&str, u64> =
            self.outcomes.iter().map(|(outcome, count)| (outcome.word(), *count)).collect();
        let overflow: BTreeMap<&str, u64> = self.overflow.iter().map(|(queue, count)| (&**queue, *count)).collect();
        let teams: BTreeMap<&str, &TeamShare> = self.teams.iter().map(|(name, team)| (&**name, team)).collect();
        let reps: BTreeMap<&str, u64> = self.reps.iter().map(|(id, count)| (&**id, *count)).collect();
        object!(serializer, {
            "leads": self.leads,
            "decisions": self.decisions,
            "from": self.from.map(Instant),
            "until": self.until.map(Instant),
            "outcomes": outcomes,
            "waited": self.waited,
            "mean_wait": self.mean_wait().as_secs(),
            "longest_wait": self.longest_wait.as_secs(),
            "waiting": self.waiting,
            "overflow": overflow,
            "teams": teams,
            "reps": reps,
            "largest_deviation": self.largest,
        })
    }
}

impl Serialize for TeamShare {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let members: BTreeMap<&str, &MemberShare> = self.members.iter().map(|(id, member)| (&**id, member)).collect();
        object!(serializer, { "leads": self.leads, "members": members })
    }
}

impl Serialize for MemberShare {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let skipped: BTreeMap<&str, u64> = self.skipped.iter().map(|(reason, times)| (reason.word(), *times)).collect();
        object!(serializer, {
            "leads": self.leads,
            "weight": self.weight.to_string(),
            "fair": self.fair.to_string(),
            "deviation": self.deviation.to_string(),
            "skipped": skipped,
        })
    }
}

impl Serialize for Deviation {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let causes: Vec<Cause> = self.causes.iter().map(|(reason, times)| Cause(*reason, *times)).collect();
        object!(serializer, {
            "team": *self.team,
            "member": *self.member,
            "deviation": self.deviation.to_string(),
            "fair": self.fair.to_string(),
            "causes": causes,
        })
    }
}

struct Cause(Reason, u64);

impl Serialize for Cause {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        object!(serializer, { "reason": self.0.word(), "times": self.1 })
    }
}
