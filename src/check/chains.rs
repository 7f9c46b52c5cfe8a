//! Assign chains: targets and what is said about them.

use super::context::Context;
use super::names::{Space, Thing};
use super::{Checker, wording};
use crate::domain::Kind;
use crate::model::{Available, Chain, Counts, Expr as Meaning, Ignoring, Link, SameRep, Target, TeamRef, Typed};
use crate::syntax::tree::{self, Expr, ExprKind, Ignorable, Modifier};
use jiff::SignedDuration;

/// How long a rep stays "the same" where nothing is said.
const SAME_REP_DAYS: i64 = 365;

impl Checker<'_> {
    /// `in_promise`: `manager of assignee` is allowed.
    pub(super) fn chain(&mut self, module: usize, links: &[tree::Link], in_promise: bool) -> Option<Chain> {
        let links: Vec<Option<Link>> = links.iter().map(|link| self.link(module, link, in_promise)).collect();
        let links: Option<Vec<Link>> = links.into_iter().collect();
        links.map(|links| Chain { links })
    }

    fn link(&mut self, module: usize, link: &tree::Link, in_promise: bool) -> Option<Link> {
        let target = self.target(module, link, in_promise);
        let words = super::literals::one_line(self.sources.slice(link.span)).into();
        let mut made = Link {
            target: target?,
            condition: None,
            available: Available::NotAsked,
            ignoring: Ignoring::default(),
            wait: None,
            same_rep: None,
            counts: None,
            words,
        };
        for modifier in &link.modifiers {
            self.modifier(module, &mut made, modifier)?;
        }
        let person = matches!(made.target, Target::Rep(_) | Target::ManagerOf(_) | Target::ManagerOfAssignee);
        if person
            && made.ignoring.caps
            && !matches!(made.available, Available::ForTeam(_))
            && let Some(span) = caps_span(link)
        {
            self.report(wording::ignoring_caps(span));
            return None;
        }
        Some(made)
    }

    fn target(&mut self, module: usize, link: &tree::Link, in_promise: bool) -> Option<Target> {
        Some(match &link.target {
            tree::Target::Team { team, by } => {
                let team = self.team_ref(module, team)?;
                let by = match by {
                    Some(strategy) => {
                        let made = self.strategy(module, strategy)?;
                        let of = if let TeamRef::Team(id) = &team { Some(*id) } else { None };
                        self.remember_shares(of, strategy, &made);
                        Some(made)
                    }
                    None => None,
                };
                Target::Team { team, by }
            }
            tree::Target::Rep(value) => Target::Rep(self.rep_value(module, value)?),
            tree::Target::OwnerOf(of) => Target::Rep(self.owner(module, of)?),
            tree::Target::ManagerOf(of) => Target::ManagerOf(self.rep_value(module, of)?),
            tree::Target::ManagerOfAssignee if in_promise => Target::ManagerOfAssignee,
            tree::Target::ManagerOfAssignee => {
                self.report(wording::assignee_here(link.span));
                return None;
            }
            tree::Target::Queue(name) => Target::Queue(self.queue_named(module, name)?),
            tree::Target::Hold { queue, up_to } => {
                let queue = match queue {
                    Some(name) => Some(self.queue_named(module, name)?),
                    None => None,
                };
                let up_to = match up_to {
                    Some(length) => Some(self.clock_length(length)?),
                    None => None,
                };
                Target::Hold { queue, up_to }
            }
            tree::Target::Bad => return None,
        })
    }

    /// A team by name; a value that gives a team where no team is called so.
    fn team_ref(&mut self, module: usize, expr: &Expr) -> Option<TeamRef> {
        if let ExprKind::Name(name) = &expr.kind {
            if let Some(Thing::Team(team)) = self.names.find(module, Space::Team, name) {
                return Some(TeamRef::Team(team));
            }
            let gives_team = self.names.find(module, Space::Value, name).is_some()
                || self.model.lead.fields.iter().any(|field| *field.name == **name && field.kind == Kind::Team);
            if !gives_team {
                let mut known: Vec<String> =
                    self.names.known(module, Space::Team).into_iter().map(str::to_owned).collect();
                known.extend(self.tables_of_teams(module));
                self.report(wording::unknown("team", name, expr.span, known.iter().map(String::as_str)));
                return None;
            }
        }
        let (value, kind) = self.value(expr, Some(&Kind::Team), &Context::lead(module))?;
        if kind.kind != Kind::Team {
            let found = crate::domain::kind_words(&kind.kind, &self.model.enums);
            self.report(wording::not_a_team(&found, expr.span));
            return None;
        }
        Some(TeamRef::Value(value))
    }

    fn tables_of_teams(&self, module: usize) -> Vec<String> {
        let all = self.names.known(module, Space::Value).into_iter();
        all.filter(|name| match self.names.find(module, Space::Value, name) {
            Some(Thing::Table(table)) => self
                .model
                .tables
                .get(table.index())
                .is_some_and(|table| table.outputs.iter().any(|output| output.kind == Kind::Team)),
            _ => false,
        })
        .map(str::to_owned)
        .collect()
    }

    fn rep_value(&mut self, module: usize, expr: &Expr) -> Option<Meaning> {
        let (value, kind) = self.value(expr, Some(&Kind::Rep), &Context::lead(module))?;
        self.must_be_rep(value, &kind, expr)
    }

    fn must_be_rep(&mut self, value: Meaning, kind: &Typed, expr: &Expr) -> Option<Meaning> {
        if kind.kind == Kind::Rep {
            return Some(value);
        }
        let found = crate::domain::kind_words(&kind.kind, &self.model.enums);
        self.report(wording::not_a_rep(&found, expr.span));
        None
    }

    /// `owner of acct`, `owner of named[key]`: their column `owner`, else their only column of reps.
    fn owner(&mut self, module: usize, of: &Expr) -> Option<Meaning> {
        match &of.kind {
            ExprKind::Name(name) => {
                if let Some(Thing::Match(matched)) = self.names.find(module, Space::Value, name) {
                    let schema = self.matched_schema(matched);
                    let place = self.owner_column(&schema, name, of)?;
                    return Some(Meaning::Matched { matched, field: crate::domain::FieldId::at(place) });
                }
            }
            ExprKind::Index { of: base, key } => {
                if let ExprKind::Name(name) = &base.kind
                    && let Some(Thing::Lookup(lookup)) = self.names.find(module, Space::Value, name)
                {
                    let (key, _) = self.lookup_key(lookup, key, &Context::lead(module))?;
                    let columns = self.model.lookups.get(lookup.index())?.columns.clone();
                    let column = self.owner_column(&columns, name, of)?;
                    return Some(Meaning::Lookup { lookup, key: Box::new(key), column });
                }
            }
            _ => {}
        }
        self.rep_value(module, of)
    }

    fn owner_column(&mut self, schema: &crate::domain::Schema, name: &str, of: &Expr) -> Option<usize> {
        let is_rep = |place: &usize| schema.fields.get(*place).is_some_and(|field| field.kind == Kind::Rep);
        let owner = schema.fields.iter().position(|field| &*field.name == "owner").filter(is_rep);
        let reps: Vec<usize> = (0..schema.fields.len()).filter(is_rep).collect();
        match (owner, reps.as_slice()) {
            (Some(owner), _) => Some(owner),
            (None, [only]) => Some(*only),
            _ => {
                self.report(wording::no_owner(name, of.span));
                None
            }
        }
    }

    fn modifier(&mut self, module: usize, link: &mut Link, modifier: &Modifier) -> Option<()> {
        match modifier {
            Modifier::IfAvailable { for_team, .. } => {
                link.available = match for_team {
                    Some(team) => {
                        let id = self.team_named(module, team)?;
                        self.no_team_of_teams(id, "`available for team`", team.span);
                        Available::ForTeam(id)
                    }
                    None => Available::Asked,
                };
            }
            Modifier::If(condition) => {
                let more = self.condition(condition, &Context::lead(module));
                link.condition = Some(Box::new(match link.condition.take() {
                    Some(known) => crate::model::Cond::All(vec![*known, more]),
                    None => more,
                }));
            }
            Modifier::Ignoring(all) => {
                for (what, _) in all {
                    match what {
                        Ignorable::Caps => link.ignoring.caps = true,
                        Ignorable::Hours => link.ignoring.hours = true,
                        Ignorable::Capacity => link.ignoring.capacity = true,
                        Ignorable::Away => link.ignoring.away = true,
                    }
                }
            }
            Modifier::WaitUpTo(length) => {
                link.wait = Some(self.clock_length(length)?);
                if self.model.created_field.is_none() {
                    self.report(wording::waits_without_created(length.span));
                }
            }
            Modifier::SameRep { key, within, follow_last, span } => {
                if !matches!(link.target, Target::Team { .. }) {
                    self.report(wording::same_rep_of_team(*span));
                    return None;
                }
                if let Target::Team { team: TeamRef::Team(id), .. } = &link.target {
                    self.no_team_of_teams(*id, "`same rep for`", *span);
                }
                let name = self.words_of(key).into();
                let (value, kind) = self.value(key, None, &Context::lead(module))?;
                let within = match within {
                    Some(length) => self.clock_length(length)?,
                    None => SignedDuration::from_hours(24 * SAME_REP_DAYS),
                };
                let same = SameRep { key: value, name, within, follow_last: *follow_last, hashed: kind.private };
                link.same_rep = Some(Box::new(same));
            }
            Modifier::Counts { as_turn, team, .. } => {
                link.counts = Some(Counts { team: self.team_named(module, team)?, as_turn: *as_turn });
            }
        }
        Some(())
    }
}

fn caps_span(link: &tree::Link) -> Option<crate::text::Span> {
    link.modifiers.iter().find_map(|modifier| match modifier {
        Modifier::Ignoring(all) => all.iter().find(|(what, _)| *what == Ignorable::Caps).map(|(_, span)| *span),
        _ => None,
    })
}
