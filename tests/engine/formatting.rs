//! The formatter changes blanks and nothing else.

use proptest::prelude::*;

const FILES: [&str; 7] = [
    include_str!("../../examples/acme/inbound.route"),
    include_str!("../../examples/acme/shared.route"),
    include_str!("../../examples/xeducation/admissions.route"),
    include_str!("../corpus/accept/names.route"),
    include_str!("../corpus/accept/kinds.route"),
    include_str!("../corpus/parse/constructs.route"),
    include_str!("../corpus/reject/ten-mistakes/input.route"),
];

fn formatted(text: &str) -> String {
    pointsman::format(text).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

/// Where a comment may stand: between two pieces, at blanks outside texts.
fn borders(text: &str) -> Vec<usize> {
    let (mut in_text, mut in_comment, mut escaped) = (false, false, false);
    let mut found = vec![0];
    for (at, sign) in text.char_indices() {
        match sign {
            _ if escaped => escaped = false,
            '\n' => (in_text, in_comment) = (false, false),
            '\\' if in_text => escaped = true,
            '"' if !in_comment => in_text = !in_text,
            '#' if !in_text => in_comment = true,
            _ => {}
        }
        let borders = [' ', '\n', '{', '}', '(', ')', '[', ']', ',', '|'];
        if !in_text && !in_comment && borders.contains(&sign) {
            found.push(at + 1);
        }
    }
    found
}

fn comments(text: &str) -> Vec<String> {
    text.lines().filter_map(|line| line.split_once("#c").map(|(_, rest)| rest.trim().to_owned())).collect()
}

/// By itself; at all borders is the next test.
#[test]
fn a_comment_survives_wherever_it_stands() {
    for text in FILES {
        for at in borders(text).into_iter().step_by(if crate::tenth() { 70 } else { 7 }) {
            let with = format!("{}#c1\n{}", &text[..at], &text[at..]);
            let once = formatted(&with);
            assert_eq!(comments(&once), ["1"], "{at}");
            assert_eq!(formatted(&once), once, "{at}");
        }
    }
}

/// At all of them together.
#[test]
fn comments_keep_their_order() {
    for text in FILES {
        let mut with = text.to_owned();
        let borders = borders(text);
        for (number, at) in borders.iter().enumerate().rev() {
            with.insert_str(*at, &format!("#c{number}\n"));
        }
        let expected: Vec<String> = (0..borders.len()).map(|number| number.to_string()).collect();
        assert_eq!(comments(&formatted(&with)), expected);
    }
}

/// Indentation, blanks at line ends and empty lines as anybody may leave them.
fn scrambled(text: &str, dice: &[u8]) -> String {
    let mut dice = dice.iter().copied().cycle();
    let mut roll = |sides: u8| usize::from(dice.next().unwrap_or_default() % sides);
    let mut out = String::new();
    for line in text.lines() {
        let body = line.trim_start();
        out.push_str(&[" ", "\t", "   ", ""][roll(4)].repeat(roll(3)));
        let (mut in_text, mut blanks) = (false, 0_usize);
        for sign in body.chars() {
            if sign == ' ' && !in_text && !body.starts_with('#') && !body.contains("# ") {
                blanks += 1;
                continue;
            }
            // Two blanks part lines; one is one.
            let wide = if blanks >= 2 { 2 + roll(3) } else { blanks };
            out.extend(std::iter::repeat_n(' ', wide));
            blanks = 0;
            in_text ^= sign == '"';
            out.push(sign);
        }
        out.push_str(&" ".repeat(roll(3)));
        out.push_str(["\n", "\r\n"][roll(2)]);
        if body.is_empty() {
            out.push_str(&"\n".repeat(roll(3)));
        }
    }
    out
}

proptest! {
    #[test]
    fn whatever_the_blanks_were_the_style_is_one(
        file in 0_usize..6,
        dice in prop::collection::vec(any::<u8>(), 40..200),
    ) {
        let text = FILES[file];
        prop_assert_eq!(formatted(&scrambled(text, &dice)), text);
    }

    /// Also of files that cannot be read.
    #[test]
    fn formatting_twice_changes_nothing_more(
        file in 0_usize..FILES.len(),
        cuts in prop::collection::vec((any::<prop::sample::Index>(), 0_usize..12, "[{}\\[\\]\"(),.:|#=> a-z0-9\n-]{0,3}"), 0..5),
    ) {
        let mut signs: Vec<char> = FILES[file].chars().collect();
        for (place, length, with) in cuts {
            let from = place.index(signs.len());
            let until = (from + length).min(signs.len());
            signs.splice(from..until, with.chars());
        }
        let text: String = signs.into_iter().collect();
        let once = formatted(&text);
        prop_assert_eq!(formatted(&once), once);
    }

    #[test]
    fn any_text_can_be_formatted(text in "\\PC{0,120}") {
        let once = formatted(&text);
        prop_assert_eq!(formatted(&once), once);
    }
}

/// Whether a brace is missing behind a text that is not closed does not depend on the blanks at the line's end.
#[test]
fn blanks_behind_an_open_text_change_nothing() {
    let text = FILES[4].replace("route all {", "route al\" ").replace("ratio > 1  assign", "ratio >sign");
    let once = formatted(&text);
    assert_eq!(formatted(&once), once);
}

/// The meaning is what it was.
#[test]
fn a_formatted_policy_means_the_same() {
    use pointsman::{Compiler, Source};
    let print = |text: &str| {
        let rules = Compiler::new().add(Source::new("x.route", text)).compile().expect("a policy");
        rules.fingerprint().to_owned()
    };
    for text in [FILES[2], FILES[4]] {
        let scrambled = scrambled(text, &[7, 2, 9, 200, 31, 5]);
        assert_eq!(print(&formatted(&scrambled)), print(text));
        assert_eq!(print(&scrambled), print(text));
    }
}
