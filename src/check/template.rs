//! Texts with `{placeholders}`.

use super::context::Context;
use super::{Checker, wording};
use crate::model::{Template, TemplatePart, Typed};
use crate::syntax::tree::{ExprKind, Quoted};
use crate::text::Span;

impl Checker<'_> {
    /// A text with places to fill in; what is in braces is a value, perhaps with `default "…"`.
    pub(super) fn template(&mut self, quoted: &Quoted, reveal: bool, context: &Context) -> Template {
        let mut parts = Vec::new();
        let mut rest = quoted.text.as_str();
        let mut offset = quoted.span.start.saturating_add(1);
        while let Some(open) = rest.find('{') {
            let Some(length) = rest.get(open..).and_then(|tail| tail.find('}')) else {
                self.report(wording::open_placeholder(rest.get(open..).unwrap_or_default(), quoted.span));
                break;
            };
            let (before, inside) =
                (rest.get(..open).unwrap_or_default(), rest.get(open + 1..open + length).unwrap_or_default());
            if !before.is_empty() {
                parts.push(TemplatePart::Text(before.into()));
            }
            let place = offset.saturating_add(u32::try_from(open + 1).unwrap_or_default());
            parts.extend(self.placeholder(inside, place, quoted, reveal, context));
            rest = rest.get(open + length + 1..).unwrap_or_default();
            offset = offset.saturating_add(u32::try_from(open + length + 1).unwrap_or_default());
        }
        if !rest.is_empty() {
            parts.push(TemplatePart::Text(rest.into()));
        }
        Template { parts, reveal }
    }

    /// A text that is taken as it stands, where somebody may think that `{field}` in it is filled in.
    pub(super) fn unfilled(&mut self, quoted: &Quoted, context: &Context) {
        let named = |piece: &str| piece.split_once('}').map(|(name, _)| name.trim().to_owned());
        let named =
            quoted.text.split('{').skip(1).find_map(|piece| named(piece).filter(|name| self.is_known(name, context)));
        if let Some(name) = named {
            self.report(wording::unfilled(&name, quoted.span));
        }
    }

    fn private_in_text(&mut self, text: &str, kind: &Typed, reveal: bool, span: Span) {
        if kind.private && !reveal {
            self.report(wording::private_in_text(text, span));
        }
    }

    fn placeholder(
        &mut self,
        text: &str,
        place: u32,
        quoted: &Quoted,
        reveal: bool,
        context: &Context,
    ) -> Option<TemplatePart> {
        let (expr, found) = crate::syntax::read_value(quoted.span.source, place, text);
        if let Some(finding) = found.into_iter().next() {
            self.report(wording::placeholder(text, finding.primary.span));
            return None;
        }
        // `{partner default "a partner"}`: any text may stand in, whatever kind the value is of.
        if let ExprKind::Default { value, instead } = &expr.kind
            && let ExprKind::Text(instead) = &instead.kind
        {
            let (value, kind) = self.value(value, None, context)?;
            self.private_in_text(text, &kind, reveal, expr.span);
            return Some(TemplatePart::Value { value, private: kind.private, instead: Some(instead.as_str().into()) });
        }
        if let ExprKind::Name(name) = &expr.kind
            && !self.is_known(name, context)
        {
            let known = self.known_values(context);
            self.report(wording::unknown_placeholder(name, expr.span, &known));
            return None;
        }
        let (value, kind) = self.value(&expr, None, context)?;
        self.private_in_text(text, &kind, reveal, expr.span);
        Some(TemplatePart::Value { value, private: kind.private, instead: None })
    }

    pub(super) fn is_known(&self, name: &str, context: &Context) -> bool {
        self.model.lead.fields.iter().any(|field| *field.name == *name)
            || self.names.find(context.module, super::names::Space::Value, name).is_some()
            || ["now", "today", "weekday", "hour", "attempt", "waiting", "channel"].contains(&name)
    }

    fn known_values(&self, context: &Context) -> Vec<String> {
        let fields = self.model.lead.fields.iter().map(|field| field.name.to_string());
        let named = self.names.known(context.module, super::names::Space::Value).into_iter().map(str::to_owned);
        fields.chain(named).collect()
    }
}
