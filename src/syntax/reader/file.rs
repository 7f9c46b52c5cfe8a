//! A whole file: the first lines, then items.

use super::Reader;
use crate::syntax::blocks;
use crate::syntax::grammar::{Node, Rule};
use crate::syntax::tree::{Document, Item, ItemKind, ModuleLine, Use};
use crate::text::Span;

impl Reader<'_> {
    pub(in crate::syntax) fn file(&mut self, node: &Node<'_>) -> Document {
        let mut document = Document {
            source: self.origin.source(),
            edition: None,
            module: None,
            zone: None,
            uses: Vec::new(),
            items: Vec::new(),
            comments: Vec::new(),
        };
        self.lines(node, blocks::FILE, &mut |reader, line, span| match line {
            None => document.items.push(Item { docs: Vec::new(), kind: ItemKind::Bad, span }),
            Some(line) => reader.top(line, span, &mut document),
        });
        document
    }

    fn top(&mut self, line: &Node<'_>, span: Span, document: &mut Document) {
        match line.rule() {
            Rule::header => {
                let edition = line.child(Rule::edition).and_then(|edition| edition.text().parse().ok());
                document.edition = edition.map(|edition| (edition, span));
            }
            Rule::module_line => {
                let owner = line.child(Rule::module_owner).map(|owner| self.own_text(&owner));
                document.module = line.child(Rule::dotted).map(|name| ModuleLine {
                    name: self.dotted(&name),
                    title: self.title(line),
                    owner,
                    span,
                });
            }
            Rule::zone_line => document.zone = self.text_in(line),
            Rule::use_line => {
                let only = line.child(Rule::use_only).map(|only| self.names(&only));
                if let Some(module) = line.child(Rule::dotted).map(|module| self.dotted(&module)) {
                    document.uses.push(Use { module, only, span });
                }
            }
            _ => {
                if let Some(kind) = self.item(line) {
                    document.items.push(Item { docs: self.docs(span), kind, span });
                }
            }
        }
    }

    fn item(&mut self, node: &Node<'_>) -> Option<ItemKind> {
        Some(match node.rule() {
            Rule::lead_item => ItemKind::Lead(self.fields(node)),
            Rule::rep_item => ItemKind::Rep(self.fields(node)),
            Rule::enum_item => ItemKind::Enum(self.enumeration(node)),
            Rule::list_item => ItemKind::List(self.list(node)),
            Rule::lookup_item => ItemKind::Lookup(self.lookup(node)),
            Rule::territory_item => ItemKind::Territory(self.territory(node)),
            Rule::record_item => ItemKind::Record(self.record(node)),
            Rule::costs_item => ItemKind::ChannelCosts(self.costs(node)),
            Rule::derive_item => ItemKind::Derive(self.derive(node)),
            Rule::classify_item => ItemKind::Classify(self.classify(node)),
            Rule::table_item => ItemKind::Table(self.table(node)),
            Rule::score_item => ItemKind::Score(self.score(node)),
            Rule::grade_item => ItemKind::Grade(self.grade(node)),
            Rule::hours_item => ItemKind::Hours(self.hours(node)),
            Rule::calendar_item => ItemKind::Calendar(self.calendar(node)),
            Rule::team_item => ItemKind::Team(self.team(node)),
            Rule::queue_item => ItemKind::Queue(self.queue(node)),
            Rule::sla_item => ItemKind::Sla(self.sla(node)),
            Rule::match_item => ItemKind::Match(self.matching(node)),
            Rule::dedupe_item => ItemKind::Dedupe(self.dedupe(node)),
            Rule::route_item => ItemKind::Route(self.route(node)),
            Rule::test_item => ItemKind::Test(self.test(node)),
            Rule::cases_item => ItemKind::TestCases(self.test_cases(node)),
            Rule::property_item => ItemKind::Property(self.property(node)),
            _ => return None,
        })
    }
}
