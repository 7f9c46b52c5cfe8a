//! The language reference knows every construct, and its examples are policies.

use super::file;
use crate::syntax::grammar;

/// Rules that are written `name = _{ … }` are no construct of their own: they only hold others together.
fn silent() -> Vec<String> {
    let files = ["derived", "file", "people", "routes", "tests", "values", "vocabulary", "words"];
    let text: String = files.map(|name| file(&format!("grammar/{name}.pest"))).join("\n");
    let names = text.lines().filter(|line| line.contains("_{")).filter_map(|line| line.split_once('='));
    names.map(|(name, _)| name.trim().to_owned()).chain(["EOI".to_owned()]).collect()
}

#[test]
fn every_rule_of_the_grammar_has_a_row() {
    let reference = file("grammar/README.md");
    let table: String = reference.lines().filter(|line| line.starts_with("| ")).collect();
    let silent = silent();
    let missing: Vec<String> = grammar::all_rules()
        .into_iter()
        .filter(|rule| !rule.starts_with("kw_") && !silent.contains(rule))
        .filter(|rule| !table.contains(&format!("`{rule}`")))
        .collect();
    assert!(missing.is_empty(), "no row in grammar/README.md for: {missing:?}");
}

#[test]
fn every_row_speaks_of_rules_that_exist() {
    let known = grammar::all_rules();
    for line in file("grammar/README.md").lines().filter(|line| line.starts_with("| ") && line.contains("| yes | ")) {
        let rules = line.split('|').nth(2).unwrap_or_default();
        for rule in rules.split('`').skip(1).step_by(2) {
            assert!(known.iter().any(|name| name == rule), "{rule} is no rule of the grammar");
        }
    }
}

#[test]
fn its_examples_compile() {
    let reference = file("grammar/README.md");
    let examples: Vec<&str> =
        reference.split("```route\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    assert!(examples.len() >= 3);
    for example in examples {
        let text = format!("pointsman 1\n{example}");
        let source = crate::Source::new("reference.route", text.clone());
        if let Err(error) = crate::Compiler::new().add(source).compile() {
            panic!("{error}\n{text}");
        }
        assert_eq!(crate::format(&text).as_deref(), Ok(&*text));
    }
}
