//! What every code means: cause, example, repair; one text file a family, so that they can be read and translated.
//!
//! An entry is a heading `R0103 Title`, lines that say the cause, lines `- ` and `+ ` with a wrong and a right piece of
//! policy, and lines `> ` with the repair. An empty line ends it.

use std::fmt;

const TEXTS: [&str; 5] = [
    include_str!("text.txt"),
    include_str!("names.txt"),
    include_str!("people.txt"),
    include_str!("logic.txt"),
    include_str!("data.txt"),
];

/// What a code means.
///
/// ```
/// let help = pointsman::CodeHelp::of("r0207").ok_or("no such code")?;
/// assert_eq!((help.code, help.title), ("R0207", "`is` with a list"));
/// assert_eq!(help.wrong, ["when country is [DE, AT, CH]"]);
/// assert_eq!(help.right, ["when country in [DE, AT, CH]"]);
/// # Ok::<(), &str>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CodeHelp {
    /// `R0207`.
    pub code: &'static str,
    /// In a few words.
    pub title: &'static str,
    /// Why it is a mistake.
    pub cause: String,
    /// A piece of policy that has it.
    pub wrong: Vec<&'static str>,
    /// The same piece, mended.
    pub right: Vec<&'static str>,
    /// What to do.
    pub repair: String,
}

impl CodeHelp {
    /// The entry of a code, in any case of letters. A code that is written with the other letter (`W` for `R`), or
    /// without one, is found too when its number belongs to one code only.
    pub fn of(code: &str) -> Option<Self> {
        let asked = code.trim().to_ascii_uppercase();
        if let Some(exact) = Self::all().find(|help| help.code == asked) {
            return Some(exact);
        }
        let number = asked.strip_prefix(['R', 'W']).unwrap_or(&asked);
        let number: u16 = number.parse().ok()?;
        let mut same = Self::all().filter(|help| help.code.get(1..).and_then(|own| own.parse().ok()) == Some(number));
        let only = same.next()?;
        same.next().is_none().then_some(only)
    }

    /// All entries, in the order of the files.
    pub fn all() -> impl Iterator<Item = Self> {
        TEXTS.iter().flat_map(|text| text.split("\n\n")).filter_map(Self::read)
    }

    fn read(entry: &'static str) -> Option<Self> {
        let mut lines = entry.trim_matches('\n').lines();
        let (code, title) = lines.next()?.split_once(' ')?;
        let mut help =
            Self { code, title, cause: String::new(), wrong: Vec::new(), right: Vec::new(), repair: String::new() };
        for line in lines {
            match line.split_at_checked(2) {
                Some(("- ", wrong)) => help.wrong.push(wrong),
                Some(("+ ", right)) => help.right.push(right),
                Some(("> ", repair)) => sentence(&mut help.repair, repair),
                _ => sentence(&mut help.cause, line),
            }
        }
        Some(help)
    }
}

fn sentence(text: &mut String, more: &str) {
    if !text.is_empty() {
        text.push(' ');
    }
    text.push_str(more);
}

impl fmt::Display for CodeHelp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}  {}\n\n{}\n", self.code, self.title, self.cause)?;
        for (heading, lines) in [("Example", &self.wrong), ("Better", &self.right)] {
            writeln!(f, "{heading}")?;
            lines.iter().try_for_each(|line| writeln!(f, "    {line}"))?;
        }
        write!(f, "\n{}", self.repair)
    }
}

#[cfg(test)]
mod tests {
    use super::CodeHelp;
    use std::collections::BTreeSet;

    #[test]
    fn every_entry_is_whole_and_short() {
        let all: Vec<CodeHelp> = CodeHelp::all().collect();
        assert!(all.len() > 100, "{}", all.len());
        let codes: BTreeSet<&str> = all.iter().map(|help| help.code).collect();
        assert_eq!(codes.len(), all.len(), "a code has two entries");
        for help in all {
            let whole = !help.cause.is_empty() && !help.wrong.is_empty() && !help.right.is_empty();
            assert!(whole && !help.repair.is_empty() && help.title.len() <= 90, "{help:?}");
            assert!(help.code.len() == 5 && help.code.starts_with(['R', 'W']), "{help:?}");
        }
    }

    #[test]
    fn either_letter_finds_it_where_one_code_has_the_number() {
        let code = |asked: &str| CodeHelp::of(asked).map(|help| help.code);
        assert_eq!(code("W0310"), Some("R0310"));
        assert_eq!(code("r0301"), Some("W0301"));
        assert_eq!(code("0207"), Some("R0207"));
        assert_eq!(code("210"), None, "R0210 and W0210 are two things");
        assert_eq!((code("w0210"), code("R0210")), (Some("W0210"), Some("R0210")));
        assert_eq!(code("R9999"), None);
        assert_eq!(code("über"), None);
    }
}
