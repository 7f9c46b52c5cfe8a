//! `retry_at` against an oracle: the same question asked at every minute and at every instant that could matter.

use crate::desk::{Desk, policy};
use jiff::{SignedDuration, Timestamp};
use pointsman::Outcome;
use proptest::prelude::*;
use serde_json::{Value, json};

#[derive(Clone, Debug)]
struct Setting {
    zone: &'static str,
    /// Around a day on which the clocks change, or an ordinary one.
    start: &'static str,
    minute: i64,
    blocks: &'static str,
    team: &'static str,
    chain: &'static str,
    waited: i64,
    away: Vec<(usize, i64, i64)>,
    recent: Vec<(usize, i64)>,
    today: Vec<u64>,
    own_zone: bool,
}

fn setting() -> impl Strategy<Value = Setting> {
    let zones = prop::sample::select(vec!["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC"]);
    let starts = prop::sample::select(vec![
        "2026-03-27T00:00:00Z",
        "2026-03-07T00:00:00Z",
        "2026-10-23T00:00:00Z",
        "2026-04-03T00:00:00Z",
        "2026-10-31T00:00:00Z",
        "2026-06-09T00:00:00Z",
    ]);
    let blocks = prop::sample::select(vec![
        "mon..sun 00:00-24:00",
        "mon..fri 09:00-17:00",
        "mon..sun 02:15-02:45",
        "mon..sat 22:00-03:30",
        "sun 01:00-04:00",
        "mon..sun 09:00-12:00, 13:30-18:00",
    ]);
    let teams = prop::sample::select(vec![
        "",
        "cap lead 2 per day",
        "cap lead 2 per rolling 3 hours",
        "cap lead 2 per day in zone of rep cap lead 3 per rolling 30 hours",
        "needs rep.rank >= 1 for the first 90 minutes",
        "needs rep.rank >= 1 for the first 2 hours cap lead 2 per day",
    ]);
    let chains = prop::sample::select(vec![
        "team t else hold",
        "team t else hold up to 3 hours else team u else hold",
        "rep \"a\" if available wait up to 45 minutes else team t else hold",
        "team t else hold in queue triage up to 50 minutes else queue triage",
    ]);
    let away = prop::collection::vec((0_usize..3, -300_i64..2_000, 1_i64..2_500), 0..4);
    let recent = prop::collection::vec((0_usize..2, 1_i64..2_000), 0..5);
    let places = (zones, starts, 0_i64..4_320, blocks, teams, chains);
    (places, 0_i64..200, away, recent, prop::collection::vec(0_u64..4, 2), any::<bool>()).prop_map(
        |((zone, start, minute, blocks, team, chain), waited, away, recent, today, own_zone)| Setting {
            zone,
            start,
            minute,
            blocks,
            team,
            chain,
            waited,
            away,
            recent,
            today,
            own_zone,
        },
    )
}

impl Setting {
    fn now(&self) -> Timestamp {
        let start: Timestamp = self.start.parse().expect("a time");
        start + SignedDuration::from_mins(self.minute)
    }

    fn desk(&self) -> Desk {
        let now = self.now();
        let later = |minutes: i64| (now + SignedDuration::from_mins(minutes)).to_string();
        let zone = |place: usize| if self.own_zone && place == 0 { "Asia/Tokyo" } else { self.zone };
        let reps: Vec<Value> = ["a", "b", "c"]
            .iter()
            .enumerate()
            .map(|(place, id)| {
                let away: Vec<Value> = self
                    .away
                    .iter()
                    .filter(|(who, ..)| *who == place)
                    .map(|(_, from, length)| json!({"from": later(*from), "until": later(from + length)}))
                    .collect();
                json!({"id": id, "zone": zone(place), "rank": place, "away": away})
            })
            .collect();
        let day = |zone: &str| now.in_tz(zone).expect("a zone").date().to_string();
        let entry = |place: usize| {
            let recent: Vec<Value> = self
                .recent
                .iter()
                .filter(|(who, _)| *who == place)
                .map(|(_, ago)| json!({"at": later(-ago), "channel": "lead"}))
                .collect();
            let count = self.today[place];
            json!({
                "received": {"lead": {
                    format!("day {}", day(self.zone)): count,
                    format!("day {}@{}", day(zone(place)), zone(place)): count,
                }},
                "recent": recent,
            })
        };
        let items = format!(
            "hours open in \"{0}\" {{ {1}  closed 2026-04-05 }}\n\
             team t {{ members [\"a\", \"b\"] hours open zone \"{0}\" {2} }}\nteam u {{ members [\"c\"] }}",
            self.zone, self.blocks, self.team
        );
        let snapshot = json!({"reps": reps, "teams": {"t": {"members": {"a": entry(0), "b": entry(1)}}}});
        Desk::new(&policy(&items, self.chain), &snapshot.to_string())
    }

    /// Instants at which something may change, within some days.
    fn instants(&self, until: Timestamp) -> Vec<Timestamp> {
        let now = self.now();
        let mut all = Vec::new();
        let mut minute = now;
        // Every minute at first, then coarser: the oracle is to end.
        while minute < until {
            all.push(minute);
            let passed = minute.duration_since(now).as_mins();
            minute += SignedDuration::from_mins(if passed < 3_000 { 1 } else { 13 });
        }
        let mut edge = |minutes: i64| {
            for seconds in [-1, 0, 1] {
                let at = now + SignedDuration::from_mins(minutes) + SignedDuration::from_secs(seconds);
                if now < at && at < until {
                    all.push(at);
                }
            }
        };
        for (_, from, length) in &self.away {
            edge(*from);
            edge(from + length);
        }
        for (_, ago) in &self.recent {
            edge(180 - ago);
            edge(1_800 - ago);
        }
        for wait in [45, 50, 90, 120, 180] {
            edge(wait - self.waited);
        }
        edge(until.duration_since(now).as_mins());
        all
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(ProptestConfig::default().cases.min(120)))]

    #[test]
    fn nobody_before_it_and_somebody_at_it(setting in setting()) {
        let desk = setting.desk();
        let now = setting.now();
        let since = now - SignedDuration::from_mins(setting.waited);
        let request = format!("\"since\":\"{since}\"");
        let ask = |at: Timestamp| desk.peek(&at.to_string(), "", &request);
        let answer = ask(now);
        prop_assume!(answer.outcome == Outcome::Held);
        let until = answer.retry_at.unwrap_or(now + SignedDuration::from_hours(24 * 20));
        for at in setting.instants(until) {
            let outcome = ask(at).outcome;
            prop_assert!(outcome == Outcome::Held, "{outcome} at {at}, retry_at is {:?}", answer.retry_at);
        }
        if let Some(at) = answer.retry_at {
            prop_assert!(at > now);
            let then = ask(at);
            // The end of a hold or a wait is worth asking too, though it may find nobody behind it.
            let ends = [45, 50, 180].iter().any(|wait| since + SignedDuration::from_mins(*wait) == at);
            prop_assert!(then.outcome != Outcome::Held || ends, "still held at {at}");
        }
    }
}
