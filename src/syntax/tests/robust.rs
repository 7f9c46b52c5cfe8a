//! Nothing overflows, hangs or panics.

use super::{file, read_str, shown, tenth};

#[test]
fn every_prefix_of_the_samples_is_answered() {
    for path in [
        "examples/acme/shared.route",
        "tests/corpus/accept/names.route",
        "tests/corpus/reject/ten-mistakes/input.route",
    ] {
        let text = file(path);
        for (end, _) in text.char_indices().step_by(if tenth() { 10 } else { 1 }) {
            let (document, _) = read_str(&text[..end]);
            assert!(document.items.len() < 100);
        }
    }
}

/// The first repair writes a quotation mark behind the end; no place may lie there.
#[test]
fn places_lie_within_the_text() {
    for text in ["AA{\"", "pointsman 1\nrule x {\nlist a = [\"", "rule a \"b"] {
        let (_, findings) = read_str(text);
        assert!(!findings.is_empty());
        for finding in &findings {
            for label in std::iter::once(&finding.primary).chain(&finding.secondary) {
                assert!(
                    label.span.start <= label.span.end
                        && usize::try_from(label.span.end).is_ok_and(|end| end <= text.len()),
                    "{finding:?}"
                );
            }
        }
    }
}

/// Found by generated texts: a blank of another alphabet is a piece, and two signs may not become one.
#[test]
fn the_formatter_leaves_odd_blanks_and_signs_alone() {
    for text in ["\"\"\u{205f}", "! = x", ".. < 5", "a \u{a0} b"] {
        let once = super::super::format(text).unwrap();
        assert_eq!(super::super::format(&once).unwrap(), once);
    }
}

#[test]
fn deep_nesting_names_the_limit_and_the_figure() {
    for open in ["(", "[", "{"] {
        let found = shown(&format!("pointsman 1\nderive a = {}", open.repeat(100_000)));
        assert_eq!(found, ["R0105 2:76 brackets 100000 deep inside one another; the limit is 64"]);
    }
    let deep = format!("pointsman 1\nderive a = {}x{}\n", "(".repeat(64), ")".repeat(64));
    assert_eq!(shown(&deep), Vec::<String>::new());
}

#[test]
fn long_chains_do_not_overflow() {
    for chain in [
        "x + ".repeat(50_000),
        "x.".repeat(50_000),
        "not ".repeat(50_000),
        "- ".repeat(50_000),
        "x between ".repeat(50_000),
        "not  ".repeat(50_000),
        "not - ".repeat(50_000),
    ] {
        let _ = read_str(&format!("pointsman 1\nderive a = {chain}x\n"));
    }
}

#[test]
fn first_lines() {
    assert_eq!(shown(""), ["R0001 1:1 this file is empty"]);
    assert_eq!(shown("module a.b\n"), ["R0001 1:1 the first line `pointsman 1` is missing"]);
    let newer = "R0002 1:1 this file needs edition 2 of the language; this program knows edition 1";
    assert_eq!(shown("pointsman 2\nwhatever {\n"), [newer]);
}
