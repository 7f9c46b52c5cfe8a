//! `# allow W0301: reason`: comments that silence a warning at one place.

use super::{Code, Diagnostic, Diagnostics, Severity, Source, SourceId, Span};
use crate::catalogue::CodeHelp;

const UNUSED: Code = Code::warning(123);
const UNUSABLE: Code = Code::warning(124);

/// One comment that silences.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Allow {
    code: String,
    span: Span,
    /// The line that it speaks of, by bytes: its own, or where it stands alone the next line with something on it.
    line: Span,
    used: bool,
}

/// All of a policy.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Allows {
    all: Vec<Allow>,
}

impl Allows {
    /// Takes in the comments of one text; those that cannot be used are told.
    pub(crate) fn read<'c>(
        &mut self,
        id: SourceId,
        source: &Source,
        comments: impl IntoIterator<Item = (&'c str, Span)>,
    ) -> Diagnostics {
        let mut faults = Diagnostics::new();
        for (comment, span) in comments {
            let Some((code, reason)) = wanted(comment) else { continue };
            match fault(&code, reason) {
                Some((message, help)) => faults.push(Diagnostic::new(UNUSABLE, message, span, "").help(help)),
                None => self.all.push(Allow { code, span, line: line_of(id, source.text(), span), used: false }),
            }
        }
        faults
    }

    /// Leaves out what is silenced. A finding in data is silenced where the policy reads the data.
    pub(crate) fn apply(&mut self, findings: Diagnostics) -> Diagnostics {
        if self.all.is_empty() {
            return findings;
        }
        let mut left = Diagnostics::new();
        for finding in findings {
            let code = finding.code.to_string();
            let own = self.all.iter().any(|allow| allow.line.source == finding.primary.span.source);
            let spans: Vec<Span> = match finding.severity {
                Severity::Error => Vec::new(),
                Severity::Warning if own => vec![finding.primary.span],
                Severity::Warning => finding.secondary.iter().map(|label| label.span).collect(),
            };
            let silences = |allow: &Allow| {
                let within = |span: &Span| span.source == allow.line.source && allow.line.holds(span.start);
                allow.code == code && spans.iter().any(within)
            };
            match self.all.iter_mut().find(|allow| silences(allow)) {
                Some(allow) => allow.used = true,
                None => left.push(finding),
            }
        }
        left
    }

    /// Tells of comments that silenced nothing, of codes about which everything was asked.
    pub(crate) fn unused(&self, asked: impl Fn(&str) -> bool) -> Diagnostics {
        let mut found = Diagnostics::new();
        for allow in self.all.iter().filter(|allow| !allow.used && asked(&allow.code)) {
            let message = format!("there is no {} to allow here", allow.code);
            found.push(Diagnostic::new(UNUSED, message, allow.span, "silences nothing").suggest(allow.span, ""));
        }
        found
    }
}

/// The code and the reason of a comment that begins with `allow` and a code.
fn wanted(comment: &str) -> Option<(String, &str)> {
    let text = comment.strip_prefix('#')?.trim_start().strip_prefix("allow ")?.trim_start();
    let end = text.find(|sign: char| !sign.is_ascii_alphanumeric()).unwrap_or(text.len());
    let (code, rest) = text.split_at(end);
    let digits = code.strip_prefix(['R', 'W', 'r', 'w'])?;
    let looks = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    looks.then(|| (code.to_ascii_uppercase(), rest.trim_start().strip_prefix(':').unwrap_or_default().trim()))
}

/// Why it cannot be used, and what to write.
fn fault(code: &str, reason: &str) -> Option<(String, String)> {
    match CodeHelp::of(code).filter(|help| help.code == code) {
        None => Some((format!("there is no finding {code}"), "write the code that the finding shows".to_owned())),
        Some(_) if code.starts_with('R') => {
            Some((format!("{code} is an error and cannot be allowed"), "repair it, and delete this comment".to_owned()))
        }
        Some(_) if reason.is_empty() => {
            Some((format!("allowing {code} needs a reason"), format!("write `# allow {code}: why it is meant so`")))
        }
        Some(_) => None,
    }
}

fn line_of(id: SourceId, text: &str, comment: Span) -> Span {
    let at = usize::try_from(comment.start).unwrap_or(usize::MAX).min(text.len());
    let start = text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |newline| newline.saturating_add(1));
    let alone = text.get(start..at).is_some_and(|before| before.trim().is_empty());
    let place = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    let mut from = start;
    for line in text.get(start..).unwrap_or_default().split_inclusive('\n') {
        let said = line.trim();
        if !alone || !(said.is_empty() || said.starts_with('#')) {
            return Span::new(id, place(from), place(from.saturating_add(line.len())));
        }
        from = from.saturating_add(line.len());
    }
    Span::new(id, place(from), place(from))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allows(text: &str) -> (Allows, Diagnostics) {
        let source = Source::new("a.route", text);
        let comments = text.match_indices("# ").map(|(at, _)| {
            let rest = text[at..].lines().next().unwrap();
            let place = |at: usize| u32::try_from(at).unwrap();
            (rest, Span::new(SourceId::FIRST, place(at), place(at + rest.len())))
        });
        let mut all = Allows::default();
        let faults = all.read(SourceId::FIRST, &source, comments.collect::<Vec<_>>());
        (all, faults)
    }

    fn warning(at: usize) -> Diagnostics {
        let at = u32::try_from(at).unwrap();
        let mut found = Diagnostics::new();
        found.push(Diagnostic::new(Code::warning(301), "x", Span::new(SourceId::FIRST, at, at + 1), ""));
        found
    }

    #[test]
    fn on_its_own_line_or_on_the_next_with_something_on_it() {
        let text = "rule a { } # allow W0301: beside\n\n# allow w0301: above\n# more\n\nrule b { }\nrule c { }\n";
        let (mut all, faults) = allows(text);
        assert!(faults.is_empty(), "{faults:?}");
        assert!(all.apply(warning(0)).is_empty());
        assert_eq!(all.apply(warning(text.find("rule c").unwrap())).len(), 1);
        assert_eq!(all.unused(|_| true).len(), 1);
        assert!(all.apply(warning(text.find("rule b").unwrap())).is_empty());
        assert!(all.unused(|_| true).is_empty());
    }

    #[test]
    fn a_reason_is_required_and_prose_is_prose() {
        let text = "# allow W0301\n# allow W0301:  \n# allow R0201: no\n# allow W9999: none\n# allow weekends too\n";
        let (all, faults) = allows(text);
        assert!(all.all.is_empty());
        let told: Vec<&str> = faults.iter().map(|fault| fault.message.as_str()).collect();
        assert_eq!(
            told,
            [
                "allowing W0301 needs a reason",
                "allowing W0301 needs a reason",
                "R0201 is an error and cannot be allowed",
                "there is no finding W9999"
            ]
        );
    }
}
