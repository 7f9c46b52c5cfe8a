//! Conditions: which comparisons make sense, and what they mean.

use super::context::Context;
use super::names::{Space, Thing};
use super::values::comparable;
use super::{Checker, wording};
use crate::domain::{Kind, RegexId, Value};
use crate::model::{Comparison, Cond, Expr as Meaning, Pattern, Set, SetItem, Typed};
use crate::syntax::tree::{Comparison as Sign, Expr, ExprKind, State};
use crate::text::Span;

impl Checker<'_> {
    /// What a condition means; one that is not understood was reported and is taken as never holding.
    pub(super) fn condition(&mut self, expr: &Expr, context: &Context) -> Cond {
        self.condition_of(expr, context).unwrap_or(Cond::Always(false))
    }

    pub(super) fn condition_of(&mut self, expr: &Expr, context: &Context) -> Option<Cond> {
        match &expr.kind {
            ExprKind::AllOf(parts) | ExprKind::AnyOf(parts) | ExprKind::NoneOf(parts) if parts.is_empty() => {
                self.report(wording::empty_group(expr.span));
                None
            }
            ExprKind::And(parts) | ExprKind::AllOf(parts) => Some(Cond::All(self.conditions(parts, context)?)),
            ExprKind::Or(parts) | ExprKind::AnyOf(parts) => Some(Cond::Any(self.conditions(parts, context)?)),
            ExprKind::NoneOf(parts) => Some(Cond::Not(Box::new(Cond::Any(self.conditions(parts, context)?)))),
            ExprKind::Not(inner) => Some(Cond::Not(Box::new(self.condition_of(inner, context)?))),
            ExprKind::Compare { operator, operator_span, left, right } => {
                self.comparison(*operator, *operator_span, left, right, expr, context)
            }
            ExprKind::WithinLast { value, back } => {
                let value = self.value(value, Some(&Kind::DateTime), context);
                let back = self.clock_length(back);
                let (value, kind) = value?;
                if !matches!(kind.kind, Kind::Date | Kind::DateTime) {
                    self.report(wording::within_last(expr.span));
                    return None;
                }
                Some(Cond::WithinLast(value, back?, self.module_zone(context.module)))
            }
            ExprKind::State { value, state, negated } => self.state(value, *state, *negated, context),
            ExprKind::Call(call) if call.function.text == "in_territory" => {
                self.in_territory(&call.arguments, call.function.span, context)
            }
            ExprKind::Bad => None,
            // Values, of which `value` makes no condition again.
            ExprKind::Name(_)
            | ExprKind::Text(_)
            | ExprKind::Number(_)
            | ExprKind::Percent(_)
            | ExprKind::Bool(_)
            | ExprKind::Date(_)
            | ExprKind::Time(_)
            | ExprKind::LocalTime(_)
            | ExprKind::Instant(_)
            | ExprKind::Duration(_)
            | ExprKind::List(_)
            | ExprKind::Range { .. }
            | ExprKind::Member { .. }
            | ExprKind::Index { .. }
            | ExprKind::Call(_)
            | ExprKind::Default { .. }
            | ExprKind::HourAt(_)
            | ExprKind::Negative(_)
            | ExprKind::Arithmetic { .. } => self.truth(expr, context),
        }
    }

    fn conditions(&mut self, parts: &[Expr], context: &Context) -> Option<Vec<Cond>> {
        let all: Vec<Option<Cond>> = parts.iter().map(|part| self.condition_of(part, context)).collect();
        all.into_iter().collect()
    }

    /// A value that is yes or no by itself.
    fn truth(&mut self, expr: &Expr, context: &Context) -> Option<Cond> {
        let (value, kind) = self.value(expr, Some(&Kind::Boolean), context)?;
        match value {
            Meaning::Condition(condition) => Some(*condition),
            Meaning::Literal(Value::Bool(known)) => Some(Cond::Always(known)),
            value if kind.kind == Kind::Boolean => Some(Cond::Truth(value)),
            _ => {
                let found = crate::domain::kind_words(&kind.kind, &self.model.enums);
                self.report(wording::no_condition(&found, expr.span));
                None
            }
        }
    }

    fn in_territory(&mut self, arguments: &[Expr], span: Span, context: &Context) -> Option<Cond> {
        if let [Expr { kind: ExprKind::Name(name), span }] = arguments {
            if let Some(Thing::Territory(id)) = self.names.find(context.module, Space::Value, name) {
                return Some(Cond::InTerritory(id));
            }
            let known = self.known_territories(context.module);
            self.report(wording::unknown("territory", name, *span, known.iter().map(String::as_str)));
            return None;
        }
        self.report(wording::function("in_territory", span));
        None
    }

    fn known_territories(&self, module: usize) -> Vec<String> {
        let all = self.names.known(module, Space::Value).into_iter();
        all.filter(|name| matches!(self.names.find(module, Space::Value, name), Some(Thing::Territory(_))))
            .map(str::to_owned)
            .collect()
    }

    fn state(&mut self, value: &Expr, state: State, negated: bool, context: &Context) -> Option<Cond> {
        let named = match &value.kind {
            ExprKind::Name(name) => self.names.find(context.module, Space::Value, name),
            _ => None,
        };
        let condition = match (named, state) {
            (Some(Thing::Match(id)), State::Present) => Cond::Matched(id),
            (Some(Thing::Match(id)), State::Missing) => Cond::Not(Box::new(Cond::Matched(id))),
            (Some(Thing::Match(id)), State::Ambiguous) => Cond::Ambiguous(id),
            (_, State::Ambiguous) => {
                self.report(wording::ambiguous_what(value.span));
                return None;
            }
            (_, state) => {
                let (value, _) = self.value(value, None, context)?;
                let missing = Cond::Missing(value);
                if state == State::Missing { missing } else { Cond::Not(Box::new(missing)) }
            }
        };
        Some(if negated { Cond::Not(Box::new(condition)) } else { condition })
    }

    fn comparison(
        &mut self,
        operator: Sign,
        sign: Span,
        left: &Expr,
        right: &Expr,
        whole: &Expr,
        context: &Context,
    ) -> Option<Cond> {
        let negate = |condition: Cond| Cond::Not(Box::new(condition));
        match operator {
            Sign::Is => self.is(left, right, (sign, "in"), context),
            Sign::IsNot => self.is(left, right, (sign, "not in"), context).map(negate),
            Sign::In => self.within(left, right, context),
            Sign::NotIn => self.within(left, right, context).map(negate),
            Sign::AtLeast => self.ordered(Comparison::AtLeast, left, right, whole, context),
            Sign::Above => self.ordered(Comparison::Above, left, right, whole, context),
            Sign::AtMost => self.ordered(Comparison::AtMost, left, right, whole, context),
            Sign::Below => self.ordered(Comparison::Below, left, right, whole, context),
            Sign::Contains | Sign::StartsWith | Sign::EndsWith => self.part_of_text(operator, left, right, context),
            Sign::Matches => self.matches(left, right, context),
            Sign::Has => self.has(left, right, context),
            Sign::HasAnyOf | Sign::HasAllOf => self.has_of(operator, left, right, context),
        }
    }

    /// The two sides, each read with the other's kind in mind.
    fn sides(&mut self, left: &Expr, right: &Expr, context: &Context) -> Option<((Meaning, Typed), (Meaning, Typed))> {
        let constant =
            matches!(left.kind, ExprKind::Text(_) | ExprKind::Number(_) | ExprKind::Percent(_) | ExprKind::Bool(_));
        if constant && !matches!(right.kind, ExprKind::Text(_) | ExprKind::Number(_) | ExprKind::Percent(_)) {
            let right = self.value(right, None, context)?;
            let left = self.value(left, Some(&right.1.kind), context)?;
            return Some((left, right));
        }
        let left = self.value(left, None, context)?;
        if matches!(left.0, Meaning::Weekday(_))
            && let Some(day) = Self::weekday_word(right)
        {
            return Some((left, (day, super::values::typed(Kind::Text, false))));
        }
        let right = self.value(right, Some(&left.1.kind), context)?;
        Some((left, right))
    }

    /// `within`: what to write instead of the sign for a list or a range.
    fn is(&mut self, left: &Expr, right: &Expr, (sign, within): (Span, &str), context: &Context) -> Option<Cond> {
        if let ExprKind::List(items) = &right.kind {
            self.report(wording::is_with_list(items.len(), right.span, (sign, within)));
            return None;
        }
        if matches!(right.kind, ExprKind::Range { .. }) {
            self.report(wording::is_with_range(right.span, (sign, within)));
            return None;
        }
        let ((left_value, a), (right_value, b)) = self.sides(left, right, context)?;
        self.same_kinds(&a.kind, &b.kind, left, right)?;
        Some(Cond::Compare(Comparison::Is, left_value, right_value))
    }

    pub(super) fn same_kinds(&mut self, a: &Kind, b: &Kind, left: &Expr, right: &Expr) -> Option<()> {
        if comparable(a, b) {
            return Some(());
        }
        let slashed = super::literals::slashed_day(right, a).or_else(|| super::literals::slashed_day(left, b));
        if let Some(finding) = slashed {
            self.report(finding);
            return None;
        }
        let finding = match (a, b) {
            (a, b) if a.is_number() && b.is_text() => {
                let fixable =
                    matches!(&right.kind, ExprKind::Text(text) if crate::domain::Decimal::parse(text).is_some());
                let text = self.sources.slice(right.span).trim_matches('"').to_owned();
                wording::number_in_quotes(&text, right.span, fixable).also(left.span, "a number")
            }
            (a, b) if a.is_text() && b.is_number() => {
                let name = self.words_of(left);
                wording::text_and_number(&name, left.span.to(right.span))
            }
            _ => {
                let a = crate::domain::kind_words(a, &self.model.enums);
                let b = crate::domain::kind_words(b, &self.model.enums);
                wording::different_kinds(&a, &b, left.span.to(right.span))
            }
        };
        self.report(finding);
        None
    }

    fn ordered(
        &mut self,
        operator: Comparison,
        left: &Expr,
        right: &Expr,
        whole: &Expr,
        context: &Context,
    ) -> Option<Cond> {
        let ((left_value, a), (right_value, b)) = self.sides(left, right, context)?;
        self.same_kinds(&a.kind, &b.kind, left, right)?;
        if !a.kind.is_ordered() {
            let name = self.words_of(left);
            self.report(wording::no_order_of(&name, whole.span));
            return None;
        }
        Some(Cond::Compare(operator, left_value, right_value))
    }

    /// `x in …`: a list here, a list of the policy, or a value that is a list.
    pub(super) fn within(&mut self, left: &Expr, right: &Expr, context: &Context) -> Option<Cond> {
        match &right.kind {
            ExprKind::List(items) => {
                let (value, kind) = self.value(left, None, context)?;
                let items = self.items(&value, &kind.kind, items, context)?;
                return Some(Cond::In(value, items));
            }
            ExprKind::Range { .. } => {
                let (value, kind) = self.value(left, None, context)?;
                let item = self.compared_item(right, &kind.kind, context.module)?;
                return Some(Cond::In(value, Set::Items(vec![item])));
            }
            ExprKind::Name(name) => match self.names.find(context.module, Space::Value, name) {
                Some(Thing::List(list)) => {
                    let (value, kind) = self.value(left, None, context)?;
                    let list = self.list_as(list, &kind.kind, right.span)?;
                    return Some(Cond::In(value, Set::List(list)));
                }
                Some(Thing::Territory(_)) => {
                    self.report(wording::territory_alone(name, right.span));
                    return None;
                }
                Some(Thing::Lookup(lookup)) => {
                    let (value, _) = self.lookup_key(lookup, left, context)?;
                    return Some(Cond::LookupHas(lookup, value));
                }
                None if !self.is_known(name, context) => {
                    let (_, found) = self.value(left, None, context)?;
                    if matches!(found.kind, Kind::Country | Kind::Enum(_)) {
                        self.report(wording::in_one_value(name, right.span));
                        return None;
                    }
                }
                _ => {}
            },
            _ => {}
        }
        let (list, kind) = self.value(right, None, context)?;
        let Kind::List(item) = &kind.kind else {
            self.report(wording::in_without_list(right.span));
            return None;
        };
        let (value, found) = self.value(left, Some(item), context)?;
        self.same_kinds(&found.kind, item, left, right)?;
        Some(Cond::In(value, Set::Expr(Box::new(list))))
    }

    fn items(&mut self, value: &Meaning, kind: &Kind, items: &[Expr], context: &Context) -> Option<Set> {
        if items.len() > self.limits.list_items
            && let (Some(first), Some(last)) = (items.first(), items.last())
        {
            let span = first.span.to(last.span);
            self.report(wording::limit("items in one list", items.len(), self.limits.list_items, "list_items", span));
            return None;
        }
        if matches!(value, Meaning::Weekday(_)) {
            let days: Option<Vec<SetItem>> = items
                .iter()
                .map(|item| match Self::weekday_word(item) {
                    Some(Meaning::Literal(day)) => Some(SetItem::Value(day)),
                    _ => None,
                })
                .collect();
            return days.map(Set::Items);
        }
        let all_constant = items.iter().all(|item| {
            !matches!(&item.kind, ExprKind::Member { .. } | ExprKind::Index { .. } | ExprKind::Call(_))
                && !self.is_other_field(item, kind, context)
        });
        if all_constant {
            let read: Vec<Option<SetItem>> =
                items.iter().map(|item| self.compared_item(item, kind, context.module)).collect();
            return read.into_iter().collect::<Option<Vec<_>>>().map(Set::Items);
        }
        let mut values = Vec::new();
        for item in items {
            let (part, found) = self.value(item, Some(kind), context)?;
            if !comparable(kind, &found.kind) {
                self.different_kinds(kind, &found.kind, item);
                return None;
            }
            values.push(part);
        }
        Some(Set::Expr(Box::new(Meaning::List(values))))
    }

    /// A bare word among texts or numbers can only be a field or definition.
    fn is_other_field(&self, item: &Expr, kind: &Kind, context: &Context) -> bool {
        let ExprKind::Name(name) = &item.kind else { return false };
        match kind {
            Kind::Enum(_) | Kind::Country | Kind::Team => false,
            _ => {
                self.model.lead.fields.iter().any(|field| *field.name == **name)
                    || self.names.find(context.module, Space::Value, name).is_some()
            }
        }
    }

    fn part_of_text(&mut self, operator: Sign, left: &Expr, right: &Expr, context: &Context) -> Option<Cond> {
        let (left_value, a) = self.value(left, None, context)?;
        if operator == Sign::Contains
            && let Kind::List(item) = &a.kind
        {
            let (value, b) = self.value(right, Some(item), context)?;
            self.same_kinds(item, &b.kind, left, right)?;
            return Some(Cond::Has(left_value, value));
        }
        if !a.kind.is_text() {
            self.report(wording::only_text(left.span));
            return None;
        }
        let (right_value, b) = self.value(right, Some(&a.kind), context)?;
        if !b.kind.is_text() {
            self.report(wording::only_text(right.span));
            return None;
        }
        Some(match operator {
            Sign::Contains => Cond::Contains(left_value, right_value),
            Sign::StartsWith => Cond::StartsWith(left_value, right_value),
            _ => Cond::EndsWith(left_value, right_value),
        })
    }

    fn matches(&mut self, left: &Expr, right: &Expr, context: &Context) -> Option<Cond> {
        let (value, kind) = self.value(left, None, context)?;
        if !kind.kind.is_text() {
            self.report(wording::only_text(left.span));
            return None;
        }
        let ExprKind::Text(pattern) = &right.kind else {
            self.report(wording::pattern_in_quotes(right.span));
            return None;
        };
        let known = self.model.regexes.iter().position(|known| *known.text == **pattern);
        let place = match known {
            Some(place) => place,
            None => {
                let built = regex::RegexBuilder::new(pattern)
                    .size_limit(self.limits.regex_bytes)
                    .dfa_size_limit(self.limits.regex_bytes)
                    .nest_limit(50)
                    .build();
                match built {
                    Ok(regex) => self.model.regexes.push(Pattern { text: pattern.as_str().into(), regex }),
                    Err(error) => {
                        self.report(wording::pattern(&error, self.limits.regex_bytes, right.span));
                        return None;
                    }
                }
                self.model.regexes.len() - 1
            }
        };
        Some(Cond::Matches(value, RegexId::at(place)))
    }

    /// Parts of a condition that look at something which may be missing, for warnings about `unless`.
    pub(super) fn optional_parts(&self, condition: &Cond) -> Vec<(String, crate::domain::FieldId)> {
        let mut fields = Vec::new();
        let value = match condition {
            Cond::Compare(_, value, _) | Cond::In(value, _) | Cond::Truth(value) => Some(value),
            Cond::Contains(value, _)
            | Cond::StartsWith(value, _)
            | Cond::EndsWith(value, _)
            | Cond::Matches(value, _) => Some(value),
            _ => None,
        };
        if let Some(Meaning::Field(id)) = value
            && let Some(field) = self.model.lead.fields.get(id.index())
            && field.presence == crate::domain::Presence::Optional
        {
            fields.push((field.name.to_string(), *id));
        }
        fields
    }
}
