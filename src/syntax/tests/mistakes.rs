//! One file with ten mistakes, and each two of them alone.

use super::{file, read_str, shown};

/// What is wrong, and what is right.
const MISTAKES: [(&str, &str); 10] = [
    ("  ad 35 when", "  add 35 when"),
    ("add 20 industry", "add 20 when industry"),
    ("“Embargoed country”", "\"Embargoed country\""),
    ("employees => 1000", "employees >= 1000"),
    ("asign team", "assign team"),
    ("[DE, AT, CH\n", "[DE, AT, CH]\n"),
    ("emea_mm by round-robin", "emea_mm by round robin"),
    ("if asked_for_demo then", "when asked_for_demo"),
    ("rule last \"Last\"\n", "rule last \"Last\" {\n"),
    ("tets \"demo\"", "test \"demo\""),
];

const CODES: [&str; 10] = ["R0110", "R0100", "R0103", "R0111", "R0110", "R0104", "R0121", "R0112", "R0102", "R0110"];

#[test]
fn ten_mistakes_give_ten_errors_and_each_pair_two() {
    let broken = file("tests/corpus/reject/ten-mistakes/input.route");
    let all = shown(&broken);
    assert_eq!(all.iter().map(|line| &line[..5]).collect::<Vec<_>>(), CODES);
    let (_, findings) = read_str(&broken);
    assert!(findings.iter().all(|finding| !finding.fixes.is_empty()), "each has a fix");

    let right = MISTAKES.iter().fold(broken, |text, (wrong, right)| {
        assert_eq!(text.matches(wrong).count(), 1, "{wrong}");
        text.replacen(wrong, right, 1)
    });
    assert_eq!(shown(&right), Vec::<String>::new());
    for first in 0..10 {
        for second in first + 1..10 {
            let text = [first, second].iter().fold(right.clone(), |text, mistake| {
                let (wrong, right) = MISTAKES[*mistake];
                text.replacen(right, wrong, 1)
            });
            assert_eq!(shown(&text), [all[first].clone(), all[second].clone()], "{first} and {second}");
        }
    }
}

#[test]
fn the_fixes_that_keep_the_meaning_repair_the_file() {
    let broken = file("tests/corpus/reject/ten-mistakes/input.route");
    let (_, findings) = read_str(&broken);
    let mut edits: Vec<_> = findings.iter().flat_map(|finding| finding.fixes[0].edits.clone()).collect();
    edits.sort_by_key(|edit| std::cmp::Reverse((edit.span.start, edit.span.end)));
    let mut text = broken;
    for edit in edits {
        text.replace_range(
            usize::try_from(edit.span.start).unwrap()..usize::try_from(edit.span.end).unwrap(),
            &edit.text,
        );
    }
    assert_eq!(shown(&text), Vec::<String>::new());
}
