//! Tests, test cases, properties.

use super::Reader;
use crate::syntax::blocks;
use crate::syntax::grammar::{Node, Rule};
use crate::syntax::tree::{Assign, Expect, ExpectKind, Given, Name, Property, RepFact, Test, TestCases};
use crate::text::Span;

impl Reader<'_> {
    pub(super) fn test(&mut self, node: &Node<'_>) -> Test {
        let (mut given, mut expect) = (Vec::new(), Vec::new());
        self.lines(node, blocks::TEST, &mut |reader, line, span| match line {
            Some(line) if line.rule() == Rule::given => given.push(reader.given(line)),
            Some(line) if line.rule() == Rule::expect => expect.push(reader.expect(line, span)),
            Some(_) => {}
            None => expect.push(Expect { negated: false, kind: ExpectKind::Bad, span }),
        });
        Test { title: self.own_text(node), todo: node.has(Rule::kw_todo), given, expect, span: self.span(node) }
    }

    pub(super) fn test_cases(&mut self, node: &Node<'_>) -> TestCases {
        let given: Vec<_> = node.children().filter(|line| line.rule() == Rule::given).collect();
        let given = given.iter().map(|line| self.given(line)).collect();
        let rows: Vec<_> = node.children().filter(|line| line.rule() == Rule::row).collect();
        let span = self.span(node);
        let table = self.table_body(&rows, span);
        TestCases { title: self.own_text(node), todo: node.has(Rule::kw_todo), given, table, span }
    }

    pub(super) fn property(&mut self, node: &Node<'_>) -> Property {
        let (mut given, mut expect, mut condition) = (Vec::new(), Vec::new(), None);
        self.lines(node, blocks::PROPERTY, &mut |reader, line, span| match line {
            Some(line) if line.rule() == Rule::given => given.push(reader.given(line)),
            Some(line) if line.rule() == Rule::expect => expect.push(reader.expect(line, span)),
            Some(line) if line.has(Rule::kw_where) => condition = Some(reader.expr_in(line)),
            Some(_) => {}
            None => expect.push(Expect { negated: false, kind: ExpectKind::Bad, span }),
        });
        let todo = node.has(Rule::kw_todo);
        Property { title: self.own_text(node), todo, given, condition, expect, span: self.span(node) }
    }

    fn given(&mut self, node: &Node<'_>) -> Given {
        let Some(body) = node.children().find(|part| part.rule() != Rule::kw_given) else { return Given::Bad };
        match body.rule() {
            Rule::given_lead => Given::Lead(self.set_fields(&body)),
            Rule::given_rep => self.given_rep(&body),
            Rule::given_snapshot => Given::Snapshot(self.own_text(&body)),
            Rule::given_now => Given::Now(self.expr_in(&body)),
            Rule::given_record => Given::Record { record: self.own_name(&body), values: self.set_fields(&body) },
            _ => Given::Setting { name: self.own_name(&body), value: self.expr_in(&body) },
        }
    }

    fn given_rep(&mut self, node: &Node<'_>) -> Given {
        let span = self.span(node);
        let id = node.children().find(|part| matches!(part.rule(), Rule::name | Rule::text));
        let id = id.map_or(Name { text: String::new(), span }, |id| self.wide_name(&id));
        let mut facts: Vec<RepFact> = Vec::new();
        self.lines(node, blocks::REP_FACTS, &mut |reader, line, _| {
            let Some(line) = line.filter(|line| line.rule() == Rule::rep_fact) else { return };
            let channel = reader.names(line).into_iter().nth(1);
            let (name, value) = (reader.own_name(line), reader.expr_in(line));
            let channel_text = |channel: &Option<Name>| channel.as_ref().map(|channel| channel.text.clone());
            let same = |known: &&RepFact| {
                known.name.text == name.text && channel_text(&known.channel) == channel_text(&channel)
            };
            if let Some(first) = facts.iter().find(same) {
                reader.twice(&name.text, name.span, first.name.span);
            }
            facts.push(RepFact { name, channel, value });
        });
        Given::Rep { id, facts, span }
    }

    fn set_fields(&mut self, node: &Node<'_>) -> Vec<Assign> {
        let mut values: Vec<Assign> = Vec::new();
        self.lines(node, blocks::SET_FIELDS, &mut |reader, line, _| {
            if let Some(line) = line.filter(|line| line.rule() == Rule::set_field) {
                let (name, value) = (reader.own_name(line), reader.expr_in(line));
                if let Some(first) = values.iter().find(|known| known.name.text == name.text) {
                    reader.twice(&name.text, name.span, first.name.span);
                }
                values.push(Assign { name, value });
            }
        });
        values
    }

    fn expect(&mut self, node: &Node<'_>, span: Span) -> Expect {
        let negated = node.has(Rule::expect_not);
        let body = node.children().find(|part| !matches!(part.rule(), Rule::kw_expect | Rule::expect_not));
        let kind = body.map_or(ExpectKind::Bad, |body| self.expect_kind(&body));
        Expect { negated, kind, span }
    }

    fn expect_kind(&mut self, body: &Node<'_>) -> ExpectKind {
        let names = |reader: &Self| -> Vec<Name> {
            let parts = body.children().filter(|part| matches!(part.rule(), Rule::name | Rule::rule_words));
            parts.map(|part| reader.wide_name(&part)).collect()
        };
        let span = self.span(body);
        let first = |names: Vec<Name>| names.into_iter().next().unwrap_or(Name { text: String::new(), span });
        match body.rule() {
            Rule::expect_rule => ExpectKind::Rule(first(names(self))),
            Rule::expect_path => ExpectKind::Path(names(self)),
            Rule::expect_to => {
                let what = body.child(Rule::assigned_kind);
                let what = what.map_or(Name { text: String::new(), span }, |what| self.wide_name(&what));
                ExpectKind::AssignedTo { what, value: self.expr_in(body) }
            }
            Rule::expect_assigned => ExpectKind::Assigned,
            Rule::expect_score => ExpectKind::Score { score: self.own_name(body), value: self.expr_in(body) },
            Rule::expect_sla => ExpectKind::Sla(self.own_name(body)),
            Rule::expect_tag => ExpectKind::Tag(self.own_text(body)),
            Rule::expect_note => ExpectKind::Note(self.own_text(body)),
            Rule::expect_outcome => ExpectKind::Outcome(self.own_name(body)),
            Rule::expect_explain => ExpectKind::Explain(self.own_text(body)),
            _ => ExpectKind::Condition(self.expr(body)),
        }
    }
}
