//! Conditions of small policies as formulas and boxes.

use super::boxes::Region;
use super::*;
use crate::domain::{Decimal, Lead, Value};
use crate::model::Model;
use crate::{Compiler, Ruleset, Source};

const FIELDS: &str = r#"pointsman 1
enum Size { small medium large }
lead {
  id: text
  country: country optional
  employees: integer optional
  budget: decimal optional
  zip: text optional
  size: Size optional
  demo: boolean optional
  joined: date optional
  labels: list of text optional
  level: integer
}
territory dach where country in [DE, AT, CH]
lookup patch { key zip: text by prefix  column n: integer
  "941" => 1
  "9" => 2
}
classify tier as Size { large when employees >= 100  small when employees < 100 and demo }
queue desk
"#;

/// A policy whose rules have these lines.
fn policy(rules: &[&str]) -> Ruleset {
    let rules: String = rules
        .iter()
        .enumerate()
        .map(|(place, lines)| format!("  rule r{place} {{ {lines}\n assign queue desk }}\n"))
        .collect();
    let text = format!("{FIELDS}route main {{\n{rules}  otherwise {{ assign queue desk }}\n}}\n");
    match Compiler::new().add(Source::new("r.route", text)).compile() {
        Ok(rules) => rules,
        Err(error) => panic!("{:?}", error.diagnostics().iter().map(|found| &found.message).collect::<Vec<_>>()),
    }
}

fn class(space: &Space<'_>, lead: &Lead, id: AttributeId) -> u32 {
    let attribute = space.attribute(id).expect("an attribute");
    match &attribute.subject {
        Subject::Field(field) => attribute.classes.class(lead.value(*field)),
        Subject::Element { list, value } => {
            let Some(Subject::Field(field)) = space.attribute(*list).map(|list| &list.subject) else { return 0 };
            match lead.value(*field) {
                Some(Value::List(items)) => {
                    if items.contains(value) {
                        YES
                    } else {
                        NO
                    }
                }
                _ => 0,
            }
        }
        _ => 0,
    }
}

fn first_route(model: &Model) -> &crate::model::Route {
    model.routes.first().expect("a route")
}

#[test]
fn formulas_and_boxes_hold_where_conditions_are_yes() {
    let cases: [(&str, &str, bool); 24] = [
        ("when country in [DE, FR]", r#"{"id": "1", "level": 1, "country": "FR"}"#, true),
        ("when country is not DE", r#"{"id": "1", "level": 1}"#, false),
        ("unless country is DE", r#"{"id": "1", "level": 1}"#, true),
        ("when in_territory(dach)", r#"{"id": "1", "level": 1, "country": "AT"}"#, true),
        ("when not in_territory(dach)", r#"{"id": "1", "level": 1}"#, false),
        ("when employees > 5", r#"{"id": "1", "level": 1, "employees": 6}"#, true),
        ("when employees > 5", r#"{"id": "1", "level": 1, "employees": 5}"#, false),
        ("when not (employees > 5)", r#"{"id": "1", "level": 1, "employees": 5}"#, true),
        ("when budget < 0.5", r#"{"id": "1", "level": 1, "budget": 0.4999}"#, true),
        ("when budget < 0.5", r#"{"id": "1", "level": 1, "budget": 0.5}"#, false),
        ("when employees in [3, 5..<8]", r#"{"id": "1", "level": 1, "employees": 8}"#, false),
        ("when employees in [3, 5..8]", r#"{"id": "1", "level": 1, "employees": 8}"#, true),
        ("when zip starts with \"94\"", r#"{"id": "1", "level": 1, "zip": "94107"}"#, true),
        ("when zip starts with \"94\" and zip is not \"94107\"", r#"{"id": "1", "level": 1, "zip": "94107"}"#, false),
        ("when patch has zip", r#"{"id": "1", "level": 1, "zip": "8"}"#, false),
        ("when not (patch has zip)", r#"{"id": "1", "level": 1, "zip": "8"}"#, true),
        ("when size in [small, large]", r#"{"id": "1", "level": 1, "size": "large"}"#, true),
        ("when not demo", r#"{"id": "1", "level": 1, "demo": "no"}"#, true),
        ("when joined >= 2026-01-01", r#"{"id": "1", "level": 1, "joined": "2026-01-01"}"#, true),
        ("when labels has any of [\"a\", \"b\"]", r#"{"id": "1", "level": 1, "labels": ["b"]}"#, true),
        ("when labels has all of [\"a\", \"b\"]", r#"{"id": "1", "level": 1, "labels": ["b"]}"#, false),
        ("when not (labels has \"a\")", r#"{"id": "1", "level": 1}"#, false),
        ("when not (labels has \"a\")", r#"{"id": "1", "level": 1, "labels": []}"#, true),
        ("when zip is missing or labels is present", r#"{"id": "1", "level": 1, "zip": "1"}"#, false),
    ];
    for (lines, lead, expected) in cases {
        let rules = policy(&[lines]);
        let space = Space::of(rules.model());
        let lead = rules.lead_from_json(lead).expect("a lead");
        let all = super::cases(&space, first_route(rules.model()));
        let ask = |id| class(&space, &lead, id);
        assert_eq!(all[0].holds.holds(&ask), expected, "{lines} {:?}", all[0].holds);
        let boxes = all[0].holds.boxes(64);
        assert!(boxes.exact);
        assert_eq!(boxes.regions.iter().any(|region| region.holds(&ask)), expected, "{lines} {boxes:?}");
    }
}

#[test]
fn rules_stand_in_the_order_of_evaluation_with_what_is_around_them() {
    let rules = policy(&["when demo", "when employees > 5\n unless country is DE"]);
    let space = Space::of(rules.model());
    let all = super::cases(&space, first_route(rules.model()));
    assert_eq!(all.len(), 3);
    assert!(all.iter().all(|case| matches!(case.what, What::Rule(_)) && case.around.is_empty()));
    assert_eq!(all[2].holds, Formula::Always(true));
    let required = space.subject(&crate::model::Expr::Field(crate::domain::FieldId::at(9))).expect("level");
    assert!(!space.attribute(required).expect("level").domain.has(0), "a required field is never missing");
}

#[test]
fn a_week_has_seven_days_and_a_day_twenty_four_hours() {
    let rules = policy(&["when weekday in [mon, tue, wed, thu, fri, sat, sun] and hour in 0..23", "when hour < 23"]);
    let space = Space::of(rules.model());
    let all = super::cases(&space, first_route(rules.model()));
    let found = |place: usize| Search::new(&space).find(&[&space.outside(&all[place].holds)], &mut 1000);
    assert_eq!(found(0), Found::Nothing);
    assert!(matches!(found(1), Found::Point(_)));
}

#[test]
fn too_many_boxes_become_one_around_them() {
    let either = "when any of {\n employees > 5\n budget > 5\n size is small\n demo\n}";
    let lines = [either, either, "when any of {\n zip is \"1\"\n country is DE\n level > 3\n}"].join("\n");
    let rules = policy(&[&lines, "when (employees > 5 and demo) or (employees < 3 and demo)"]);
    let space = Space::of(rules.model());
    let all = super::cases(&space, first_route(rules.model()));
    let exact = all[0].holds.boxes(64);
    assert!(exact.exact && exact.regions.len() == 12, "covered boxes are left out: {}", exact.regions.len());
    let few = all[0].holds.boxes(4);
    assert!(!few.exact && few.regions == [Region::everything()]);
    let bounded = all[1].holds.boxes(1);
    assert!(!bounded.exact);
    assert_eq!(bounded.regions[0].limits().len(), 2);
    assert!(exact.regions.iter().all(|region| region.is_within(&few.regions[0])));
}

#[test]
fn all_boxes_together_stay_within_their_limit() {
    let one = "when any of {\n employees > 5\n budget > 5\n size is small\n demo\n}";
    let two = "when any of {\n zip is \"1\"\n country is DE\n level > 3\n size is large\n}";
    let lines = [one, two].join("\n");
    let rules = policy(&vec![&*lines; 200]);
    let space = Space::of(rules.model());
    let all = super::cases(&space, first_route(rules.model()));
    let boxes = bounded(all.iter().map(|case| &case.holds));
    let count: usize = boxes.iter().map(|boxes| boxes.regions.len()).sum();
    assert!(boxes[0].exact && !boxes[150].exact);
    assert!(count <= 4 * all.len() + 64, "{count}");
}

#[test]
fn every_class_has_an_example_of_its_own() {
    let rules = policy(&["when employees > 5 and country is DE", "when zip starts with \"94\"", "when tier is large"]);
    let space = Space::of(rules.model());
    for attribute in space.attributes() {
        for class in 1..attribute.count() {
            if let Some(value) = attribute.example(class) {
                assert_eq!(attribute.classes.class(Some(&value)), class, "{attribute:?}");
            }
        }
    }
    assert_eq!(Decimal::SCALE, 10_000, "numbers are in ten thousandths");
}

#[test]
fn definitions_say_where_their_values_come_from() {
    let rules = policy(&["when tier is large"]);
    let space = Space::of(rules.model());
    let derived = crate::model::Expr::Derived(crate::domain::DerivedId::at(0));
    let id = space.subject(&derived).expect("an attribute");
    let arms = space.defined(id).expect("a classify");
    assert_eq!(arms.len(), 3);
    assert_eq!(arms[2], (Formula::Always(true), 0));
    let lead = rules.lead_from_json(r#"{"id": "1", "level": 1, "employees": 500}"#).expect("a lead");
    let first = arms.iter().find(|(formula, _)| formula.holds(&|id| class(&space, &lead, id)));
    let high = space.attribute(id).and_then(|attribute| attribute.example(first.expect("an arm").1));
    assert!(matches!(high, Some(Value::Enum(_, 2))), "{high:?}");
}
