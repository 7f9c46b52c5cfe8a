//! Differences as text and as Markdown for a pull request.

use super::{Change, ItemChange, PolicyDiff};
use std::fmt;
use std::fmt::Write as _;

impl ItemChange {
    /// `+`, `-` or `~`.
    pub const fn sign(&self) -> char {
        match self.change {
            Change::Added => '+',
            Change::Removed => '-',
            _ => '~',
        }
    }

    /// What happened to the item, beside its lines; empty when nothing did.
    pub fn how(&self) -> String {
        match &self.change {
            Change::Renamed { from } => format!("was called {from}"),
            Change::Moved { from, to, before } => {
                let before = before.as_ref().map_or_else(String::new, |before| format!(", before {before}"));
                format!("moved from place {from} to place {to}{before}")
            }
            Change::MovedFrom { place } => format!("stood {place}"),
            _ => String::new(),
        }
    }
}

impl fmt::Display for PolicyDiff {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for item in &self.items {
            let about = [item.place.clone(), item.how()].into_iter().filter(|text| !text.is_empty());
            let about = about.collect::<Vec<_>>().join(", ");
            writeln!(f, "{}", format!("{} {}   {about}", item.sign(), item.name).trim_end())?;
            for line in &item.lines {
                match (&line.before, &line.after) {
                    (Some(before), Some(after)) => writeln!(f, "    {before}   →   {after}")?,
                    (Some(before), None) => writeln!(f, "    - {before}")?,
                    (None, Some(after)) => writeln!(f, "    + {after}")?,
                    (None, None) => {}
                }
            }
        }
        writeln!(f, "= {} other items unchanged", self.unchanged)?;
        if let Some(reason) = &self.not_tried {
            writeln!(f, "\nno leads were tried: {reason}")?;
        }
        if !self.elsewhere.is_empty() {
            writeln!(f, "\nleads that go elsewhere (found at boundary values; there may be others)")?;
        }
        for one in &self.elsewhere {
            writeln!(f, "  {} → {}\n      {}", one.before, one.after, one.example)?;
        }
        if let Some(impact) = &self.impact {
            writeln!(
                f,
                "\n{} leads: {} same · {} elsewhere · {} other rep only · {} same place, another way",
                impact.leads, impact.same, impact.elsewhere, impact.other_rep, impact.other_way
            )?;
            for ((from, to, cause), count) in by_count(impact) {
                writeln!(f, "  {from} → {to}   {count}   because {cause}")?;
            }
        }
        Ok(())
    }
}

type Move<'i> = (&'i (String, String, String), u64);

/// The most frequent first.
fn by_count(impact: &super::Impact) -> Vec<Move<'_>> {
    let mut moves: Vec<Move<'_>> = impact.moves.iter().map(|(key, count)| (key, *count)).collect();
    moves.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    moves
}

impl PolicyDiff {
    /// For a pull request.
    pub fn to_markdown(&self) -> String {
        let mut text = String::from("### What changes in the policy\n\n");
        if self.items.is_empty() {
            text.push_str("Nothing that is said.\n");
        } else {
            text.push_str("| | item | change |\n|---|---|---|\n");
        }
        for item in &self.items {
            let mut cells: Vec<String> = vec![item.place.clone(), item.how()];
            for line in &item.lines {
                cells.push(match (&line.before, &line.after) {
                    (Some(before), Some(after)) => format!("{} → {}", code(before), code(after)),
                    (Some(before), None) => format!("without {}", code(before)),
                    (None, Some(after)) => format!("with {}", code(after)),
                    (None, None) => String::new(),
                });
            }
            cells.retain(|cell| !cell.is_empty());
            let _ = writeln!(text, "| {} | {} | {} |", item.sign(), code(&item.name), cells.join("<br>"));
        }
        let _ = writeln!(text, "\n{} other items are unchanged.", self.unchanged);
        if let Some(reason) = &self.not_tried {
            let _ = writeln!(text, "\nNo leads were tried: {reason}.");
        }
        if !self.elsewhere.is_empty() {
            text.push_str("\n#### Leads that go elsewhere\n\nFound at boundary values; there may be others.\n\n");
            text.push_str("| before | after | for example |\n|---|---|---|\n");
        }
        for one in &self.elsewhere {
            let _ = writeln!(text, "| {} | {} | {} |", one.before, one.after, code(&one.example));
        }
        if let Some(impact) = &self.impact {
            let _ = writeln!(
                text,
                "\n#### {} sample leads\n\n{} same, {} elsewhere, {} to another rep only, {} to the same place another way.",
                impact.leads, impact.same, impact.elsewhere, impact.other_rep, impact.other_way
            );
            if !impact.moves.is_empty() {
                text.push_str("\n| from | to | leads | because |\n|---|---|---|---|\n");
            }
            for ((from, to, cause), count) in by_count(impact) {
                let _ = writeln!(text, "| {from} | {to} | {count} | {} |", cause.replace('|', "\\|"));
            }
        }
        text
    }
}

/// Code in a cell of a table.
fn code(text: &str) -> String {
    let fence = if text.contains('`') { "``" } else { "`" };
    format!("{fence}{}{fence}", text.replace('|', "\\|"))
}
