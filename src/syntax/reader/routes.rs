//! Routes, rules, branches and their lines.

use super::Reader;
use crate::syntax::grammar::{Node, Rule as R};
use crate::syntax::tokens::tokens;
use crate::syntax::tree::{
    Block, Branch, BranchBody, Decision, Dotted, Name, Notify, Route, Rule, RuleLine, RuleLineKind, Statement,
    TakeOrder,
};
use crate::syntax::{blocks, codes};
use crate::text::{Diagnostic, Edit, Fix, Span};

impl Reader<'_> {
    pub(super) fn route(&mut self, node: &Node<'_>) -> Route {
        let (mut take, mut on_invalid, mut statements) = (None, None, Vec::new());
        self.lines(node, blocks::ROUTE, &mut |reader, line, span| match line {
            None => statements.push(Statement::Bad(span)),
            Some(line) => match line.rule() {
                R::take => take = Some(reader.take(line)),
                R::on_invalid => on_invalid = Some(reader.block(line)),
                _ => statements.extend(reader.statement(line, span)),
            },
        });
        Route {
            main: node.has(R::kw_main),
            name: self.own_name(node),
            title: self.title(node),
            take,
            on_invalid,
            statements,
            span: self.span(node),
        }
    }

    fn take(&mut self, node: &Node<'_>) -> TakeOrder {
        let keys: Vec<_> = node.children().filter(|part| part.rule() == R::take_key).collect();
        let keys = keys.iter().map(|key| (self.expr_in(key), key.has(R::kw_descending))).collect();
        TakeOrder { keys, span: self.span(node) }
    }

    fn statement(&mut self, node: &Node<'_>, span: Span) -> Option<Statement> {
        Some(match node.rule() {
            R::rule_stmt => Statement::Rule(self.rule(node, span)),
            R::step_stmt => Statement::Step(self.rule(node, span)),
            R::branch_stmt => Statement::Branch(self.branch(node, span)),
            R::otherwise_stmt => Statement::Otherwise { title: self.title(node), block: self.block(node), span },
            _ => return None,
        })
    }

    fn rule(&mut self, node: &Node<'_>, span: Span) -> Rule {
        Rule {
            docs: self.docs(span),
            shadow: node.has(R::kw_shadow),
            disabled: node.has(R::kw_disabled),
            name: self.own_name(node),
            title: self.title(node),
            block: self.block(node),
            span,
        }
    }

    fn branch(&mut self, node: &Node<'_>, span: Span) -> Branch {
        let mut conditions = Vec::new();
        for line in node.children().filter(|line| matches!(line.rule(), R::when_line | R::unless_line)) {
            let place = self.span(&line);
            conditions.extend(self.rule_line(&line, place));
        }
        let body = if let Some(uses) = node.child(R::branch_uses).and_then(|uses| uses.child(R::dotted)) {
            BranchBody::Uses(self.dotted(&uses))
        } else if let Some(block) = node.child(R::branch_block) {
            let mut statements = Vec::new();
            self.lines(&block, blocks::BRANCH, &mut |reader, line, span| match line {
                None => statements.push(Statement::Bad(span)),
                Some(line) => match reader.statement(line, span) {
                    Some(statement) => statements.push(statement),
                    None => conditions.extend(reader.rule_line(line, span)),
                },
            });
            BranchBody::Statements(statements)
        } else {
            BranchBody::Bad
        };
        Branch {
            docs: self.docs(span),
            disabled: node.has(R::kw_disabled),
            name: self.own_name(node),
            title: self.title(node),
            conditions,
            body,
            span,
        }
    }

    fn block(&mut self, node: &Node<'_>) -> Block {
        let Some(block) = node.child(R::rule_block) else {
            return Block { lines: Vec::new(), span: self.span(node) };
        };
        let mut lines = Vec::with_capacity(block.children().size_hint().0);
        self.lines(&block, blocks::RULE, &mut |reader, line, span| match line {
            None => lines.push(RuleLine { kind: RuleLineKind::Bad, span }),
            Some(line) => lines.extend(reader.rule_line(line, span)),
        });
        Block { lines, span: self.span(&block) }
    }

    fn rule_line(&mut self, node: &Node<'_>, span: Span) -> Option<RuleLine> {
        let reveal = node.has(R::reveal);
        let kind = match node.rule() {
            R::when_line => RuleLineKind::When(self.expr_in(node)),
            R::unless_line => RuleLineKind::Unless(self.expr_in(node)),
            R::if_habit => self.if_habit(node),
            R::active_line => {
                let date =
                    |rule| node.child(rule).and_then(|part| part.only_child()).map(|date| Box::new(self.date(&date)));
                let from = date(R::active_from);
                let one_day = !tokens(node.text()).any(|token| token.text(node.text()) == "..");
                RuleLineKind::Active { to: if one_day { from.clone() } else { date(R::active_to) }, from }
            }
            R::describe_line => RuleLineKind::Describe(self.own_text(node)),
            R::sla_line => RuleLineKind::Sla(self.own_name(node)),
            R::note_line => RuleLineKind::Note { text: self.own_text(node), reveal },
            R::tag_line => RuleLineKind::Tag(self.own_text(node)),
            R::notify_line => {
                let with = node.child(R::notify_with);
                RuleLineKind::Notify(Box::new(Notify {
                    channel: self.own_name(node),
                    to: self.own_text(node),
                    reveal: reveal || with.as_ref().is_some_and(|with| with.has(R::reveal)),
                    with: with.and_then(|with| self.text_in(&with)),
                }))
            }
            R::set_line => RuleLineKind::Set { name: self.own_name(node), value: Box::new(self.expr_in(node)) },
            _ => RuleLineKind::Decision(self.decision(node, reveal)?),
        };
        Some(RuleLine { kind, span })
    }

    fn decision(&mut self, node: &Node<'_>, reveal: bool) -> Option<Decision> {
        Some(match node.rule() {
            R::assign_line => Decision::Assign(self.chain_in(node)),
            R::disqualify_line => Decision::Disqualify { why: self.own_text(node), reveal },
            R::nurture_line => {
                Decision::Nurture { track: self.own_text(node), retry_after: self.duration_in(node).map(Box::new) }
            }
            R::attach_line => Decision::AttachTo(self.own_name(node)),
            R::keep_line => Decision::KeepOwner,
            R::go_to_line => Decision::GoTo(match node.child(R::dotted) {
                Some(dotted) => self.dotted(&dotted),
                None => Dotted { parts: Vec::<Name>::new(), span: self.span(node) },
            }),
            _ => return None,
        })
    }

    fn if_habit(&mut self, node: &Node<'_>) -> RuleLineKind {
        let condition = self.expr_in(node);
        let place = node.child(R::kw_if).map_or(self.span(node), |word| self.span(&word));
        let then = node.child(R::if_habit_then).map(|then| self.span(&then));
        let text = "a rule's condition starts with `when`";
        let label = "`if` is only used after a target: `assign owner of acct if available`";
        let mut finding = Diagnostic::new(codes::IF_HABIT, text, place, label);
        let mut edits = vec![Edit { span: place, text: "when".to_owned() }];
        if let Some(then) = then {
            finding = finding.also(then, "not needed: the next line is the action");
            let gap = Span { start: condition.span.end.min(then.start), ..then };
            edits.push(Edit { span: gap, text: String::new() });
        }
        finding.fixes.push(Fix { title: String::new(), edits, keeps_meaning: true });
        self.report(finding);
        RuleLineKind::When(condition)
    }
}
