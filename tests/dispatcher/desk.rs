//! A policy with several groups of teams, its reps, and leads made from a number.

use pointsman::{AskedLead, Compiler, Live, Ruleset, Source};

/// `north` and `south` share ben; `east` and `west` stand alone; `partner` has people of its own.
pub(crate) const POLICY: &str = r#"pointsman 1
enum Channel { phone chat }
enum Region { north south east west partner none }
lead { id: text  region: Region default none  company: text optional  owner: rep optional  channel: Channel default chat  created: datetime optional }
rep { weight: decimal default 1 }
team north { members ["ann", "ben"]  cap 40 per day  distribute by evenly per day weight rep.weight }
team south { members ["ben", "cid", "dan"]  cap phone 7 per day  cap 100 per rolling 2 days  distribute by least loaded }
team east { members ["eve", "fay"]  cap 30 per month  distribute by round robin }
team west { members ["gus", "hal", "ivo"]  distribute by longest idle }
team partner { members [team east weight 2, queue triage] distribute by evenly ever }
queue triage
queue full
route inbound {
  shadow rule everywhere { when region is north  assign team west }
  rule owned { when owner is present  assign rep owner if available else team west }
  rule north { when region is north  assign team north same rep for company within 1 day else team south else queue full }
  rule south { when region is south  assign team south else queue full }
  rule east { when region is east  assign team east else queue full }
  rule west { when region is west  assign team west same rep for company else queue full }
  rule partner { when region is partner  assign team partner else queue full }
  otherwise { assign queue triage }
}
"#;

const REPS: &str = r#"{"reps":[
  {"id":"ann","weight":2},{"id":"ben","capacity":{"units":50}},{"id":"cid","capacity":{"units":30,"phone":5}},{"id":"dan"},
  {"id":"eve"},{"id":"fay","weight":3},{"id":"gus","capacity":{"lead":4}},{"id":"hal"},{"id":"ivo","paused":true}]}"#;

pub(crate) fn rules() -> Ruleset {
    match Compiler::new().add(Source::new("desk.route", POLICY)).compile() {
        Ok(rules) => rules,
        Err(error) => panic!("{error}"),
    }
}

pub(crate) fn live(rules: &Ruleset) -> Live {
    rules.bind(rules.snapshot_from_json(REPS).expect("a snapshot"))
}

/// The lead of this number; its moment is `seconds` after a Monday morning.
pub(crate) fn lead(rules: &Ruleset, number: u64, seconds: u64) -> AskedLead {
    let random = mix(number);
    let region = ["north", "north", "south", "south", "east", "west", "partner", "none"][at(random, 8)];
    let company = at(random >> 8, 40);
    let channel = ["chat", "chat", "phone"][at(random >> 16, 3)];
    let owner = match at(random >> 24, 12) {
        0 => r#","owner":"gus""#,
        1 => r#","owner":"ben""#,
        _ => "",
    };
    let start: jiff::Timestamp = "2026-03-02T09:00:00Z".parse().expect("a time");
    let now = start + jiff::SignedDuration::from_secs(i64::try_from(seconds).expect("few seconds"));
    let text = format!(
        r#"{{"now":"{now}","lead":{{"id":"L{number}","region":"{region}","company":"c{company}","channel":"{channel}"{owner}}}}}"#
    );
    rules.asked_from_json(&text).expect("a request")
}

fn at(random: u64, below: u64) -> usize {
    usize::try_from(random % below).expect("small")
}

/// Spreads numbers (splitmix64).
pub(crate) const fn mix(number: u64) -> u64 {
    let mut z = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
