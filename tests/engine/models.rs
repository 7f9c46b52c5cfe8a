//! The two models that are shipped: a thousand results each, the same bits everywhere.

use pointsman::{Compiler, Request, Ruleset, Snapshot, Source};
use sha2::{Digest, Sha256};

const POLICY: &str = r#"pointsman 1
lead { id: text  country: country optional  employees: integer optional  pages: decimal optional  demo: boolean optional  tags: list of text optional  industry: Industry optional }
enum Industry { saas "SaaS" finserv "Finance" public "Public" }
score chance from scorer "chance"
queue likely
queue unlikely
main route inbound {
  rule likely { when chance >= 50 assign queue likely }
  rule scored { when chance is present assign queue unlikely }
  otherwise { assign queue unlikely }
}
"#;

const LOGISTIC: &str = r#"{ "model": "logistic", "version": "2026-02", "intercept": "-1.2", "terms": [
  {"when": "industry is saas", "add": "0.8"}, {"when": "country in [DE, AT, CH] and employees >= 100", "add": "0.33"},
  {"when": "demo is yes", "add": "1.7"}, {"field": "pages", "times": "0.05"}, {"field": "employees", "times": "-0.0007"} ] }"#;

const BAYES: &str = r#"{ "model": "naive_bayes", "version": "7", "priors": [120, 480], "clamp": ["0.01", "99.99"], "counts": {
  "country": { "DE": [42.1, 105.1], "US": [20.1, 160.1], "FR": [0.1, 40.1] },
  "industry": { "saas": [60.1, 80.1], "finserv": [12.1, 90.1], "public": [1.1, 44.1] },
  "demo": { "yes": [70.1, 30.1], "no": [10.1, 200.1] },
  "tags": { "webinar": [12.1, 55.1], "trial": [44.1, 21.1], "list": [0.1, 300.1] } } }"#;

fn with(model: &str) -> Ruleset {
    let rules = Compiler::new().add(Source::new("models.route", POLICY)).compile().expect("a policy");
    let model = rules.model_from_json(model).expect("a model");
    rules.with_scorer("chance", model)
}

fn score(rules: &Ruleset, lead: &str) -> Option<String> {
    let lead = rules.lead_from_json(lead).expect("a lead");
    let answer = rules.route(&Request::new(&lead), &Snapshot::default()).expect("routed");
    answer.scores["chance"].as_deref().map(str::to_owned)
}

/// Leads that look random and are always the same; every attribute is missing now and then.
fn leads() -> impl Iterator<Item = String> {
    (0_u64..1_000).map(|number| {
        let mixed = number.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let pick = |shift: u32, list: &[&str]| list[((mixed >> shift) % list.len() as u64) as usize].to_owned();
        format!(
            r#"{{"id":"L{number}","country":{},"employees":{},"pages":{},"demo":{},"tags":{},"industry":{}}}"#,
            pick(3, &["\"DE\"", "\"US\"", "\"FR\"", "\"JP\"", "null"]),
            pick(9, &["5", "99", "100", "2500", "null"]),
            pick(17, &["0", "1.5", "12.25", "40", "null"]),
            pick(23, &["true", "false", "null"]),
            pick(31, &["[]", "[\"trial\"]", "[\"list\",\"webinar\"]", "[\"other\",\"trial\"]", "null"]),
            pick(41, &["\"saas\"", "\"finserv\"", "\"public\"", "null"]),
        )
    })
}

/// The digest of a thousand results, and how many different ones there are.
fn digest(rules: &Ruleset) -> (String, usize) {
    let results: Vec<String> = leads().map(|lead| score(rules, &lead).expect("a score")).collect();
    let different: std::collections::BTreeSet<&String> = results.iter().collect();
    let digest = Sha256::digest(results.join("\n"));
    (digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect(), different.len())
}

#[test]
fn a_thousand_logistic_results() {
    assert_eq!(digest(&with(LOGISTIC)), ("38763aa9d6dcc25a".to_owned(), 103));
}

#[test]
fn a_thousand_results_of_naive_bayes() {
    assert_eq!(digest(&with(BAYES)), ("3d0b9688ef1aaf73".to_owned(), 124));
}

/// Worked by hand: 1 / (1 + e^−x).
#[test]
fn logistic_by_hand() {
    let rules = with(LOGISTIC);
    for (lead, expected) in [
        // x = −1.2
        (r#"{"id":"L"}"#, "0.2315"),
        // x = −1.2 + 0.8 + 1.7 = 1.3
        (r#"{"id":"L","industry":"saas","demo":true}"#, "0.7858"),
        // x = −1.2 + 0.33 + 12.25 · 0.05 − 100 · 0.0007 = −0.3275
        (r#"{"id":"L","country":"AT","employees":100,"pages":12.25}"#, "0.4188"),
    ] {
        assert_eq!(score(&rules, lead).as_deref(), Some(expected), "{lead}");
    }
}

/// Worked by hand: the shares of won and lost leads, values that were never counted passed over.
#[test]
fn naive_bayes_by_hand() {
    let rules = with(BAYES);
    for (lead, expected) in [
        // 120 of 600
        (r#"{"id":"L"}"#, "20"),
        (r#"{"id":"L","country":"JP","tags":["other"]}"#, "20"),
        // 0.2 · 42.1/62.3 against 0.8 · 105.1/305.3
        (r#"{"id":"L","country":"DE"}"#, "32.9196"),
        // each item of a list counts: 44.1/56.3 and 12.1/56.3 against 21.1/376.3 and 55.1/376.3
        (r#"{"id":"L","tags":["trial","webinar"]}"#, "83.6762"),
        // 0.2 · 0.1/62.3 · 0.1/56.3 against 0.8 · 40.1/305.3 · 300.1/376.3: below the clamp
        (r#"{"id":"L","country":"FR","tags":["list"]}"#, "0.01"),
    ] {
        assert_eq!(score(&rules, lead).as_deref(), Some(expected), "{lead}");
    }
}

/// What each term gave, what of naive Bayes was used and what passed over; nothing of private fields.
#[test]
fn a_score_comes_with_its_version_and_reasons() {
    let policy = POLICY
        .replace("pages: decimal optional", "pages: decimal optional private")
        .replace("demo: boolean optional", "demo: boolean optional private");
    let rules = Compiler::new().add(Source::new("models.route", policy)).compile().expect("a policy");
    let explained = |model: &str, lead: &str| {
        let rules = rules.clone().with_scorer("chance", rules.model_from_json(model).expect("a model"));
        let lead = rules.lead_from_json(lead).expect("a lead");
        rules.explain(&Request::new(&lead), &Snapshot::default()).expect("an answer")
    };
    let told = explained(LOGISTIC, r#"{"id":"L","employees":100,"pages":4,"demo":true,"industry":"public"}"#);
    let score = &told.explanation.scores[0];
    assert_eq!(score.version.as_deref(), Some("2026-02"));
    let expected = ["intercept: -1.2", "demo is yes: +1.7", "pages × 0.05: ‹private›", "employees × -0.0007: -0.07"];
    assert_eq!(score.reasons, expected);
    assert!(told.to_text().contains("version 2026-02\n             intercept: -1.2\n"), "{}", told.to_text());
    assert!(told.to_json().contains(r#""version":"2026-02","reasons":["intercept: -1.2","#), "{}", told.to_json());
    let told = explained(BAYES, r#"{"id":"L","country":"DE","demo":true,"tags":["trial","other"]}"#);
    let expected = [
        "all leads: 120 won, 480 lost",
        "country DE: 42.1 won, 105.1 lost",
        "demo ‹private›",
        "industry: passed over, missing",
        "tags trial: 44.1 won, 21.1 lost",
        "tags other: passed over, never counted",
    ];
    assert_eq!(told.explanation.scores[0].reasons, expected);
    assert!(!told.to_json().contains("70.1"), "{}", told.to_json());
    // Recorded answers have neither.
    let lead = rules.lead_from_json(r#"{"id":"L"}"#).expect("a lead");
    let told = rules.explain(&Request::new(&lead), &Snapshot::default()).expect("an answer");
    assert!(told.explanation.scores.iter().all(|score| score.version.is_none() && score.reasons.is_empty()));
}

#[test]
fn a_model_of_the_wrong_shape_is_told_with_its_path() {
    let rules = Compiler::new().add(Source::new("models.route", POLICY)).compile().expect("a policy");
    for (model, told) in [
        (r#"{"intercept": 1}"#, "model"),
        (r#"{"model": "forest"}"#, "model: "),
        (r#"{"model": "logistic", "terms": [{"field": "shoe_size", "times": 1}]}"#, "terms[0].field"),
        (r#"{"model": "logistic", "terms": [{"when": "employees >>> 1", "add": 1}]}"#, "terms[0].when"),
        (r#"{"model": "naive_bayes", "priors": [1]}"#, "priors"),
        (r#"{"model": "naive_bayes", "priors": [1, 2], "counts": {"shoe_size": {}}}"#, "shoe_size"),
        (r#"{"model": "logistic", "colour": "red"}"#, "colour"),
        (r#"{"model": "naive_bayes", "priors": ["-1", "5"]}"#, "priors[0]: a count"),
        (r#"{"model": "naive_bayes", "priors": [0, "0.0"]}"#, "priors: "),
        (
            r#"{"model": "naive_bayes", "priors": [1, 2], "counts": {"country": {"DE": [1, -2]}}}"#,
            "counts.country.DE[1]",
        ),
        (r#"{"model": "naive_bayes", "priors": [1, 2], "clamp": ["99", "1"]}"#, "clamp: the lowest"),
    ] {
        let error = rules.model_from_json(model).expect_err(model).to_string();
        assert!(error.contains(told), "{model}: {error}");
    }
}

/// Keys mean what a lead's values do: texts folded, enums by title or other spelling, countries by any of their names.
#[test]
fn counted_values_compare_as_values_of_the_field_do() {
    let policy = r#"pointsman 1
enum Industry { saas "SaaS" also "Cloud"  other "Other" }
lead { id: text  t: text optional  code: exact text optional  c: country optional  b: boolean optional  i: Industry optional
  tags: list of text optional  n: integer optional  company: text optional normalize company name }
score p from scorer "p"
queue q
main route m { otherwise { assign queue q  set p = p } }
"#;
    let rules = Compiler::new().add(Source::new("p.route", policy)).compile().expect("a policy");
    let score = |field: &str, counts: &str, value: &str| {
        let model = format!(r#"{{"model":"naive_bayes","priors":[1,1],"counts":{{"{field}":{counts}}}}}"#);
        let model = rules.model_from_json(&model).map_err(|error| error.to_string())?;
        let rules = rules.clone().with_scorer("p", model);
        let lead = rules.lead_from_json(&format!(r#"{{"id":"1","{field}":{value}}}"#)).expect("a lead");
        let answer = rules.route(&Request::new(&lead), &Snapshot::default()).expect("routed");
        Ok::<_, String>(answer.set["p"].as_deref().unwrap_or("missing").to_owned())
    };
    let two = |one: &str| format!(r#"{{"{one}":[3,1],"no such thing":[1,3]}}"#);
    for (field, key, value, chance) in [
        ("t", "acme", r#""acme""#, "75"),
        ("t", "acme", r#"" Acme""#, "75"),
        ("t", "ACME ", r#""acme""#, "75"),
        ("t", "Straße", r#""STRASSE""#, "75"),
        ("t", "acme", r#""acm""#, "50"),
        ("code", "a", r#""a""#, "75"),
        ("code", "a", r#""A""#, "50"),
        ("c", "Germany", r#""DE""#, "75"),
        ("c", "DE", r#""Deutschland""#, "75"),
        ("b", "true", "true", "75"),
        ("b", "yes", "true", "75"),
        ("i", "cloud", r#""saas""#, "75"),
        ("i", "SaaS", r#""Cloud""#, "75"),
        // The place of an enum's value is none of its names.
        ("i", "0", r#""saas""#, "50"),
        ("tags", "Webinar", r#"["webinar","x"]"#, "75"),
        ("n", "1,000", "1000", "75"),
        ("company", "Acme", r#""ACME GmbH""#, "75"),
    ] {
        assert_eq!(score(field, &two(key), value), Ok(chance.to_owned()), "{field} {key} {value}");
    }
    for (field, counts, told) in [
        ("t", r#"{"acme":[1,1],"Acme":[1,1]}"#, "counts.t: `Acme` and `acme` are one value of `t`"),
        ("i", r#"{"saas":[1,1],"Cloud":[1,1]}"#, "counts.i: `Cloud` and `saas` are one value of `i`"),
        ("c", r#"{"DE":[1,1],"Germany":[1,1]}"#, "counts.c: `DE` and `Germany` are one value of `c`"),
        ("b", r#"{"yes":[1,1],"true":[1,1]}"#, "counts.b: `true` and `yes` are one value of `b`"),
    ] {
        assert_eq!(score(field, counts, "null"), Err(told.to_owned()));
    }
}
