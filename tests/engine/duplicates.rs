//! Duplicates within a stream or a batch: leads that were decided before.

use pointsman::{Assignment, Compiler, Live, Outcome, Request, Ruleset, Source};

fn rules(dedupe: &str) -> Ruleset {
    let text = format!(
        r#"pointsman 1
lead {{ id: text  email: email optional private  company: text optional  created: datetime optional  value: integer default 0 check value >= 0 "No debts" or invalid }}
rep {{ weight: decimal default 1 }}
derive work_domain: domain = domain_of(email)
record lead_seen {{ id: text  email: email  work_domain: domain optional  company: text optional  rep: rep optional  seen: datetime }}
{dedupe}
team sales {{ members where weight >= 1  distribute by round robin }}
queue bad
route inbound {{
  on invalid {{ assign queue bad }}
  otherwise {{ assign team sales }}
}}
"#
    );
    match Compiler::new().add(Source::new("d.route", text)).compile() {
        Ok(rules) => rules,
        Err(error) => panic!("{error}"),
    }
}

const REPS: &str = r#"{"reps":[{"id":"ann"},{"id":"bo"},{"id":"cy"}]}"#;

fn live(rules: &Ruleset) -> Live {
    rules.bind(rules.snapshot_from_json(REPS).expect("a snapshot"))
}

/// Decides a lead given as JSON, takes the changes in and remembers it.
fn next(live: &mut Live, rules: &Ruleset, now: &str, lead: &str) -> Assignment {
    let asked = rules.asked_from_json(lead).expect("a lead");
    let request = asked.request(now.parse().expect("a time"), None);
    let answer = live.route(&request).expect("an answer");
    live.apply(&answer.delta).expect("fresh");
    live.remember(&request, &answer);
    answer
}

fn told(answer: &Assignment) -> (Outcome, Option<&str>, Option<&str>) {
    (answer.outcome, answer.rep.as_deref(), answer.attached_to.as_deref())
}

const ATTACH: &str = "dedupe { same when email is other.email seen within 90 days then attach\n  same when work_domain is other.work_domain and company is other.company seen within 14 days then flag }";

#[test]
fn of_a_stream_the_leads_before_are_searched() {
    let rules = rules(ATTACH);
    let mut live = live(&rules);
    let mut ask = |now: &str, lead: &str| next(&mut live, &rules, now, lead);
    let first = ask("2026-03-02T09:00:00Z", r#"{"id":"L1","email":"kim@firm.example","company":"Firm"}"#);
    assert_eq!(told(&first), (Outcome::Assigned, Some("ann"), None));
    let same = ask("2026-03-02T09:01:00Z", r#"{"id":"L2","email":"KIM@firm.example"}"#);
    assert_eq!(told(&same), (Outcome::Attached, Some("ann"), Some("lead:L1")));
    assert!(same.delta.is_empty() && same.rule.is_none() && same.path.is_empty());
    // The same company by another person is flagged, and goes its way.
    let colleague = ask("2026-03-02T09:02:00Z", r#"{"id":"L3","email":"lee@firm.example","company":"FIRM"}"#);
    assert_eq!(told(&colleague), (Outcome::Assigned, Some("bo"), None));
    assert_eq!(colleague.set["duplicate_of"].as_deref(), Some("lead:L1"));
    // Exactly 90 days still count, and from when it was seen last.
    let late = ask("2026-05-31T09:01:00Z", r#"{"id":"L4","email":"kim@firm.example"}"#);
    assert_eq!(told(&late), (Outcome::Attached, Some("ann"), Some("lead:L2")));
    let other = ask("2026-05-31T09:02:01Z", r#"{"id":"L5","email":"lee@firm.example"}"#);
    assert_eq!(told(&other), (Outcome::Assigned, Some("cy"), None));
    // Without an address nothing is known.
    let nameless = ask("2026-05-31T09:03:00Z", r#"{"id":"L6","company":"Firm"}"#);
    assert_eq!((nameless.outcome, nameless.set.is_empty()), (Outcome::Assigned, true));
}

#[test]
fn an_invalid_lead_has_no_duplicates() {
    let rules = rules(ATTACH);
    let mut live = live(&rules);
    let bad = next(&mut live, &rules, "2026-03-02T09:00:00Z", r#"{"id":"L1","email":"a@b.example","value":-1}"#);
    assert_eq!(bad.outcome, Outcome::Queued);
    let good = next(&mut live, &rules, "2026-03-02T09:00:01Z", r#"{"id":"L2","email":"a@b.example"}"#);
    assert_eq!(good.outcome, Outcome::Assigned);
}

#[test]
fn a_lead_that_is_asked_again_is_no_duplicate_of_itself() {
    let rules = rules(ATTACH);
    let mut live = live(&rules);
    let mut ask = |lead: &str| next(&mut live, &rules, "2026-03-02T09:00:00Z", lead).outcome;
    assert_eq!(ask(r#"{"id":"L1","email":"a@b.example"}"#), Outcome::Assigned);
    assert_eq!(ask(r#"{"lead":{"id":"L1","email":"a@b.example"},"attempt":2}"#), Outcome::Assigned);
    // Sent twice under one id, it is the same lead once more.
    assert_eq!(ask(r#"{"id":"L1","email":"a@b.example"}"#), Outcome::Attached);
}

#[test]
fn a_lead_that_is_asked_again_is_no_duplicate_of_what_came_behind_it() {
    let rules = rules(ATTACH);
    let mut live = live(&rules);
    let mut ask = |now: &str, lead: &str| {
        let answer = next(&mut live, &rules, now, lead);
        (answer.outcome, answer.rep.as_deref().map(str::to_owned), answer.attached_to)
    };
    let first = ask("2026-03-02T09:00:00Z", r#"{"id":"L1","email":"a@b.example"}"#);
    assert_eq!(first, (Outcome::Assigned, Some("ann".to_owned()), None));
    let second = ask("2026-03-02T09:01:00Z", r#"{"id":"L2","email":"a@b.example"}"#);
    assert_eq!(second.2.as_deref(), Some("lead:L1"));
    // The promise was broken: somebody else gets it, and it is not attached to the one that is attached to it.
    let again =
        ask("2026-03-02T09:02:00Z", r#"{"lead":{"id":"L1","email":"a@b.example"},"attempt":2,"exclude":["ann"]}"#);
    assert_eq!(again, (Outcome::Assigned, Some("bo".to_owned()), None));
}

#[test]
fn a_lead_that_is_asked_again_has_its_own_row_in_the_record() {
    let rules = rules("dedupe against lead_seen { same when email is other.email seen within 90 days then attach }");
    let row = |id: &str, seen: &str| format!(r#"{{"id":"{id}","email":"a@b.example","rep":"ann","seen":"{seen}"}}"#);
    let cases = [
        // Its own row is no earlier lead; that of another is, while it was there when this one began to wait.
        ("L1", "2026-03-02T08:00:00Z", Outcome::Assigned),
        ("L0", "2026-03-02T08:00:00Z", Outcome::Attached),
        ("L0", "2026-03-02T08:30:00Z", Outcome::Attached),
        ("L2", "2026-03-02T08:30:01Z", Outcome::Assigned),
    ];
    for (id, seen, outcome) in cases {
        let reps = r#"{"id":"ann"},{"id":"bo"}"#;
        let stored = format!(r#"{{"reps":[{reps}],"tables":{{"lead_seen":[{}]}}}}"#, row(id, seen));
        let mut live = rules.bind(rules.snapshot_from_json(&stored).expect("a snapshot"));
        let asked = r#"{"lead":{"id":"L1","email":"a@b.example"},"attempt":2,"since":"2026-03-02T08:30:00Z"}"#;
        assert_eq!(next(&mut live, &rules, "2026-03-02T09:00:00Z", asked).outcome, outcome, "{id} {seen}");
    }
}

#[test]
fn beside_a_record_of_earlier_leads() {
    let rules = rules("dedupe against lead_seen { same when email is other.email seen within 90 days then attach }");
    let stored = r#"{"reps":[{"id":"ann"},{"id":"bo"}],"tables":{"lead_seen":[{"id":"S1","email":"kim@firm.example","rep":"bo","seen":"2026-03-01T00:00:00Z"}]}}"#;
    let mut live = rules.bind(rules.snapshot_from_json(stored).expect("a snapshot"));
    let now = "2026-03-02T09:00:00Z";
    let first = next(&mut live, &rules, now, r#"{"id":"L1","email":"kim@firm.example"}"#);
    assert_eq!(told(&first), (Outcome::Attached, Some("bo"), Some("lead_seen:S1")));
    // What was decided is seen later than what is stored.
    let second = next(&mut live, &rules, now, r#"{"id":"L2","email":"kim@firm.example"}"#);
    assert_eq!(told(&second), (Outcome::Attached, Some("bo"), Some("lead_seen:L1")));
}

#[test]
fn a_batch_finds_its_own_duplicates_in_any_order() {
    let rules = rules(ATTACH);
    let text = rules
        .sources()
        .iter()
        .next()
        .expect("a source")
        .1
        .text()
        .replace("route inbound {", "route inbound { take in order of value descending");
    let rules = Compiler::new().add(Source::new("o.route", text)).compile().expect("a policy");
    let lines = [
        r#"{"id":"L1","email":"a@b.example","value":1}"#,
        r#"{"id":"L2","email":"a@b.example","value":9}"#,
        r#"{"id":"L3","email":"c@d.example","value":5}"#,
    ];
    let leads: Vec<_> = lines.iter().map(|line| rules.lead_from_json(line).expect("a lead")).collect();
    for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0]] {
        let requests: Vec<Request<'_>> = order.iter().map(|place| Request::new(&leads[*place])).collect();
        let answers = live(&rules).route_batch(&requests).expect("answers");
        for (place, answer) in order.iter().zip(&answers) {
            let expected = match place {
                0 => (Outcome::Attached, Some("ann"), Some("lead:L2")),
                1 => (Outcome::Assigned, Some("ann"), None),
                _ => (Outcome::Assigned, Some("bo"), None),
            };
            assert_eq!(told(answer), expected);
        }
    }
}

#[test]
fn only_so_many_are_remembered_and_drops_are_counted() {
    let rules = rules(ATTACH);
    let mut live = live(&rules);
    live.remember_at_most(2);
    let now = |minute: u32| format!("2026-03-02T09:{minute:02}:00Z");
    for number in 0..4 {
        next(&mut live, &rules, &now(number), &format!(r#"{{"id":"L{number}","email":"m{number}@b.example"}}"#));
    }
    assert_eq!(live.forgotten(), 2);
    let outcome = |live: &mut Live, number: u32| {
        let lead = format!(r#"{{"id":"X","email":"m{number}@b.example"}}"#);
        next(live, &rules, &now(10), &lead).outcome
    };
    assert_eq!(outcome(&mut live, 3), Outcome::Attached);
    assert_eq!(outcome(&mut live, 0), Outcome::Assigned);
    // What is too old to be found is no drop.
    let before = live.forgotten();
    next(&mut live, &rules, "2026-09-02T09:00:00Z", r#"{"id":"Y","email":"y@b.example"}"#);
    assert_eq!(live.forgotten(), before);
}
