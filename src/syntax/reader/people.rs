//! Hours, calendars, teams, queues, promises, matching.

use super::Reader;
use super::assign::read_period;
use crate::syntax::blocks;
use crate::syntax::grammar::{Node, Rule};
use crate::syntax::tree::{
    Calendar, Cap, CapWindow, Csv, DayRange, Dedupe, DedupeAction, DedupeClause, Expr, ExprKind, Hours, HoursLine,
    Match, MatchClause, Member, NewMembers, Period, Queue, Sla, SlaLine, Team, TeamLine, TimeBlock,
};

impl Reader<'_> {
    pub(super) fn hours(&mut self, node: &Node<'_>) -> Hours {
        let zone = node.child(Rule::hours_zone).map(|part| self.own_text(&part));
        let mut lines = Vec::new();
        self.lines(node, blocks::HOURS, &mut |reader, line, span| {
            let Some(line) = line else { return };
            lines.push(match line.rule() {
                Rule::hours_open => {
                    let (mut days, mut times) = (Vec::new(), Vec::new());
                    for part in line.children() {
                        match part.rule() {
                            Rule::day_range => days.push(reader.day_range(&part)),
                            Rule::time_block => times.push(reader.time_block(&part)),
                            _ => {}
                        }
                    }
                    HoursLine::Open { days, blocks: times, span }
                }
                Rule::closed_on => HoursLine::ClosedOn(reader.own_text(line)),
                Rule::closed => {
                    let dates: Vec<_> = line.children().filter(|part| part.rule() == Rule::date).collect();
                    let Some(from) = dates.first().map(|date| reader.date(date)) else { return };
                    let to = dates.get(1).map_or_else(|| from.clone(), |date| reader.date(date));
                    HoursLine::Closed { from, to, span }
                }
                _ => return,
            });
        });
        Hours { name: self.own_name(node), title: self.title(node), zone, lines }
    }

    pub(super) fn date(&self, node: &Node<'_>) -> Expr {
        Expr { kind: ExprKind::Date(node.text().to_owned()), span: self.span(node) }
    }

    fn day_range(&self, node: &Node<'_>) -> DayRange {
        let mut days = node.children().filter(|part| part.rule() == Rule::day).map(|part| match part.text() {
            "mon" => 0,
            "tue" => 1,
            "wed" => 2,
            "thu" => 3,
            "fri" => 4,
            "sat" => 5,
            _ => 6,
        });
        let from = days.next().unwrap_or(0);
        DayRange { from, to: days.next().unwrap_or(from), span: self.span(node) }
    }

    fn time_block(&mut self, node: &Node<'_>) -> TimeBlock {
        let clocks: Vec<_> = node.children().filter(|part| part.rule() == Rule::clock).collect();
        let mut minutes = clocks.iter().map(|clock| self.clock(clock));
        let (start, end) = (minutes.next().unwrap_or(0), minutes.next().unwrap_or(0));
        drop(minutes);
        TimeBlock { start, end, span: self.span(node) }
    }

    /// Minutes since midnight.
    fn clock(&mut self, node: &Node<'_>) -> u16 {
        let (hours, minutes) = node.text().split_once(':').unwrap_or(("0", "0"));
        let (hours, minutes) = (hours.parse().unwrap_or(0_u16), minutes.parse().unwrap_or(0_u16));
        if minutes > 59 || hours * 60 + minutes > 24 * 60 {
            let text = format!("`{}` is not a time of day", node.text());
            self.error(crate::syntax::codes::BAD_CELL, text, self.span(node), "from 00:00 to 24:00");
            return 0;
        }
        hours * 60 + minutes
    }

    pub(super) fn calendar(&mut self, node: &Node<'_>) -> Calendar {
        let name = self.own_text(node);
        let csv = self.csv_in(node);
        let csv = csv.unwrap_or(Csv { path: name.clone(), column: None, filter: None, span: name.span });
        Calendar { name, csv }
    }

    pub(super) fn team(&mut self, node: &Node<'_>) -> Team {
        let was = node.child(Rule::team_was).map(|part| self.own_name(&part));
        let mut lines = Vec::new();
        self.lines(node, blocks::TEAM, &mut |reader, line, span| match line {
            None => lines.push(TeamLine::Bad),
            Some(line) => lines.extend(reader.team_line(line, span)),
        });
        Team { name: self.own_name(node), title: self.title(node), was, lines }
    }

    fn team_line(&mut self, line: &Node<'_>, span: crate::text::Span) -> Option<TeamLine> {
        Some(match line.rule() {
            Rule::members_where => TeamLine::MembersWhere(self.expr_in(line)),
            Rule::members_named => {
                let members: Vec<_> = line.children().filter(|part| part.rule() == Rule::member_of).collect();
                TeamLine::Members(members.iter().map(|member| self.member(member)).collect(), span)
            }
            Rule::hours_of_rep => TeamLine::HoursOfRep(span),
            Rule::team_hours => TeamLine::Hours(self.own_name(line)),
            Rule::zone_line => TeamLine::Zone(self.own_text(line)),
            Rule::cap => TeamLine::Cap(Cap {
                channel: self.name_in(line),
                limit: self.expr_in(line),
                window: line.child(Rule::cap_window).map_or(CapWindow::AtOnce, |window| self.window(&window)),
                in_zone_of_rep: line.has(Rule::zone_of_rep),
                span,
            }),
            Rule::needs => TeamLine::Needs { condition: self.expr_in(line), first: self.duration_in(line) },
            Rule::new_members => {
                let start = if line.has(Rule::kw_zero) {
                    NewMembers::AtZero
                } else if line.has(Rule::kw_last) {
                    NewMembers::Last
                } else {
                    NewMembers::Level
                };
                TeamLine::NewMembers(start, span)
            }
            Rule::absences => TeamLine::Absences { owed: line.has(Rule::kw_owed), span },
            Rule::reserve => TeamLine::ReserveFor(self.own_name(line)),
            Rule::distribute => TeamLine::DistributeBy(self.strategy(&line.child(Rule::strategy)?)),
            _ => return None,
        })
    }

    fn window(&self, node: &Node<'_>) -> CapWindow {
        if let Some(rolling) = self.duration_in(node) {
            return CapWindow::Rolling(rolling);
        }
        node.child(Rule::period).map_or(CapWindow::AtOnce, |period| {
            let period: Period = read_period(&period);
            CapWindow::Per(period)
        })
    }

    fn member(&mut self, node: &Node<'_>) -> Member {
        match node.only_child().map(|first| first.rule()) {
            Some(Rule::kw_team) => {
                let weight = node.has(Rule::kw_weight).then(|| self.expr_in(node));
                Member::Team { name: self.own_name(node), weight }
            }
            Some(Rule::kw_queue) => Member::Queue(self.own_name(node)),
            _ => Member::Rep(self.own_text(node)),
        }
    }

    pub(super) fn queue(&mut self, node: &Node<'_>) -> Queue {
        let (mut managed_by, mut zone) = (None, None);
        if let Some(block) = node.child(Rule::queue_block) {
            self.lines(&block, blocks::QUEUE, &mut |reader, line, _| match line {
                Some(line) if line.rule() == Rule::managed_by => managed_by = reader.text_in(line),
                Some(line) if line.rule() == Rule::zone_line => zone = reader.text_in(line),
                _ => {}
            });
        }
        Queue { name: self.own_name(node), title: self.title(node), managed_by, zone }
    }

    pub(super) fn sla(&mut self, node: &Node<'_>) -> Sla {
        let mut lines = Vec::new();
        self.lines(node, blocks::SLA, &mut |reader, line, span| {
            let Some(line) = line else {
                lines.push(SlaLine::Bad);
                return;
            };
            lines.push(match line.rule() {
                Rule::on_clock => SlaLine::OnClock(reader.own_name(line)),
                Rule::first_touch => SlaLine::FirstTouch(reader.own_duration(line)),
                Rule::remind => SlaLine::RemindAt(reader.expr_in(line)),
                Rule::escalate => {
                    SlaLine::Escalate { after: reader.own_duration(line), to: reader.chain_in(line), span }
                }
                Rule::reassign => {
                    SlaLine::Reassign { after: reader.own_duration(line), to: reader.chain_in(line), span }
                }
                _ => return,
            });
        });
        Sla { name: self.own_name(node), title: self.title(node), lines }
    }

    pub(super) fn matching(&mut self, node: &Node<'_>) -> Match {
        let names = self.names(node);
        let record = self.own_name(node);
        let name = names.into_iter().nth(1).unwrap_or_else(|| record.clone());
        let (mut clauses, mut prefer) = (Vec::new(), Vec::new());
        self.lines(node, blocks::MATCH, &mut |reader, line, span| match line {
            Some(line) if line.rule() == Rule::match_clause => {
                let similarity = line.child(Rule::similarity).map(|part| reader.expr_in(&part));
                let condition = line.has(Rule::kw_when).then(|| reader.expr_in(line));
                clauses.push(MatchClause { by: reader.own_name(line), similarity, condition, span });
            }
            Some(line) if line.rule() == Rule::match_prefer => prefer.extend(reader.names(line)),
            _ => {}
        });
        Match { record, name, clauses, prefer }
    }

    pub(super) fn dedupe(&mut self, node: &Node<'_>) -> Dedupe {
        let mut clauses = Vec::new();
        self.lines(node, blocks::DEDUPE, &mut |reader, line, span| {
            let Some(line) = line.filter(|line| line.rule() == Rule::dedupe_clause) else { return };
            let action = if line.has(Rule::kw_attach) { DedupeAction::Attach } else { DedupeAction::Flag };
            let condition = reader.expr_in(line);
            clauses.push(DedupeClause { condition, within: reader.own_duration(line), action, span });
        });
        Dedupe { against: self.name_in(node), clauses, span: self.span(node) }
    }
}
