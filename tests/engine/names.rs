//! "Rep ids, names and enum codes compare bytes after NFC": whatever a snapshot and a request name, letter by letter or
//! composed.

use pointsman::{Assignment, Compiler, DirectoryRow, Request, Ruleset, Snapshot, Source};

const POLICY: &str = r#"pointsman 1
lead { id: text  dé: text optional  co: text optional  kéy: text optional  channel: Ché optional }
enum Ché { phoné "Phone" web "Web" }
rep { w: decimal default 1 }
record récord { kéy: text  value: text optional }
match récord as found { by kéy }
score scoré from scorer "scoré"
hours all in "UTC" { mon..sun 00:00-24:00  closed on calendar "ké" }
hours évening in "UTC" { mon..fri 22:00-24:00 }
team té { members ["é", "b"]
  hours all  cap 1 per day
  cap phoné 1 at once
  distribute by in order }
team stück { members where w > 0
  distribute by in order }
team own { members ["é", "b"]  hours of rep  distribute by in order }
queue q
main route mé { otherwise { assign team té else queue q  set d = dé  set s = scoré  set r = found.value } }
route stick { otherwise { assign team stück same rep for co else queue q } }
route hours_of { otherwise { assign team own else queue q } }
"#;

/// The same with every accent as a letter of its own.
fn apart(text: &str) -> String {
    text.replace('é', "e\u{301}").replace('ü', "u\u{308}")
}

fn rules() -> Ruleset {
    Compiler::new().add(Source::new("p.route", POLICY)).compile().expect("a policy")
}

fn routed(snapshot: &str, request: &str) -> Assignment {
    let rules = rules();
    let snapshot = rules.snapshot_from_json(snapshot).expect("a snapshot");
    let asked = rules.asked_from_json(request).expect("a request");
    rules.route(&asked.request("2026-03-02T09:15:00Z".parse().expect("a moment"), None), &snapshot).expect("routed")
}

/// Everything that is named in a snapshot and a request means the same however it is composed.
#[test]
fn names_are_found_however_they_are_composed() {
    let reps = r#""reps":[{"id":"é"},{"id":"b"}]"#;
    let plain = r#"{"lead":{"id":"1"}}"#;
    let channel = r#"{"lead":{"id":"1","channel":"phoné"}}"#;
    let stick = r#"{"lead":{"id":"1","co":"Grün"},"route":"stick"}"#;
    let received = r#"{"seq":1,"members":{"é":{"total":1,"received":{"lead":{"day 2026-03-02":1}}}}}"#;
    let state = format!(r#"{{{reps},"teams":{{"té":{received}}}}}"#);
    for (snapshot, request, goes_to) in [
        (format!("{{{reps}}}"), plain, Some("é")),
        (format!("{{{reps}}}"), r#"{"lead":{"id":"1"},"exclude":["é"]}"#, Some("b")),
        (format!("{{{reps}}}"), r#"{"lead":{"id":"1"},"route":"mé"}"#, Some("é")),
        (state, plain, Some("b")),
        (format!(r#"{{{reps},"calendars":{{"ké":["2026-03-02"]}}}}"#), plain, None),
        (
            format!(r#"{{{reps},"sticky":{{"stück":{{"co":{{"grün":{{"rep":"é","at":"2026-03-01T00:00:00Z"}}}}}}}}}}"#),
            stick,
            Some("é"),
        ),
        (r#"{"reps":[{"id":"é","open":{"phoné":1}},{"id":"b"}]}"#.to_owned(), channel, Some("b")),
        (r#"{"reps":[{"id":"é","capacity":{"phoné":0}},{"id":"b"}]}"#.to_owned(), channel, Some("b")),
        (
            r#"{"reps":[{"id":"é","hours":"évening"},{"id":"b"}]}"#.to_owned(),
            r#"{"lead":{"id":"1"},"route":"hours_of"}"#,
            Some("b"),
        ),
    ] {
        let as_it_is = routed(&snapshot, request);
        assert_eq!(as_it_is.rep.as_deref(), goes_to, "{snapshot}\n{request}");
        for (other, asked) in [(apart(&snapshot), request.to_owned()), (snapshot.clone(), apart(request))] {
            assert_eq!(routed(&other, &asked).to_json(), as_it_is.to_json(), "{other}\n{asked}");
        }
    }
}

/// What stands in for scorers and directories, and tables with their columns.
#[test]
fn answers_and_rows_are_found_however_they_are_composed() {
    let with_table = r#"{"reps":[{"id":"é"}],"tables":{"récord":[{"kéy":"Grün","value":"x"}]}}"#;
    let with_rows = r#"{"reps":[{"id":"é"}]}"#;
    let answers = r#""answers":{"scoré":"5","récord.kéy":{"grün":[{"kéy":"grün","value":"x"}]}}"#;
    for (snapshot, request) in [
        (with_table, r#"{"lead":{"id":"1","kéy":"Grün","dé":"y"},"answers":{"scoré":"5"}}"#.to_owned()),
        (with_rows, format!(r#"{{"lead":{{"id":"1","kéy":"Grün","dé":"y"}},{answers}}}"#)),
    ] {
        for (snapshot, request) in [(snapshot.to_owned(), apart(&request)), (apart(snapshot), request)] {
            let set = routed(&snapshot, &request).set;
            let told: Vec<_> = ["d", "s", "r"].map(|name| set[name].as_deref().map(str::to_owned)).to_vec();
            assert_eq!(
                told,
                [Some("y".to_owned()), Some("5".to_owned()), Some("x".to_owned())],
                "{snapshot}\n{request}"
            );
        }
    }
}

/// A policy whose own names come letter by letter, those in quotes too.
#[test]
fn a_policy_may_be_written_letter_by_letter() {
    let rules = Compiler::new().add(Source::new("p.route", apart(POLICY))).compile().expect("a policy");
    let asked = rules.asked_from_json(r#"{"lead":{"id":"1"},"answers":{"scoré":"5"}}"#).expect("a request");
    let at = |day: &str| asked.request(format!("{day}T09:15:00Z").parse().expect("a moment"), Some("mé"));
    let snapshot = r#"{"reps":[{"id":"é"}],"calendars":{"ké":["2026-03-02"]}}"#;
    let snapshot = rules.snapshot_from_json(snapshot).expect("a snapshot");
    assert!(snapshot.notes().is_empty(), "{:?}", snapshot.notes());
    let closed = rules.route(&at("2026-03-02"), &snapshot).expect("routed");
    let open = rules.route(&at("2026-03-03"), &snapshot).expect("routed");
    assert_eq!((closed.rep.as_deref(), open.rep.as_deref()), (None, Some("é")));
    assert_eq!(open.set["s"].as_deref(), Some("5"));
}

/// What a host says in Rust.
#[test]
fn hosts_name_things_however_they_compose_them() {
    let rules = rules();
    let snapshot = rules.snapshot_from_json(r#"{"reps":[{"id":"é"},{"id":"b"}]}"#).expect("a snapshot");
    let mut live = rules.bind(snapshot.clone());
    let lead = rules.lead(&[("id", "1".into()), (&apart("dé"), "y".into()), ("kéy", "grün".into())]);
    let request = Request::new(&lead).at("2026-03-02T09:15:00Z".parse().expect("a moment")).route(apart("mé"));
    let rows = vec![DirectoryRow::new([(&*apart("kéy"), "grün".into()), ("value", "x".into())])];
    let request = request.answer(apart("scoré"), Some(pointsman::Score::new(7.into()))).rows(
        &apart("récord"),
        &apart("kéy"),
        &apart("grün"),
        Some(rows),
    );
    let answer = live.route(&request.clone().exclude([apart("é")])).expect("routed");
    assert_eq!(answer.rep.as_deref(), Some("b"));
    assert_eq!((answer.set["s"].as_deref(), answer.set["r"].as_deref()), (Some("7"), Some("x")));
    assert!(live.set_open(&apart("é"), &apart("phoné"), 3) && live.set_paused(&apart("é"), true));
    assert!(live.snapshot().to_json().contains(r#""paused":true,"open":{"phoné":3}"#), "{}", live.snapshot().to_json());
    assert_eq!(live.snapshot().rep(&apart("é")).map(pointsman::domain::Rep::id), Some("é"));
    assert_eq!(pointsman::domain::Rep::new(apart("é")).id(), "é");
    let told = rules.why_not(&request, &snapshot, &apart("é")).expect("told").expect("a rep");
    assert_eq!(&*told.asked, "é");
    assert!(rules.route_named(Some(&apart("mé"))).is_ok());
}

/// Two keys that are one name are refused as equal bytes are; so in every object, and whatever their order.
#[test]
fn two_keys_of_one_name_are_one_key_twice() {
    let rules = rules();
    for (one, other) in [("é", apart("é")), (&*apart("é"), "é".to_owned())] {
        let lead = format!(r#"{{"id":"1","d{one}":"x","d{other}":"y"}}"#);
        let told = rules.lead_from_json(&lead).expect_err("the same key twice").to_string();
        assert_eq!(told, "the key `dé` occurs twice");
        let unknown = format!(r#"{{"id":"1","unknown{one}":"x","unknown{other}":"y"}}"#);
        assert!(rules.lead_from_json(&unknown).is_err());
        for snapshot in [
            format!(r#"{{"teams":{{"t{one}":{{}},"t{other}":{{}}}}}}"#),
            format!(r#"{{"teams":{{"té":{{"members":{{"{one}":{{}},"{other}":{{}}}}}}}}}}"#),
            format!(r#"{{"calendars":{{"{one}":[],"{other}":[]}}}}"#),
            format!(r#"{{"reps":[{{"id":"{one}"}},{{"id":"{other}"}}]}}"#),
        ] {
            let told = rules.snapshot_from_json(&snapshot).expect_err("one name twice").to_string();
            assert!(told.contains("occurs twice"), "{snapshot}: {told}");
        }
    }
}

/// Keys that nobody knows are counted as one.
#[test]
fn unknown_keys_are_told_composed() {
    let rules = rules();
    let lead = rules.lead_from_json(&format!(r#"{{"id":"1","{}":1}}"#, apart("naïvé"))).expect("a lead");
    assert_eq!(lead.unknown_keys().iter().map(|key| &**key).collect::<Vec<_>>(), ["naïvé"]);
    let _: Snapshot = rules.snapshot_from_json("{}").expect("a snapshot");
}
