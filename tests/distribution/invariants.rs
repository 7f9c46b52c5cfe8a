//! What holds along any row of leads.

use crate::desk::{Desk, policy};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::collections::BTreeMap;

const START: &str = "2026-03-02T09:00:00Z";

fn minutes_later(minutes: i64) -> String {
    let start: jiff::Timestamp = START.parse().expect("a time");
    (start + jiff::SignedDuration::from_mins(minutes)).to_string()
}

fn names(count: usize) -> Vec<String> {
    (0..count).map(|place| format!("r{place:02}")).collect()
}

fn quoted(names: &[String]) -> String {
    names.iter().map(|name| format!("{name:?}")).collect::<Vec<_>>().join(", ")
}

fn weighted(weights: &[u64]) -> Desk {
    let names = names(weights.len());
    let lines = format!("members [{}] distribute by evenly ever weight rep.weight", quoted(&names));
    let reps: Vec<Value> = names.iter().zip(weights).map(|(id, weight)| json!({"id": id, "weight": weight})).collect();
    Desk::new(
        &policy(&format!("team t {{ {lines} }}"), "team t else queue triage"),
        &json!({ "reps": reps }).to_string(),
    )
}

proptest! {
    /// With everybody eligible: never ahead by one lead or more; never behind by one with equal weights, nor by more
    /// than 1 + ln(members) with any; whole rounds come out exactly.
    #[test]
    fn everybody_keeps_to_his_share(weights in prop::collection::vec(1_u64..9, 2..7), rounds in 1_usize..4) {
        let mut desk = weighted(&weights);
        let all: u64 = weights.iter().sum();
        let equal = weights.iter().all(|weight| *weight == weights[0]);
        let names = names(weights.len());
        let mut counts: BTreeMap<String, u64> = BTreeMap::new();
        for lead in 1..=all * rounds as u64 {
            let rep = desk.ask(&minutes_later(lead as i64), "");
            *counts.entry(rep).or_default() += 1;
            for (name, weight) in names.iter().zip(&weights) {
                let had = counts.get(name).copied().unwrap_or_default();
                // In parts of `all`, so that nothing is rounded: had · W against lead · w.
                let (mine, share) = (i128::from(had * all), i128::from(lead * weight));
                prop_assert!(mine - share < i128::from(all), "{name} is ahead after {lead}: {counts:?}");
                let behind = (share - mine) as f64 / all as f64;
                let most = if equal { 1.0 } else { 1.0 + (weights.len() as f64).ln() };
                prop_assert!(if equal { behind < most } else { behind <= most }, "{name} is behind after {lead}: {counts:?}");
            }
            if lead % all == 0 {
                let exact = names.iter().zip(&weights).all(|(name, weight)| counts.get(name) == Some(&(weight * (lead / all))));
                prop_assert!(exact, "{counts:?}");
            }
        }
    }

    /// After a return or a joining he gets at most k · w/W + 3 of the next k leads.
    #[test]
    fn nobody_is_flooded_after_a_return(
        weights in prop::collection::vec(1_u64..6, 2..6),
        before in 0_u64..40,
        gone in 1_u64..60,
        joins in any::<bool>(),
    ) {
        let mut desk = weighted(&weights);
        let first = names(1).remove(0);
        let mut minute = 0;
        let mut ask = |desk: &mut Desk| { minute += 1; desk.ask(&minutes_later(minute), "") };
        if joins {
            desk.change(|snapshot| { snapshot["reps"].as_array_mut().expect("reps").remove(0); });
        }
        for _ in 0..before {
            ask(&mut desk);
        }
        if !joins {
            desk.rep(&first, "paused", json!(true));
        }
        for _ in 0..gone {
            prop_assert_ne!(ask(&mut desk), first.clone());
        }
        if joins {
            desk.change(|snapshot| snapshot["reps"].as_array_mut().expect("reps").push(json!({"id": first, "weight": weights[0]})));
        } else {
            desk.rep(&first, "paused", json!(false));
        }
        let all: u64 = weights.iter().sum();
        let mut had = 0;
        for k in 1..=60_u64 {
            had += u64::from(ask(&mut desk) == first);
            prop_assert!(had * all <= k * weights[0] + 3 * all, "{had} of {k}");
        }
    }

    /// Whatever comes: no cap, no capacity is exceeded.
    #[test]
    fn no_cap_and_no_capacity_is_exceeded(
        strategy in prop::sample::select(vec!["round robin", "longest idle", "evenly", "least loaded", "most free", "in order", "stable on company", "highest rep.rank"]),
        cap_day in 1_u64..5,
        cap_rolling in 1_u64..4,
        cap_phone in 1_u64..3,
        units in prop::collection::vec(6_u64..20, 2..5),
        leads in prop::collection::vec((0_i64..90, 0_usize..3, 0_usize..4, any::<bool>()), 1..80),
    ) {
        let names = names(units.len());
        let team = format!(
            "channel costs {{ phone 6  chat 2 }}\nteam t {{ members [{}]  cap lead {cap_day} per day  cap lead {cap_rolling} per rolling 3 hours  cap phone {cap_phone} at once  distribute by {strategy} }}",
            quoted(&names)
        );
        let reps: Vec<Value> = names.iter().zip(&units).map(|(id, units)| json!({"id": id, "capacity": {"units": units}, "rank": units})).collect();
        let mut desk = Desk::new(&policy(&team, "team t same rep for company else queue triage"), &json!({ "reps": reps }).to_string());
        let mut minute = 0;
        let mut given: Vec<(String, i64, &str)> = Vec::new();
        let cost = |channel: &str| match channel { "phone" => 6, "chat" => 2, _ => 1 };
        for (later, channel, company, done) in leads {
            minute += later;
            let channel = ["phone", "chat", "email"][channel];
            let rep = desk.ask(&minutes_later(minute), &format!("\"channel\":\"{channel}\",\"company\":\"c{company}\""));
            if rep == "queue triage" {
                continue;
            }
            given.push((rep.clone(), minute, channel));
            let of = |name: &str| given.iter().filter(|(rep, ..)| rep == name).cloned().collect::<Vec<_>>();
            let mine = of(&rep);
            let day = |minute: i64| (9 * 60 + minute).div_euclid(24 * 60);
            let today = mine.iter().filter(|(_, at, _)| day(*at) == day(minute)).count() as u64;
            let rolling = mine.iter().filter(|(_, at, _)| minute - at < 180).count() as u64;
            prop_assert!(today <= cap_day, "{today} in a day, the cap is {cap_day}");
            prop_assert!(rolling <= cap_rolling, "{rolling} in three hours, the cap is {cap_rolling}");
            let open: Value = desk.snapshot()["reps"].as_array().expect("reps").iter().find(|known| known["id"] == *rep).expect("the rep")["open"].clone();
            let used: u64 = open.as_object().into_iter().flatten().map(|(channel, count)| cost(channel) * count.as_u64().unwrap_or_default()).sum();
            let most = units[names.iter().position(|name| *name == rep).expect("a rep")];
            prop_assert!(used <= most, "{used} of {most} units");
            prop_assert!(open["phone"].as_u64().unwrap_or_default() <= cap_phone);
            if done {
                // Everything of his is finished.
                desk.rep(&rep, "open", json!({}));
            }
        }
    }

    /// A batch that its route orders gets the same decisions however it is shuffled.
    #[test]
    fn the_order_of_a_batch_does_not_matter(
        ranks in prop::collection::vec((0_u32..5, 0_u32..6), 2..12),
        shuffle in prop::collection::vec(any::<prop::sample::Index>(), 12),
    ) {
        let text = "pointsman 1\nlead { id: text  value: integer optional  company: text optional }\nrep { weight: decimal optional }\n\
            team t { members [\"a\", \"b\", \"c\"] cap lead 2 per day distribute by evenly }\nqueue triage\n\
            route inbound { take in order of value descending\n otherwise { assign team t same rep for company else queue triage } }\n";
        let rules = pointsman::Compiler::new().add(pointsman::Source::new("b.route", text)).compile().expect("a policy");
        let leads: Vec<String> = ranks.iter().enumerate().map(|(place, (value, company))| {
            let value = if *value == 0 { "null".to_owned() } else { value.to_string() };
            format!(r#"{{"id":"L{}","value":{value},"company":"c{company}"}}"#, place / 2)
        }).collect();
        let decide = |order: &[usize]| {
            let mut live = rules.bind(rules.snapshot_from_json(r#"{"reps":[{"id":"a"},{"id":"b"},{"id":"c"}]}"#).expect("a snapshot"));
            let read: Vec<_> = order.iter().map(|place| rules.lead_from_json(&leads[*place]).expect("a lead")).collect();
            let requests: Vec<_> = read.iter().map(|lead| pointsman::Request::new(lead).at(START.parse().expect("a time"))).collect();
            let answers = live.route_batch(&requests).expect("answers");
            let mut told: Vec<(usize, String)> = order.iter().copied().zip(answers.iter().map(pointsman::Assignment::to_json)).collect();
            // Two leads that are the same in everything may change places.
            told.sort_by(|a, b| leads[a.0].cmp(&leads[b.0]).then_with(|| a.1.cmp(&b.1)));
            (told.into_iter().map(|(_, answer)| answer).collect::<Vec<_>>(), live.snapshot().to_json())
        };
        let order: Vec<usize> = (0..leads.len()).collect();
        let mut other = order.clone();
        for (place, index) in shuffle.iter().enumerate().take(other.len()) {
            let to = index.index(other.len());
            other.swap(place, to);
        }
        prop_assert_eq!(decide(&order), decide(&other));
    }

    /// Adding or removing a rep moves only his share.
    #[test]
    fn stable_on_moves_only_one_share(count in 2_usize..8, gone in any::<prop::sample::Index>(), companies in prop::collection::btree_set("[a-z]{1,8}", 1..40)) {
        let names = names(count);
        let text = policy(&format!("team t {{ members [{}] distribute by stable on company }}", quoted(&names)), "team t else queue triage");
        let reps: Vec<Value> = names.iter().map(|id| json!({"id": id})).collect();
        let desk = Desk::new(&text, &json!({ "reps": reps }).to_string());
        let gone = &names[gone.index(count)];
        for company in &companies {
            let ask = |exclude: &str| crate::desk::short(&desk.peek(START, &format!("\"company\":\"{company}\""), exclude));
            let (with, without) = (ask(""), ask(&format!("\"exclude\":[\"{gone}\"]")));
            prop_assert!(with == without || with == *gone, "{company} moved from {with} to {without}");
        }
    }
}
