//! Differences as text and as Markdown for a pull request.

use super::{Change, ItemChange, PolicyDiff};
use std::fmt;
use std::fmt::Write as _;

/// So many regions are printed as text.
const TOLD: usize = 60;

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
        if !self.state.is_empty() {
            writeln!(f, "\nwhat is remembered of teams")?;
        }
        for one in &self.state {
            writeln!(f, "  {}: state is {}", one.team, one.becomes)?;
        }
        if !self.elsewhere.is_empty() {
            writeln!(f, "\nleads that go elsewhere")?;
        }
        let routes = self.elsewhere.iter().any(|one| Some(&one.route) != self.elsewhere.first().map(|one| &one.route));
        for one in self.elsewhere.iter().take(TOLD) {
            let route = if routes { format!("in {}: ", one.route) } else { String::new() };
            writeln!(f, "  {route}{}: {} → {}\n      {}", one.leads, one.before, one.after, one.example)?;
        }
        if let Some(more) = self.elsewhere.len().checked_sub(TOLD).filter(|more| *more > 0) {
            writeln!(f, "  and {more} more")?;
        }
        if !self.left_open.is_empty() {
            writeln!(f, "\nit is not known whether these go elsewhere")?;
        }
        for one in self.left_open.iter().take(TOLD) {
            writeln!(f, "  {}: {}", one.leads, one.why)?;
        }
        if let Some(more) = self.left_open.len().checked_sub(TOLD).filter(|more| *more > 0) {
            writeln!(f, "  and {more} more")?;
        }
        for bound in self.not_tried.iter().chain(&self.bounds) {
            writeln!(f, "\nthere may be others: {bound}")?;
        }
        if self.exhaustive && !(self.elsewhere.is_empty() && self.left_open.is_empty()) {
            writeln!(f, "\nall others go where they went")?;
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
        if !self.state.is_empty() {
            text.push_str("\n#### What is remembered of teams\n\n| team | its state is |\n|---|---|\n");
        }
        for one in &self.state {
            let _ = writeln!(text, "| {} | {} |", code(&one.team), cell(&one.becomes));
        }
        if !self.elsewhere.is_empty() {
            text.push_str(
                "\n#### Leads that go elsewhere\n\n| leads | before | after | for example |\n|---|---|---|---|\n",
            );
        }
        for one in &self.elsewhere {
            let (leads, before, after) = (cell(&one.leads), cell(&one.before), cell(&one.after));
            let _ = writeln!(text, "| {leads} | {before} | {after} | {} |", code(&one.example));
        }
        if !self.left_open.is_empty() {
            text.push_str("\n#### Not known\n\n| leads | why |\n|---|---|\n");
        }
        for one in &self.left_open {
            let _ = writeln!(text, "| {} | {} |", cell(&one.leads), cell(&one.why));
        }
        for bound in self.not_tried.iter().chain(&self.bounds) {
            let _ = writeln!(text, "\nThere may be others: {bound}.");
        }
        if self.exhaustive && !(self.elsewhere.is_empty() && self.left_open.is_empty()) {
            text.push_str("\nAll others go where they went.\n");
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

/// Words in a cell of a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

/// Code in a cell of a table.
fn code(text: &str) -> String {
    let fence = if text.contains('`') { "``" } else { "`" };
    format!("{fence}{}{fence}", text.replace('|', "\\|"))
}
