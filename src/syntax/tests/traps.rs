//! The traps met while a sample grammar was written, and keywords as names.

use super::{file, read_str, shown};
use crate::syntax::tree::{ExprKind, ItemKind, ScoreBody};
use crate::syntax::words::is_reserved;

fn item(text: &str) -> ItemKind {
    let text = format!("pointsman 1\n{text}\n");
    assert_eq!(shown(&text), Vec::<String>::new(), "{text}");
    read_str(&text).0.items.remove(0).kind
}

#[test]
fn a_sign_at_a_lines_start_does_not_continue_the_line_before() {
    let ItemKind::Score(score) = item("score s {\n add 30 when a is b\n subtract 40 when c\n}") else { panic!() };
    let ScoreBody::Card(lines) = score.body else { panic!() };
    assert_eq!(lines.len(), 2);
}

#[test]
fn an_open_range_is_told_and_swallows_nothing() {
    let found = shown("pointsman 1\ngrade g from s {\n A: 75..\n B: 50..<75\n C: < 50\n}\n");
    assert_eq!(found, ["R0113 3:7 a range needs both ends"]);
}

#[test]
fn a_bracket_at_a_lines_start_begins_a_condition() {
    let ItemKind::Derive(derive) = item("derive d = all of {\n x is y\n (a or b)\n f (c)\n}") else { panic!() };
    let ExprKind::AllOf(all) = derive.value.kind else { panic!() };
    assert_eq!(all.len(), 4);
}

#[test]
fn a_guard_belongs_to_the_rule_and_a_row_ends_with_its_line() {
    item("route r { rule a { assign owner of acct\n when x } otherwise { keep owner } }");
    item("table t first {\n a | b => c\n 1..99 | x => y\n 5 | z => w\n}");
}

#[test]
fn a_keyword_glued_to_a_word_is_a_name() {
    let ItemKind::Derive(derive) = item("derive d = whenfoo") else { panic!() };
    assert_eq!(derive.value.kind, ExprKind::Name("whenfoo".to_owned()));
}

#[test]
fn every_keyword_is_a_field_name() {
    let words = file("grammar/words.pest");
    let keywords: Vec<&str> =
        words.lines().filter(|line| line.starts_with("kw_")).filter_map(|line| line.split('"').nth(1)).collect();
    assert!(keywords.len() > 150);
    for word in keywords {
        let name = if is_reserved(word) { format!("`{word}`") } else { word.to_owned() };
        let text = format!(
            "pointsman 1\nlead {{\n a: integer\n {name}: text optional\n {name}: list of text\n}}\n\
             derive d = {name} is \"x\" and a > 5\nderive e = any of {{ a > 1 {name} is 2 }}\n\
             test \"t\" {{ given lead {{ a: 8 {name}: \"x\" }} expect d }}\n\
             route r {{ rule x {{ when {name} is 1\n when a in [{name}]\n keep owner }} otherwise {{ keep owner }} }}\n"
        );
        assert_eq!(shown(&text), Vec::<String>::new(), "{word}");
    }
}
