//! Repairs that keep the meaning, applied.

use crate::compiler::Compiler;
use crate::text::{Diagnostics, Edit, Severity, Source, Sources};

/// Rounds after which nothing more is tried: a repair may bring to light what stood behind it, and no honest text has
/// more than a few such layers.
const ROUNDS: usize = 32;

/// A text of a policy before and after its repairs.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Mended {
    /// As it was.
    pub before: Source,
    /// As it is now.
    pub after: Source,
    /// What was repaired, in the words of the findings, in the order in which it was done.
    pub repairs: Vec<String>,
}

impl Compiler {
    /// Applies the repairs that keep the meaning, as often as new ones are found, and gives back the texts that changed.
    ///
    /// No text gets worse: a repair that does not end its finding, that makes a text less readable, or that adds errors
    /// where there were none, is left out. Data files stay as they are. Applied to its own results it changes nothing.
    ///
    /// ```
    /// use pointsman::{Compiler, Source};
    /// let text = "pointsman 1\nlead { id: text  country: country optional }\nqueue triage\n\
    ///             route a { rule b { when country is [DE, AT]  assign queue triage } otherwise { assign queue triage } }\n";
    /// let mended = Compiler::new().add(Source::new("a.route", text)).mended();
    /// assert_eq!(mended[0].after.text(), text.replace("is [", "in ["));
    /// ```
    pub fn mended(&self) -> Vec<Mended> {
        let mut now = self.clone();
        let mut repairs: Vec<Vec<String>> = vec![Vec::new(); self.texts().len()];
        let mut found = findings(&now);
        for _ in 0..ROUNDS {
            let before: Vec<usize> = repairs.iter().map(Vec::len).collect();
            for (place, done) in repairs.iter_mut().enumerate() {
                let Some(name) = now.texts().get(place).map(|source| source.name().to_owned()) else { continue };
                let all = offered(&found, place);
                // All at once; where that does harm, one by one.
                let (next, better) = match attempt(&now, &name, &all, &found) {
                    Some((next, better)) => {
                        done.extend(all.iter().map(|(message, _)| message.clone()));
                        (next, better)
                    }
                    None => match all
                        .iter()
                        .find_map(|one| Some((one, attempt(&now, &name, std::slice::from_ref(one), &found)?)))
                    {
                        Some(((message, _), (next, better))) => {
                            done.push(message.clone());
                            (next, better)
                        }
                        None => continue,
                    },
                };
                now = next;
                found = better;
            }
            if repairs.iter().map(Vec::len).eq(before) {
                break;
            }
        }
        let changed = self.texts().iter().zip(now.texts()).zip(repairs).filter(|((before, after), _)| before != after);
        changed
            .map(|((before, after), repairs)| Mended { before: before.clone(), after: after.clone(), repairs })
            .collect()
    }
}

fn findings(compiler: &Compiler) -> (Sources, Diagnostics) {
    let review = compiler.clone().review();
    (review.sources().clone(), review.findings_of_texts())
}

/// The repairs of one text that do not overlap, each with the finding that it ends.
fn offered((sources, found): &(Sources, Diagnostics), place: usize) -> Vec<(String, Vec<Edit>)> {
    let mut taken: Vec<Edit> = Vec::new();
    let mut all = Vec::new();
    for finding in found {
        let Some(fix) = finding.fixes.iter().find(|fix| fix.keeps_meaning) else { continue };
        let own = |edit: &Edit| usize::try_from(edit.span.source.index()) == Ok(place);
        let apart = |edit: &Edit| {
            let beside = |other: &Edit| edit.span.end <= other.span.start || other.span.end <= edit.span.start;
            taken.iter().all(|other| edit.span != other.span && beside(other))
        };
        let changes = |edit: &Edit| sources.slice(edit.span) != edit.text;
        if fix.edits.iter().all(|edit| own(edit) && apart(edit)) && fix.edits.iter().any(changes) {
            taken.extend(fix.edits.iter().cloned());
            all.push((finding.message.clone(), fix.edits.clone()));
        }
    }
    all
}

/// The policy with some repairs of one text, when that leaves less to be told and no more errors.
#[allow(clippy::type_complexity, reason = "a policy and its findings")]
fn attempt(
    now: &Compiler,
    name: &str,
    repairs: &[(String, Vec<Edit>)],
    (_, found): &(Sources, Diagnostics),
) -> Option<(Compiler, (Sources, Diagnostics))> {
    let source = now.texts().iter().find(|source| source.name() == name)?;
    let mut edits: Vec<&Edit> = repairs.iter().flat_map(|(_, edits)| edits).collect();
    if edits.is_empty() {
        return None;
    }
    edits.sort_by_key(|edit| (edit.span.start, edit.span.end));
    let mut text = source.text().to_owned();
    for edit in edits.iter().rev() {
        let range = usize::try_from(edit.span.start).ok()?..usize::try_from(edit.span.end).ok()?;
        text.get(range.clone())?;
        text.replace_range(range, &edit.text);
    }
    let next = now.clone().replace(Source::new(name, text));
    let after = findings(&next);
    let gone = repairs.iter().all(|(message, _)| {
        let repaired = repairs.iter().filter(|(other, _)| other == message).count();
        let told = |found: &Diagnostics| found.iter().filter(|finding| finding.message == *message).count();
        told(&after.1).saturating_add(repaired) <= told(found)
    });
    let readable = unreadable(&after.1) <= unreadable(found) && (found.has_errors() || !after.1.has_errors());
    (gone && readable).then_some((next, after))
}

/// Findings about the text itself.
fn unreadable(found: &Diagnostics) -> usize {
    found.iter().filter(|finding| finding.severity == Severity::Error && finding.code.number() < 200).count()
}
