//! Numbers are read by their text, exactly.

use pointsman::domain::{Decimal, Value};
use pointsman::{Compiler, LeadView, Ruleset, Score, ScorerError, Source};

fn rules() -> Ruleset {
    let text = r#"pointsman 1
lead { id: text  amount: decimal optional  sum: money in EUR optional  share: percent optional }
queue triage
route inbound { otherwise { assign queue triage  set amount = amount } }
"#;
    Compiler::new().add(Source::new("numbers.route", text)).compile().expect("a policy")
}

/// A row of numbers that looks random and is always the same.
struct Row(u64);

impl Row {
    fn next(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % below
    }

    /// Decimals of all lengths: ties at the fifth digit, up to fifteen digits, signs, exponents.
    fn decimal(&mut self) -> String {
        let sign = if self.next(3) == 0 { "-" } else { "" };
        let digits = self.next(13) + 1;
        let whole = self.next(10_u64.pow(u32::try_from(digits).unwrap_or(1)));
        let part = match self.next(4) {
            0 => String::new(),
            1 => format!(".{:04}5", self.next(10_000)),
            2 => format!(".{:02}", self.next(100)),
            _ => format!(".{:09}", self.next(1_000_000_000)),
        };
        let exponent = match self.next(8) {
            0 => "e2",
            1 => "E-3",
            _ => "",
        };
        format!("{sign}{whole}{part}{exponent}")
    }
}

#[test]
fn ten_thousand_decimals_as_numbers_and_as_texts_are_the_same() {
    let rules = rules();
    let mut row = Row(7);
    let mut ties = 0;
    for _ in 0..10_000 {
        let text = row.decimal();
        ties += usize::from(text.split('.').nth(1).is_some_and(|part| part.len() == 5 && part.ends_with('5')));
        let read = |value: &str| {
            let lead = rules.lead_from_json(&format!(r#"{{"id":"L","amount":{value}}}"#)).expect("a lead");
            let answer = rules.route(&pointsman::Request::new(&lead), &pointsman::Snapshot::default()).expect("routed");
            answer.set.get("amount").cloned().flatten()
        };
        let number = read(&text);
        assert_eq!(number, read(&format!("\"{text}\"")), "{text}");
        let expected = exactly(&text);
        assert_eq!(number.as_deref(), Some(&*expected), "{text}");
    }
    assert!(ties > 1_000, "{ties}");
}

/// The same rounding, done on the digits as a person does it on paper: half to even at the fourth digit.
fn exactly(text: &str) -> String {
    let (negative, text) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let exponent: i64 = exponent.parse().expect("an exponent");
    let (whole, part) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = format!("{whole}{part}");
    let point = whole.len() as i64 + exponent;
    let padded = format!("{}{digits}{}", "0".repeat(20), "0".repeat(20));
    let cut = (point + 20 + 4) as usize;
    let (kept, rest) = padded.split_at(cut);
    let mut scaled: u128 = kept.parse().expect("digits");
    let half = format!("5{}", "0".repeat(rest.len().saturating_sub(1)));
    if rest > half.as_str() || (rest == half && scaled % 2 == 1) {
        scaled += 1;
    }
    let part = format!("{:04}", scaled % 10_000);
    let part = part.trim_end_matches('0');
    let sign = if negative && scaled > 0 { "-" } else { "" };
    if part.is_empty() { format!("{sign}{}", scaled / 10_000) } else { format!("{sign}{}.{part}", scaled / 10_000) }
}

#[test]
fn the_odd_ones() {
    let rules = rules();
    for (text, expected) in [
        ("1e3", Some("1000")),
        ("-0", Some("0")),
        ("-0.0", Some("0")),
        ("1E400", None),
        ("1e-400", Some("0")),
        ("0.00005", Some("0")),
        ("0.00015", Some("0.0002")),
        ("0.1", Some("0.1")),
        ("123456789012345", Some("123456789012345")),
        ("100000000000.0001", Some("100000000000.0001")),
    ] {
        for written in [text.to_owned(), format!("\"{text}\"")] {
            let lead = rules.lead_from_json(&format!(r#"{{"id":"L","amount":{written}}}"#)).expect("a lead");
            let snapshot = pointsman::Snapshot::default();
            let answer = rules.route(&pointsman::Request::new(&lead), &snapshot).expect("routed");
            let shown = answer.set.get("amount").cloned().flatten();
            assert_eq!(shown.as_deref(), expected, "{written}");
            assert_eq!(answer.data_notes.is_empty(), expected.is_some(), "{written}: {:?}", answer.data_notes);
        }
    }
}

/// A scorer's answer is exact too.
#[test]
fn scores_keep_four_digits() {
    let text = "pointsman 1\nlead { id: text }\nscore s from scorer \"s\"\nqueue a\nqueue b\n\
                route r { rule x { when s >= 0.7235 assign queue a } rule y { when s < 0.7235 assign queue b } otherwise { assign queue b } }\n";
    let rules = Compiler::new().add(Source::new("s.route", text)).compile().expect("a policy");
    for (score, queue) in [("0.7235", "a"), ("0.7234", "b")] {
        let value = Decimal::parse(score).expect("a decimal");
        let rules = rules
            .clone()
            .with_scorer("s", move |_: &LeadView<'_>| -> Result<Score, ScorerError> { Ok(Score::new(value)) });
        let lead = rules.lead_from_json(r#"{"id":"L"}"#).expect("a lead");
        let answer = rules.route(&pointsman::Request::new(&lead), &pointsman::Snapshot::default()).expect("routed");
        assert_eq!(answer.queue.as_deref(), Some(queue));
        assert_eq!(answer.scores["s"].as_deref(), Some(score));
    }
}

#[test]
fn a_number_is_never_a_float_on_its_way() {
    let text = "pointsman 1\nlead { id: text  amount: decimal optional }\nscore s from scorer \"s\"\nqueue a\n\
                route r { rule x { when s > 0 assign queue a } otherwise { assign queue a } }\n";
    let rules = Compiler::new().add(Source::new("n.route", text)).compile().expect("a policy");
    let scorer = |lead: &LeadView<'_>| -> Result<Score, ScorerError> {
        let Some(Value::Decimal(amount)) = lead.get("amount") else { panic!("no decimal: {:?}", lead.get("amount")) };
        assert_eq!(amount.to_string(), "9007199254740993.0001");
        Ok(Score::new(*amount))
    };
    let rules = rules.with_scorer("s", scorer);
    let lead = rules.lead_from_json(r#"{"id":"L","amount":9007199254740993.0001}"#).expect("a lead");
    let answer = rules.route(&pointsman::Request::new(&lead), &pointsman::Snapshot::default()).expect("routed");
    assert_eq!(answer.scores["s"].as_deref(), Some("9007199254740993.0001"));
}
