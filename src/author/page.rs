//! An explanation as one page that needs nothing else: no network, no script, light and dark, fit for paper.

use super::junit::escaped;
use super::why_not::{Nearby, WhyNot};
use crate::route::{Candidate, Explained, LinkTried, RuleTried, ScoreReason};
use std::fmt::Write as _;

/// Nothing may be fetched; styles are in the page.
const HEAD: &str = r#"<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
"#;

const STYLE: &str = r"
:root { color-scheme: light dark; --ink: #1d2733; --soft: #66727f; --line: #d9dfe5; --yes: #1d7a46; --no: #9aa4ae; --gone: #a8322a; --back: #ffffff }
@media (prefers-color-scheme: dark) { :root { --ink: #e3e8ed; --soft: #97a3af; --line: #38424d; --yes: #5fc98d; --no: #77828d; --gone: #ef8b82; --back: #161b21 } }
@media print { :root { --ink: #000; --back: #fff } @page { margin: 15mm } }
body { font: 15px/1.45 system-ui, sans-serif; color: var(--ink); background: var(--back); max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
h1 { font-size: 1.5rem; margin: 0 } h2 { font-size: 1rem; margin: 1.8rem 0 .4rem; color: var(--soft) }
p { margin: .2rem 0 } table { border-collapse: collapse; width: 100% } th { text-align: left; font-weight: 600 }
td, th { padding: .25rem .8rem .25rem 0; border-bottom: 1px solid var(--line); vertical-align: top }
.soft { color: var(--soft) } .yes { color: var(--yes); font-weight: 600 } .no { color: var(--no) } .gone { color: var(--gone) }
.num { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap }
";

impl Explained {
    /// One page of HTML. Private values are hidden in it as they are everywhere. `why_not` and `nearest` are added where they
    /// were asked for.
    ///
    /// ```
    /// use pointsman::{Compiler, Request, Snapshot, Source};
    /// let text = "pointsman 1\nlead { id: text }\nqueue triage\nroute r { otherwise { assign queue triage } }\n";
    /// let rules = Compiler::new().add(Source::new("r.route", text)).compile()?;
    /// let lead = rules.lead(&[("id", "<L1>".into())]);
    /// let page = rules.explain(&Request::new(&lead), &Snapshot::default())?.to_html(None, &[]);
    /// assert!(page.starts_with("<!doctype html>") && page.contains("&lt;L1&gt;"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn to_html(&self, why_not: Option<&WhyNot>, nearest: &[Nearby]) -> String {
        let head = self.headline();
        let mut lines = head.lines().filter(|line| !line.is_empty());
        let title = lines.next().unwrap_or_default().trim();
        let lead = if self.assignment.lead.is_empty() { "A lead" } else { &self.assignment.lead };
        let mut page = format!(
            "<!doctype html>\n<html lang=\"en\">\n<head>\n{HEAD}<title>{}: {}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n",
            escaped(lead),
            escaped(title)
        );
        let _ = writeln!(page, "<p class=\"soft\">{}</p>\n<h1>{}</h1>", escaped(lead), escaped(title));
        for line in lines {
            let _ = writeln!(page, "<p>{}</p>", escaped(line));
        }
        for note in &self.assignment.notes {
            let _ = writeln!(page, "<p class=\"soft\">{}</p>", escaped(note));
        }
        self.facts(&mut page);
        scores(&mut page, &self.explanation.scores);
        rules(&mut page, &self.explanation.rules, self.explanation.left_out);
        people(&mut page, &self.explanation.links);
        list(&mut page, "Not used", self.explanation.unused.iter().map(|link| format!("else {link}")));
        let notes = self.assignment.data_notes.iter().map(|note| format!("{}: {}", note.field, note.message));
        list(&mut page, "Data", notes);
        if let Some(why) = why_not {
            let title = format!("Why not {}", why.asked);
            let change = match (&why.change, why.chosen) {
                (_, true) => "it is".to_owned(),
                (Some(change), _) => format!("would with {}: {}", change.changes.join(", "), change.goes),
                (None, _) => "no change of one or two fields that was tried would do".to_owned(),
            };
            list(&mut page, &title, why.because.iter().cloned().chain([change]));
        }
        if !nearest.is_empty() {
            page.push_str("<h2>Small changes that lead elsewhere</h2>\n<table>\n");
            for near in nearest {
                row(&mut page, &[("", &near.changes.join(", ")), ("soft", &near.goes)]);
            }
            page.push_str("</table>\n");
        }
        page.push_str("</body>\n</html>\n");
        page
    }

    fn facts(&self, page: &mut String) {
        if self.explanation.facts.is_empty() {
            return;
        }
        page.push_str("<h2>Facts</h2>\n<table>\n");
        for fact in &self.explanation.facts {
            let value = fact.value.as_deref().unwrap_or("missing");
            row(page, &[("", &fact.name), ("", value), ("soft", &fact.because)]);
        }
        page.push_str("</table>\n");
    }
}

/// A row of cells, each with its class.
fn row(page: &mut String, cells: &[(&str, &str)]) {
    page.push_str("<tr>");
    for (class, text) in cells {
        let class = if class.is_empty() { String::new() } else { format!(" class=\"{class}\"") };
        let _ = write!(page, "<td{class}>{}</td>", escaped(text));
    }
    page.push_str("</tr>\n");
}

fn list(page: &mut String, title: &str, lines: impl Iterator<Item = String>) {
    let mut lines = lines.peekable();
    if lines.peek().is_none() {
        return;
    }
    let _ = writeln!(page, "<h2>{}</h2>", escaped(title));
    for line in lines {
        let _ = writeln!(page, "<p>{}</p>", escaped(&line));
    }
}

fn scores(page: &mut String, scores: &[ScoreReason]) {
    if scores.is_empty() {
        return;
    }
    page.push_str("<h2>Score</h2>\n<table>\n");
    for score in scores {
        row(page, &[("", &score.name), ("num", score.value.as_deref().unwrap_or("unknown")), ("", "")]);
        if let Some(start) = score.start.as_deref().filter(|start| *start != "0") {
            row(page, &[("", ""), ("num soft", start), ("soft", "start")]);
        }
        for reason in
            score.version.iter().map(|version| format!("version {version}")).chain(score.reasons.iter().cloned())
        {
            row(page, &[("", ""), ("", ""), ("soft", &reason)]);
        }
        for line in score.lines.iter().filter(|line| line.judged != "no") {
            if line.judged == "yes" {
                row(page, &[("", ""), ("num", &line.points), ("", &line.because)]);
            } else {
                row(page, &[("", ""), ("num no", "unknown"), ("no", &line.because)]);
            }
        }
    }
    page.push_str("</table>\n");
}

fn rules(page: &mut String, rules: &[RuleTried], left_out: usize) {
    if rules.is_empty() {
        return;
    }
    page.push_str("<h2>Rules</h2>\n<table>\n");
    for rule in rules {
        let class = match (rule.then, rule.judged) {
            ("decided", _) => "yes",
            ("nobody available", _) => "gone",
            (_, "yes") => "",
            _ => "no",
        };
        let then = if rule.then.is_empty() { rule.judged } else { rule.then };
        let title = rule.title.as_deref().unwrap_or_default();
        let indent = "\u{2003}".repeat(rule.depth);
        row(
            page,
            &[(class, &format!("{indent}{}", rule.name)), ("soft", title), (class, then), ("soft", &rule.because)],
        );
    }
    page.push_str("</table>\n");
    if left_out > 0 {
        let _ = writeln!(page, "<p class=\"soft\">… and {left_out} more</p>");
    }
}

fn people(page: &mut String, links: &[LinkTried]) {
    if links.is_empty() {
        return;
    }
    page.push_str("<h2>People</h2>\n<table>\n");
    for link in links {
        let result = if link.same_rep { "the rep who had this before" } else { link.result };
        let class = if link.result == "won" { "yes" } else { "soft" };
        let words = format!("{}: {}", link.rule, link.words);
        row(page, &[("", &words), (class, result), ("", "")]);
        for candidate in &link.candidates {
            one(page, candidate);
        }
    }
    page.push_str("</table>\n");
}

fn one(page: &mut String, candidate: &Candidate) {
    let name = format!("\u{2003}{} ({})", candidate.name, candidate.member);
    if candidate.reasons.is_empty() {
        let keys: Vec<String> = candidate.keys.iter().map(|saw| format!("{} {}", saw.key, saw.seen)).collect();
        let (class, taken) = if candidate.taken { ("yes", "got it") } else { ("", "could have") };
        row(page, &[(class, &name), (class, taken), ("soft", &keys.join(", "))]);
    } else {
        let reasons: Vec<&str> = candidate.reasons.iter().map(|against| against.words.as_str()).collect();
        row(page, &[("no", &name), ("gone", "not now"), ("soft", &reasons.join(", "))]);
    }
}
