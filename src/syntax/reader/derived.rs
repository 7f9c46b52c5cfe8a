//! Definitions, classes, scores, grades.

use super::Reader;
use crate::syntax::blocks;
use crate::syntax::grammar::{Node, Rule};
use crate::syntax::tree::{
    Band, Cell, CellKind, Classify, Derive, Expr, Grade, Points, Quoted, Score, ScoreBody, ScoreLine,
};

impl Reader<'_> {
    pub(super) fn derive(&mut self, node: &Node<'_>) -> Derive {
        let kind = node.child(Rule::kind).map(|kind| self.kind(&kind));
        Derive { name: self.own_name(node), title: self.title(node), kind, value: self.expr_in(node) }
    }

    pub(super) fn classify(&mut self, node: &Node<'_>) -> Classify {
        let kind = node.child(Rule::classify_as).and_then(|part| part.child(Rule::kind)).map(|kind| self.kind(&kind));
        let (mut arms, mut otherwise) = (Vec::new(), None);
        self.lines(node, blocks::CLASSIFY, &mut |reader, line, _| match line {
            Some(line) if line.rule() == Rule::arm => {
                let mut parts = reader.exprs(line).into_iter();
                if let (Some(value), Some(condition)) = (parts.next(), parts.next()) {
                    arms.push((value, condition));
                }
            }
            Some(line) if line.rule() == Rule::arm_otherwise => otherwise = Some(reader.expr_in(line)),
            _ => {}
        });
        Classify { name: self.own_name(node), title: self.title(node), kind, arms, otherwise }
    }

    pub(super) fn score(&mut self, node: &Node<'_>) -> Score {
        let body = match (node.child(Rule::score_scorer), node.child(Rule::score_block)) {
            (Some(scorer), _) => ScoreBody::Scorer(self.own_text(&scorer)),
            (None, Some(block)) => ScoreBody::Card(self.card(&block)),
            (None, None) => ScoreBody::Card(Vec::new()),
        };
        Score { name: self.own_name(node), title: self.title(node), body }
    }

    fn card(&mut self, node: &Node<'_>) -> Vec<ScoreLine> {
        let mut lines = Vec::new();
        self.lines(node, blocks::SCORE, &mut |reader, line, span| {
            let Some(line) = line else { return };
            lines.push(match line.rule() {
                Rule::start_at => ScoreLine::StartAt(reader.expr_in(line)),
                Rule::limit_to => ScoreLine::LimitTo(reader.expr_in(line)),
                Rule::points => ScoreLine::Points(Box::new(reader.points(line))),
                Rule::best_of => ScoreLine::BestOf { title: reader.title(line), lines: reader.best_of(line), span },
                _ => return,
            });
        });
        lines
    }

    fn best_of(&mut self, node: &Node<'_>) -> Vec<Points> {
        let mut lines = Vec::new();
        self.lines(node, blocks::BEST_OF, &mut |reader, line, _| {
            if let Some(line) = line.filter(|line| line.rule() == Rule::points) {
                let points = reader.points(line);
                lines.push(points);
            }
        });
        lines
    }

    fn points(&mut self, node: &Node<'_>) -> Points {
        let span = self.span(node);
        let bad = Expr { kind: crate::syntax::tree::ExprKind::Bad, span };
        let mut parts = self.exprs(node).into_iter();
        let points = parts.next().unwrap_or_else(|| bad.clone());
        let condition = parts.next().unwrap_or(bad);
        let because: Option<Quoted> = node.child(Rule::because).map(|part| self.own_text(&part));
        let halve = node.child(Rule::halve).map(|part| (self.own_duration(&part), self.expr_in(&part)));
        Points { subtract: node.has(Rule::kw_subtract), points, condition, because, halve, span }
    }

    pub(super) fn grade(&mut self, node: &Node<'_>) -> Grade {
        let mut bands = Vec::new();
        self.lines(node, blocks::GRADE, &mut |reader, line, span| {
            let Some(line) = line.filter(|line| line.rule() == Rule::band) else { return };
            let test = match line.child(Rule::cell_test) {
                Some(test) => reader.cell_test(&test),
                None => Cell { kind: CellKind::Bad, span },
            };
            bands.push(Band { name: reader.own_name(line), title: reader.title(line), test });
        });
        Grade { name: self.own_name(node), title: self.title(node), from: self.expr_in(node), bands }
    }
}
