//! The explanation as a sales manager reads it.

use super::explanation::{Candidate, Explained, LinkTried, ScoreLine, ScoreReason};
use crate::domain::{Assignment, Outcome};
use std::fmt::Write as _;

impl Explained {
    /// A page of text: who, by which rule, then facts, scores, rules, people, and what was not used.
    pub fn to_text(&self) -> String {
        let mut text = headline(&self.assignment);
        let told = &self.explanation;
        let mut section = self.reasons(&mut text).next("People");
        for link in &told.links {
            for line in link_lines(link) {
                section.line(&line);
            }
        }
        section = section.next("Not used");
        for link in &told.unused {
            section.line(&format!("else {link}"));
        }
        section = section.next("Data");
        for note in &self.assignment.data_notes {
            section.line(&format!("{}: {}", note.field, note.message));
        }
        // What data brought shall not steer a terminal.
        text.replace(|sign: char| sign.is_control() && sign != '\n', "\u{fffd}")
    }

    /// The part of it that does not depend on people, times and chance: the way, the promise's name, tags, facts, scores
    /// and rules. Golden explanations are kept in this form.
    pub fn to_golden(&self) -> String {
        let answer = &self.assignment;
        let mut text = format!("by {}\n", answer.path.join(" > "));
        if let Some(promise) = &answer.sla {
            let _ = writeln!(text, "sla {}", promise.name);
        }
        for tag in &answer.tags {
            let _ = writeln!(text, "tag {tag}");
        }
        text.push('\n');
        self.reasons(&mut text);
        text
    }

    /// Facts, scores and rules.
    fn reasons<'t>(&self, text: &'t mut String) -> Section<'t> {
        let told = &self.explanation;
        let mut section = Section { text, title: "Facts" };
        for fact in &told.facts {
            let value = fact.value.as_deref().unwrap_or("missing");
            let because = if fact.because.is_empty() { String::new() } else { format!("  ({})", fact.because) };
            section.line(&format!("{} {value}{because}", fact.name));
        }
        section = section.next("Score");
        for score in &told.scores {
            for line in score.lines_in_words() {
                section.line(&line);
            }
        }
        section = section.next("Rules");
        for rule in &told.rules {
            let indent = "  ".repeat(rule.depth);
            let judged = if rule.then == "decided" { "YES" } else { rule.judged };
            let then = match rule.then {
                "nobody available" => " — matched, nobody available",
                "spoke" => " — added its data",
                "handed over" => " — handed over",
                _ => "",
            };
            section.line(&format!("{indent}{:<28} {judged:<8}{}{then}", rule.name, rule.because));
        }
        if told.left_out > 0 {
            section.line(&format!("… and {} more", told.left_out));
        }
        section
    }
}

/// Lines under a title that is printed before the first of them.
struct Section<'t> {
    text: &'t mut String,
    title: &'static str,
}

impl<'t> Section<'t> {
    fn line(&mut self, line: &str) {
        let _ = writeln!(self.text, "{:<10} {}", self.title, line.trim_end());
        self.title = "";
    }

    fn next(self, title: &'static str) -> Self {
        Section { text: self.text, title }
    }
}

impl Explained {
    /// Who, on which way, by when: the first lines.
    pub(crate) fn headline(&self) -> String {
        headline(&self.assignment)
    }
}

fn headline(answer: &Assignment) -> String {
    let mut text = String::new();
    let by = match &answer.rule {
        Some(rule) => format!("   by {}", answer.path.join(" > ") + if answer.path.is_empty() { rule } else { "" }),
        None => String::new(),
    };
    let who = match (answer.outcome, &answer.rep, &answer.team, &answer.queue) {
        (Outcome::Assigned, Some(rep), Some(team), _) => format!("{rep} ({team})"),
        (Outcome::Assigned, Some(rep), None, _) => rep.to_string(),
        (Outcome::Queued, _, _, Some(queue)) => format!("queue {queue}"),
        (Outcome::Held, Some(rep), _, _) => format!("held for {rep}"),
        (Outcome::Held, None, _, Some(queue)) => format!("held in queue {queue}"),
        (outcome, ..) => outcome.word().to_owned(),
    };
    let _ = writeln!(text, "{who}{by}");
    if let Some(reason) = &answer.reason {
        let _ = writeln!(text, "Because: {reason}");
    }
    if let Some(promise) = &answer.sla
        && let Some(due) = promise.due
    {
        let _ = writeln!(text, "First touch by {due} ({})", promise.name);
    }
    if let Some(at) = answer.retry_at {
        let _ = writeln!(text, "Worth asking again at {at}");
    }
    text.push('\n');
    text
}

impl ScoreReason {
    /// "icp 70   10 start, +25 Mid-market company", and what was not given for want of data.
    pub(crate) fn lines_in_words(&self) -> Vec<String> {
        score_lines(self)
    }
}

fn score_lines(score: &ScoreReason) -> Vec<String> {
    let value = score.value.as_deref().unwrap_or("unknown");
    let mut given = Vec::new();
    let (mut less, mut missing) = (Vec::new(), Vec::new());
    if let Some(start) = score.start.as_deref().filter(|start| *start != "0") {
        given.push(format!("{start} start"));
    }
    for line in &score.lines {
        match line.judged {
            "yes" if line.given => given.push(format!("{} {}", line.points, line.because)),
            "yes" => {
                let group = line.best_of.as_ref().map(|title| format!(" ({title})")).unwrap_or_default();
                less.push(format!("{} {}{group}", line.points, line.because));
            }
            "unknown" => missing.push(format!("{} (unknown{})", line.because, for_want_of(line))),
            _ => {}
        }
    }
    given.extend(score.version.iter().map(|version| format!("version {version}")));
    given.extend(score.title.iter().map(|title| format!("\"{title}\"")));
    given.extend(score.from.iter().map(|number| format!("from {number}")));
    let mut lines = vec![format!("{} {value}   {}", score.name, given.join(", ")).trim_end().to_owned()];
    lines.extend(score.reasons.iter().map(|reason| format!("  {reason}")));
    if !less.is_empty() {
        lines.push(format!("  less than the best: {}", less.join(", ")));
    }
    if !missing.is_empty() {
        lines.push(format!("  not given: {}", missing.join(", ")));
    }
    lines
}

/// ": visit and employees are missing", where the line does not say so itself.
fn for_want_of(line: &ScoreLine) -> String {
    let says = |name: &str| {
        let rest =
            |part: &'_ str| part.strip_prefix(name).is_some_and(|rest| rest == " is missing" || rest.starts_with(": "));
        line.because.split(", ").any(rest)
    };
    let missing: Vec<&str> = line.missing.iter().map(AsRef::as_ref).filter(|name| !says(name)).collect();
    match &missing[..] {
        [] => String::new(),
        [one] => format!(": {one} is missing"),
        all => format!(": {} are missing", all.join(", ")),
    }
}

fn link_lines(link: &LinkTried) -> Vec<String> {
    let result = match link.result {
        "won" if link.same_rep => "the rep who had this before",
        "won" => "won",
        "waits" => "waits",
        "condition not met" => "condition not met",
        _ => "nobody available",
    };
    let mut lines = vec![format!("{}: {} — {result}", link.rule, link.words)];
    for candidate in &link.candidates {
        lines.push(format!("  {}", candidate_line(candidate)));
    }
    lines
}

fn candidate_line(candidate: &Candidate) -> String {
    if candidate.reasons.is_empty() {
        let keys: Vec<String> = candidate.keys.iter().map(|saw| format!("{} {}", saw.key, saw.seen)).collect();
        let mark = if candidate.taken { "→ " } else { "  " };
        return format!("{mark}{} ({}): {}", candidate.name, candidate.member, keys.join(", "));
    }
    let reasons: Vec<&str> = candidate.reasons.iter().map(|against| against.words.as_str()).collect();
    format!("  {} ({}): not now: {}", candidate.name, candidate.member, reasons.join(", "))
}
