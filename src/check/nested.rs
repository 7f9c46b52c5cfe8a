//! Teams of teams: what is said of each rep belongs into the teams inside, where reps are.

use super::{Checker, wording};
use crate::domain::TeamId;
use crate::model::{Member, Members, Team, Uses};
use crate::syntax::tree::{self, TeamLine};
use crate::text::Span;

impl Checker<'_> {
    /// Refuses lines of a team of teams that only the reps of the teams inside could obey: they would have no effect.
    pub(super) fn nested_lines(&mut self, written: &tree::Team, team: &Team) {
        if !has_teams(team) {
            return;
        }
        let mut needs = team.needs.iter();
        for line in &written.lines {
            let (what, span): (&str, Span) = match line {
                TeamLine::HoursOfRep(span) => ("`hours of rep`", *span),
                TeamLine::Cap(cap) if matches!(cap.window, tree::CapWindow::AtOnce) => ("a cap `at once`", cap.span),
                TeamLine::Cap(cap) if cap.in_zone_of_rep => ("a cap `in zone of rep`", cap.span),
                TeamLine::ReserveFor(channel) => ("`reserve for`", channel.span),
                TeamLine::Needs { condition, .. } => {
                    let uses = needs.next().map(|need| Uses::of(&need.condition));
                    if uses.is_none_or(|uses| uses.fields.is_empty() && !uses.id) {
                        continue;
                    }
                    ("what is needed of a rep", condition.span)
                }
                _ => continue,
            };
            self.report(wording::nested_line(&team.name, what, span));
        }
    }

    /// Refuses to ask a team of teams for one of its reps.
    pub(super) fn no_team_of_teams(&mut self, id: TeamId, what: &str, span: Span) {
        if let Some(team) = self.model.teams.get(id.index()).filter(|team| has_teams(team)) {
            let finding = wording::nested_line(&team.name, what, span);
            self.report(finding);
        }
    }
}

fn has_teams(team: &Team) -> bool {
    matches!(&team.members, Members::Named(members) if members.iter().any(|one| matches!(one, Member::Team { .. })))
}
