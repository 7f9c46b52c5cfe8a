//! Leads, reps, records, enums, lists, lookups.

use super::Reader;
use crate::syntax::blocks;
use crate::syntax::codes;
use crate::syntax::grammar::{Node, Rule};
use crate::syntax::tree::{
    Csv, Enum, EnumValue, Expr, Field, FieldOption, KindName, List, ListBody, Lookup, LookupKey, Name, Record,
    Territory,
};
use crate::text::Diagnostic;

impl Reader<'_> {
    pub(super) fn fields(&mut self, node: &Node<'_>) -> Vec<Field> {
        let mut fields = Vec::new();
        self.lines(node, blocks::FIELDS, &mut |reader, line, _| {
            if let Some(line) = line.filter(|line| line.rule() == Rule::field) {
                let field = reader.field(line);
                fields.push(field);
            }
        });
        fields
    }

    pub(super) fn field(&mut self, node: &Node<'_>) -> Field {
        let span = self.span(node);
        let mut kind = None;
        let (mut options, mut said) = (Vec::new(), Vec::new());
        for part in node.children() {
            let place = self.span(&part);
            self.once(part.rule(), place, &mut said);
            options.push(match part.rule() {
                Rule::kind => {
                    kind = Some(self.kind(&part));
                    continue;
                }
                Rule::nothing => {
                    kind = Some(self.no_kind(node));
                    continue;
                }
                Rule::option_default if part.has(Rule::nothing) => {
                    let text = "`default` needs a value behind it";
                    self.error(codes::NEEDS, text, place, "which value stands in where a lead brings none?");
                    continue;
                }
                Rule::option_optional => FieldOption::Optional(place),
                Rule::option_default => FieldOption::Default(self.expr_in(&part)),
                Rule::option_from => FieldOption::From(self.own_text(&part)),
                Rule::option_normalize => FieldOption::Normalize(
                    part.children()
                        .filter(|word| word.rule() == Rule::normaliser)
                        .map(|word| self.wide_name(&word))
                        .collect(),
                ),
                Rule::option_missing => FieldOption::MissingWhen(self.texts(&part)),
                Rule::option_check => self.check(&part),
                Rule::option_private => FieldOption::Private(place),
                Rule::option_points => FieldOption::PercentPoints(place),
                Rule::option_comma => FieldOption::DecimalComma(place),
                _ => continue,
            });
        }
        let name = self.own_name(node);
        let kind = kind.unwrap_or_else(|| KindName { lists: 0, name: name.clone(), currency: None, span });
        Field { docs: self.docs(span), name, kind, options, span }
    }

    /// `company:` and nothing behind it.
    fn no_kind(&mut self, field: &Node<'_>) -> KindName {
        let name = self.own_name(field);
        let text = format!("field `{}` needs a kind behind the colon", name.text);
        let help = format!("write what it holds, as in `{}: text optional`", name.text);
        self.report(Diagnostic::new(codes::NEEDS, text, name.span, "what does it hold?").help(help));
        KindName { lists: 0, name: Name { text: String::new(), span: name.span }, currency: None, span: name.span }
    }

    fn check(&mut self, node: &Node<'_>) -> FieldOption {
        let mut or_invalid = node.has(Rule::or_invalid);
        let Some(written) = node.child(Rule::expr) else {
            return FieldOption::Check {
                condition: self.expr_in(node),
                message: self.text_in(node),
                or_invalid,
                span: self.span(node),
            };
        };
        // Without a message, `or invalid` stands at the end of the condition and is no part of it.
        let parts: Vec<Node<'_>> = written.children().collect();
        let condition = match parts.as_slice() {
            [rest @ .., sign, last] if !rest.is_empty() && sign.text() == "or" && last.text().trim() == "invalid" => {
                or_invalid = true;
                self.expr_of(&written, rest.len())
            }
            _ => self.expr(&written),
        };
        FieldOption::Check { condition, message: self.text_in(node), or_invalid, span: self.span(node) }
    }

    pub(super) fn kind(&mut self, node: &Node<'_>) -> KindName {
        let lists = node.children().filter(|part| part.rule() == Rule::list_of).count();
        let word = node.children().find(|part| matches!(part.rule(), Rule::name | Rule::exact_text));
        let span = self.span(node);
        let name = word.map_or(Name { text: String::new(), span }, |word| self.wide_name(&word));
        let currency = node.child(Rule::money_in).map(|part| self.own_name(&part));
        KindName { lists: u8::try_from(lists).unwrap_or(u8::MAX), name, currency, span }
    }

    pub(super) fn enumeration(&mut self, node: &Node<'_>) -> Enum {
        let mut values = Vec::new();
        self.lines(node, blocks::ENUM, &mut |reader, line, _| {
            if let Some(line) = line.filter(|line| line.rule() == Rule::enum_value) {
                let also = line.child(Rule::also).map(|also| reader.texts(&also)).unwrap_or_default();
                values.push(EnumValue { name: reader.own_name(line), title: reader.title(line), also });
            }
        });
        Enum { name: self.own_name(node), title: self.title(node), values }
    }

    pub(super) fn csv_in(&mut self, node: &Node<'_>) -> Option<Csv> {
        let csv = node.child(Rule::csv)?;
        let column = csv.child(Rule::csv_column).and_then(|column| {
            column
                .children()
                .find(|part| matches!(part.rule(), Rule::name | Rule::text))
                .map(|part| self.wide_name(&part))
        });
        let filter = csv.child(Rule::csv_where).map(|part| self.expr_in(&part));
        Some(Csv { path: self.own_text(&csv), column, filter, span: self.span(&csv) })
    }

    pub(super) fn list(&mut self, node: &Node<'_>) -> List {
        let body = match (self.csv_in(node), node.child(Rule::list)) {
            (Some(csv), _) => ListBody::Csv(csv),
            (None, Some(list)) => ListBody::Inline(self.exprs(&list)),
            (None, None) => ListBody::Bad,
        };
        List { name: self.own_name(node), title: self.title(node), body }
    }

    pub(super) fn lookup(&mut self, node: &Node<'_>) -> Lookup {
        let (mut keys, mut columns, mut rows) = (Vec::new(), Vec::new(), Vec::new());
        for line in node.children() {
            match line.rule() {
                Rule::lookup_key => {
                    let kind = line.child(Rule::kind).map(|kind| self.kind(&kind));
                    let name = self.own_name(&line);
                    let kind =
                        kind.unwrap_or(KindName { lists: 0, name: name.clone(), currency: None, span: name.span });
                    keys.push(LookupKey { name, kind, by_prefix: line.has(Rule::by_prefix) });
                }
                Rule::lookup_column => {
                    if let Some(field) = line.child(Rule::field) {
                        columns.push(self.field(&field));
                    }
                }
                Rule::row => rows.extend(self.lookup_row(&line)),
                _ => {}
            }
        }
        Lookup { name: self.own_name(node), title: self.title(node), csv: self.csv_in(node), keys, columns, rows }
    }

    pub(super) fn territory(&mut self, node: &Node<'_>) -> Territory {
        Territory { name: self.own_name(node), title: self.title(node), condition: self.expr_in(node) }
    }

    pub(super) fn record(&mut self, node: &Node<'_>) -> Record {
        let csv = self.csv_in(node);
        Record { name: self.own_name(node), title: self.title(node), csv, fields: self.fields(node) }
    }

    pub(super) fn costs(&mut self, node: &Node<'_>) -> Vec<(Name, Expr)> {
        let mut costs = Vec::new();
        self.lines(node, blocks::COSTS, &mut |reader, line, _| {
            if let Some(line) = line.filter(|line| line.rule() == Rule::cost) {
                let cost = reader.expr_in(line);
                costs.push((reader.own_name(line), cost));
            }
        });
        costs
    }
}

#[cfg(test)]
#[cfg(feature = "json")]
mod tests {
    use crate::{Compiler, Outcome, Request, Snapshot, Source};

    /// `or invalid` is the end of the option, whatever the condition before it.
    #[test]
    fn a_check_without_a_message_may_make_a_lead_invalid() {
        for (check, valid, invalid) in [
            ("check n >= 0 and n <= 9 or invalid", 9, 10),
            ("check n < 3 or n > 5 or invalid", 6, 4),
            ("check n >= 1 or invalid", 1, 0),
            ("check n >= 1 and n <= 9 \"One to nine\" or invalid", 9, 10),
            ("check not (n is 3) or invalid", 4, 3),
        ] {
            let text = format!(
                "pointsman 1\nlead {{ id: text  n: integer optional {check} }}\nqueue q\nroute r {{ otherwise {{ assign queue q }} }}\n"
            );
            let rules = Compiler::new().add(Source::new("r.route", text)).compile().expect(check);
            for (n, outcome) in [(valid, Outcome::Queued), (invalid, Outcome::Invalid)] {
                let lead = rules.lead_from_json(&format!("{{\"id\": \"1\", \"n\": {n}}}")).expect("a lead");
                let answer = rules.route(&Request::new(&lead), &Snapshot::default()).expect("an answer");
                assert_eq!(answer.outcome, outcome, "{check}: {n}");
            }
        }
    }
}
