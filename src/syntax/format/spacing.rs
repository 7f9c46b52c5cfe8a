//! What stands between two pieces of a line: nothing, one blank, or the two blanks that part lines written as one.

use super::super::tokens::{Kind, LONG_SIGNS, Token};

/// The pieces of a line with the right blanks between them.
pub(in crate::syntax) fn joined(text: &str, line: &[Token]) -> String {
    let mut out = String::new();
    // Between the braces of `use acme.shared.{Industry, dach}`.
    let mut names = false;
    for (place, token) in line.iter().enumerate() {
        if let Some(before) = place.checked_sub(1).and_then(|place| line.get(place)) {
            let earlier = place.checked_sub(2).and_then(|place| line.get(place));
            let closes = names && token.text(text) == "}";
            let opens = names && before.text(text) == "{";
            if !closes && !opens {
                for _ in 0..blanks(text, earlier, *before, *token, line.get(place + 1)) {
                    out.push(' ');
                }
            }
            names = (names && !closes) || (before.text(text) == "." && token.text(text) == "{");
        }
        let piece = token.text(text);
        out.push_str(if token.kind == Kind::Strange { piece } else { piece.trim_end() });
    }
    out
}

fn blanks(text: &str, earlier: Option<&Token>, before: Token, token: Token, next: Option<&Token>) -> usize {
    let (left, right) = (before.text(text), token.text(text));
    let wide = token.start - before.end;
    if token.kind == Kind::Comment {
        return 2;
    }
    // What no rule of the language knows is left as it is.
    if matches!(before.kind, Kind::Strange) || matches!(token.kind, Kind::Strange) {
        return wide.min(2);
    }
    let (left_sign, right_sign) = (before.kind == Kind::Sign, token.kind == Kind::Sign);
    if left_sign && right_sign && left == "{" && right == "}" {
        return 0;
    }
    // Two signs that would be read as one.
    if left_sign && right_sign && wide > 0 && is_long(&format!("{left}{right}")) {
        return 1;
    }
    if right_sign {
        match right {
            "," | ")" | "]" | ":" | ";" => return 0,
            "(" | "[" if before.kind == Kind::Word && opens_behind(text, earlier, left) => return 1,
            // Whether a name and its bracket belong together is a matter of meaning.
            "(" | "[" | "." if !left_sign || matches!(left, ")" | "]" | ".") => return wide.min(1),
            ".." | "..<" => return usize::from(wide > 0 && before.kind == Kind::Word && !glued(&token, next)),
            "-" | "–" if between_times(text, before, next) => return 0,
            _ => {}
        }
    }
    if left_sign {
        match left {
            "(" | "[" | "!" => return 0,
            "." => return wide.min(1),
            ".." | "..<" if token.kind == Kind::Number || right_sign => return 0,
            ".." | "..<" => return wide.min(2),
            "-" if between_times(text, *earlier.unwrap_or(&before), Some(&token)) && token.kind == Kind::Number => {
                return 0;
            }
            "–" if token.kind == Kind::Number => return 0,
            "-" if is_prefix(text, earlier, before, token) => return 0,
            _ => {}
        }
    }
    if earlier.is_none() && heads(left) {
        return 1;
    }
    if wide >= 2 && parts_lines(before, left, token, right) { 2 } else { 1 }
}

/// Words that stand before a list or a bracket and are no names: `in [DE, AT]`, `and (`, `members ["ann"]`.
fn opens_behind(text: &str, earlier: Option<&Token>, word: &str) -> bool {
    let part = earlier.is_some_and(|earlier| earlier.text(text) == ".");
    let begins = earlier.is_none_or(|earlier| matches!(earlier.text(text), "{" | "}" | ")" | "]"));
    !part && (connects(word) || matches!(word, "default" | "of" | "has") || (word == "members" && begins))
}

fn is_long(signs: &str) -> bool {
    LONG_SIGNS.iter().any(|long| signs.starts_with(long) || signs.ends_with(long))
}

fn glued(token: &Token, next: Option<&Token>) -> bool {
    next.is_some_and(|next| next.start == token.end && next.kind == Kind::Sign)
}

/// `09:00-18:00`
fn between_times(text: &str, before: Token, after: Option<&Token>) -> bool {
    let is_time =
        |token: &Token| token.kind == Kind::Number && token.text(text).contains(':') && token.text(text).len() <= 5;
    is_time(&before) && after.is_some_and(is_time)
}

/// A minus that belongs to the value behind it: behind a sign, or written close to that value but not to what is before.
fn is_prefix(text: &str, earlier: Option<&Token>, minus: Token, value: Token) -> bool {
    let Some(earlier) = earlier else { return true };
    match earlier.kind {
        Kind::Sign => !matches!(earlier.text(text), ")" | "]" | "}"),
        Kind::Number => false,
        Kind::Word => {
            let word = earlier.text(text);
            connects(word) || matches!(word, "at" | "to" | "default" | "highest" | "lowest" | "weight")
        }
        _ => minus.start > earlier.end && value.start == minus.end,
    }
}

/// Whether two blanks here can part two lines that were written as one.
fn parts_lines(before: Token, left: &str, token: Token, right: &str) -> bool {
    let ends = match before.kind {
        Kind::Sign => matches!(left, "}" | "]" | ")" | ".." | "!"),
        Kind::Word => !connects(left),
        _ => true,
    };
    let begins = match token.kind {
        Kind::Word => {
            !matches!(right, "and" | "or" | "is" | "in" | "contains" | "within" | "because" | "else" | "then")
        }
        Kind::Text => true,
        _ => false,
    };
    ends && begins
}

/// Words behind which a line does not end.
fn connects(word: &str) -> bool {
    const JOIN: [&str; 21] = [
        "and", "or", "not", "in", "is", "when", "unless", "because", "else", "if", "then", "assign", "add", "subtract",
        "contains", "within", "expect", "given", "shadow", "disabled", "todo",
    ];
    JOIN.contains(&word)
}

/// Words that a name follows, at the start of a line.
fn heads(word: &str) -> bool {
    const HEADS: [&str; 24] = [
        "module",
        "use",
        "enum",
        "list",
        "lookup",
        "territory",
        "record",
        "derive",
        "classify",
        "table",
        "score",
        "grade",
        "hours",
        "calendar",
        "team",
        "queue",
        "sla",
        "match",
        "route",
        "main",
        "rule",
        "branch",
        "step",
        "test",
    ];
    HEADS.contains(&word)
}
