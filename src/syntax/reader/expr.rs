//! Values and conditions: the flat list of operands and signs becomes a tree by binding strength.

use super::Reader;
use super::words::{plain_name, scaled};
use crate::syntax::codes;
use crate::syntax::grammar::{Node, Rule};
use crate::syntax::tree::{Arithmetic, Call, Comparison, Expr, ExprKind, LocalTime, Name, State};
use crate::text::{Diagnostic, Span};
use smallvec::SmallVec;

/// A sign between two values, or before one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sign {
    Or,
    And,
    Not,
    Compare(Comparison),
    WithinLast,
    Arithmetic(Arithmetic),
    Range { top_out: bool },
    Default,
    Minus,
}

impl Sign {
    /// How strongly it binds.
    fn strength(self) -> u8 {
        match self {
            Self::Or => 1,
            Self::And => 2,
            Self::Not => 3,
            Self::Compare(_) | Self::WithinLast => 4,
            Self::Arithmetic(Arithmetic::Add | Arithmetic::Subtract) => 5,
            Self::Arithmetic(_) => 6,
            Self::Range { .. } => 7,
            Self::Default => 8,
            Self::Minus => 9,
        }
    }

    fn before_a_value(self) -> bool {
        matches!(self, Self::Not | Self::Minus)
    }
}

/// The two stacks while a flat list becomes a tree. Most stay short.
#[derive(Default)]
struct Stacks {
    values: SmallVec<[Expr; 4]>,
    signs: SmallVec<[(Sign, Span); 4]>,
    /// What stands behind `within last` without being a length of time.
    no_lengths: SmallVec<[Expr; 1]>,
}

impl Stacks {
    fn bind(&mut self, strength: u8) {
        while let Some((sign, span)) = self.signs.last().copied().filter(|(sign, _)| sign.strength() >= strength) {
            self.signs.pop();
            let Some(right) = self.values.pop() else { return };
            let value = if sign.before_a_value() { before(sign, span, right) } else { self.between(sign, span, right) };
            self.values.push(value);
        }
    }

    fn between(&mut self, sign: Sign, span: Span, right: Expr) -> Expr {
        let Some(left) = self.values.pop() else { return right };
        let whole = left.span.to(right.span);
        if sign == Sign::WithinLast && !matches!(right.kind, ExprKind::Duration(_) | ExprKind::Bad) {
            self.no_lengths.push(right);
            return Expr { kind: ExprKind::Bad, span: whole };
        }
        Expr { kind: joined(sign, span, left, right), span: whole }
    }
}

fn before(sign: Sign, span: Span, right: Expr) -> Expr {
    let whole = span.to(right.span);
    let right = Box::new(right);
    Expr { kind: if sign == Sign::Not { ExprKind::Not(right) } else { ExprKind::Negative(right) }, span: whole }
}

fn joined(sign: Sign, operator_span: Span, left: Expr, right: Expr) -> ExprKind {
    match sign {
        Sign::And => ExprKind::And(match left.kind {
            ExprKind::And(mut all) => {
                all.push(right);
                all
            }
            _ => vec![left, right],
        }),
        Sign::Or => ExprKind::Or(match left.kind {
            ExprKind::Or(mut all) => {
                all.push(right);
                all
            }
            _ => vec![left, right],
        }),
        Sign::WithinLast => match right.kind {
            ExprKind::Duration(back) => ExprKind::WithinLast { value: Box::new(left), back },
            _ => ExprKind::Bad,
        },
        Sign::Compare(operator) => {
            let negated = operator == Comparison::IsNot;
            let state = (negated || operator == Comparison::Is).then(|| state(&right)).flatten();
            let (left, right) = (Box::new(left), Box::new(right));
            match state {
                Some(state) => ExprKind::State { value: left, state, negated },
                None => ExprKind::Compare { operator, operator_span, left, right },
            }
        }
        Sign::Arithmetic(operator) => ExprKind::Arithmetic { operator, left: Box::new(left), right: Box::new(right) },
        Sign::Range { top_out } => ExprKind::Range { low: Box::new(left), high: Box::new(right), top_out },
        Sign::Default => ExprKind::Default { value: Box::new(left), instead: Box::new(right) },
        Sign::Not | Sign::Minus => ExprKind::Bad,
    }
}

/// `missing`, `present`, `ambiguous` behind `is`, unless in backticks.
fn state(right: &Expr) -> Option<State> {
    let ExprKind::Name(name) = &right.kind else { return None };
    if usize::try_from(right.span.len()) != Ok(name.len()) {
        return None;
    }
    match name.as_str() {
        "missing" => Some(State::Missing),
        "present" => Some(State::Present),
        "ambiguous" => Some(State::Ambiguous),
        _ => None,
    }
}

impl Reader<'_> {
    /// The first value or condition below a node; the grammar makes sure there is one.
    pub(in crate::syntax) fn expr_in(&mut self, node: &Node<'_>) -> Expr {
        let found = node.children().find(|child| matches!(child.rule(), Rule::expr | Rule::value));
        match found {
            Some(found) => self.expr(&found),
            None => Expr { kind: ExprKind::Bad, span: self.span(node) },
        }
    }

    /// All values directly below a node.
    pub(super) fn exprs(&mut self, node: &Node<'_>) -> Vec<Expr> {
        let children = node.children().filter(|child| matches!(child.rule(), Rule::expr | Rule::value));
        children.map(|child| self.expr(&child)).collect()
    }

    pub(super) fn expr(&mut self, node: &Node<'_>) -> Expr {
        self.expr_of(node, usize::MAX)
    }

    /// The same, of so many of its operands and signs.
    pub(super) fn expr_of(&mut self, node: &Node<'_>, parts: usize) -> Expr {
        let mut stacks = Stacks::default();
        let mut chained = 0_usize;
        let mut logic: Option<(Sign, Span)> = None;
        let mut broken = false;
        for (place, part) in node.children().take(parts).enumerate() {
            let span = self.span(&part);
            match part.rule() {
                Rule::prefix => {
                    let sign = if part.text() == "-" { Sign::Minus } else { Sign::Not };
                    match part.text() {
                        "!" => self.wrong_sign(node, "!", "not ", span),
                        "NOT" => self.wrong_sign(node, "NOT", "not", span),
                        _ => {}
                    }
                    // A second `not` or `-` undoes the first.
                    if stacks.signs.last().is_some_and(|(last, _)| *last == sign) {
                        stacks.signs.pop();
                    } else {
                        chained = chained.saturating_add(1);
                        stacks.signs.push((sign, span));
                    }
                    if chained > self.nesting {
                        self.too_long(node);
                        return self.bad(node);
                    }
                }
                Rule::op_word if part.text().eq_ignore_ascii_case("between") => {
                    if !broken {
                        let behind = node.children().skip(place.saturating_add(1)).take(3);
                        self.between(span, &behind.collect::<Vec<_>>());
                    }
                    // What it joins is not looked at; an `and` of many does not grow deep.
                    broken = true;
                    stacks.bind(Sign::And.strength());
                    stacks.signs.push((Sign::And, span));
                }
                Rule::op_word | Rule::op_sign => {
                    let sign = self.sign(node, &part, span);
                    if matches!(sign, Sign::And | Sign::Or) {
                        match logic {
                            Some((first, at)) if first != sign && !broken => {
                                broken = true;
                                self.mixed(node, first, at, span);
                            }
                            _ => logic = Some((sign, span)),
                        }
                    } else {
                        chained = chained.saturating_add(1);
                    }
                    if matches!(sign, Sign::And | Sign::Or) {
                        chained = 0;
                    }
                    if chained > self.nesting {
                        self.too_long(node);
                        return self.bad(node);
                    }
                    stacks.bind(sign.strength());
                    stacks.signs.push((sign, span));
                }
                Rule::open_range => {
                    broken = true;
                    let text = "a range needs both ends";
                    let help = "write `>= 75` for \"75 and more\", `75..100` or `75..<100` for a range";
                    self.report(Diagnostic::new(codes::OPEN_RANGE, text, span, "nothing behind it").help(help));
                }
                Rule::dangling => {
                    broken = true;
                    let sign = part.text();
                    if sign.eq_ignore_ascii_case("exists") {
                        self.wrong_sign(node, sign, "is present", span);
                        continue;
                    }
                    let text = format!("`{sign}` needs a value behind it");
                    self.report(Diagnostic::new(codes::NEEDS, text, span, "nothing to compare with"));
                }
                _ => {
                    let operand = self.operand(&part);
                    stacks.values.push(operand);
                }
            }
        }
        stacks.bind(0);
        for found in std::mem::take(&mut stacks.no_lengths) {
            self.no_length(&found);
        }
        match stacks.values.pop() {
            Some(value) if !broken => value,
            _ => self.bad(node),
        }
    }

    fn bad(&self, node: &Node<'_>) -> Expr {
        Expr { kind: ExprKind::Bad, span: self.span(node) }
    }

    /// `within last days`, `within last 7`: what is missing of a length of time.
    fn no_length(&mut self, found: &Expr) {
        let units = ["second", "minute", "hour", "day", "week"];
        let (label, example) = match &found.kind {
            ExprKind::Number(count) => (format!("{count} of what?"), format!("{count} days")),
            ExprKind::Name(word) if units.contains(&word.trim_end_matches('s')) => {
                (format!("how many {}s?", word.trim_end_matches('s')), format!("7 {}s", word.trim_end_matches('s')))
            }
            _ => ("no length of time".to_owned(), "7 days".to_owned()),
        };
        let text = "`within last` needs a length of time behind it";
        let help = format!("write a number and `minutes`, `hours`, `days` or `weeks`, as in `within last {example}`");
        self.report(Diagnostic::new(codes::NEEDS, text, found.span, label).help(help));
    }

    fn too_long(&mut self, node: &Node<'_>) {
        let count =
            node.children().filter(|part| matches!(part.rule(), Rule::prefix | Rule::op_word | Rule::op_sign)).count();
        let text = format!("a value of {count} signs in a row; the limit is {}", self.nesting);
        let help = "give parts of it names with `derive`";
        self.report(Diagnostic::new(codes::TOO_LONG, text, self.span(node), "too long").help(help));
    }

    fn mixed(&mut self, node: &Node<'_>, first: Sign, at: Span, span: Span) {
        let (one, other) = if first == Sign::And { ("and", "or") } else { ("or", "and") };
        let text = "it is not clear how `and` and `or` group here";
        let label = format!("does this `{other}` belong to what stands before it, or to the whole line?");
        let written = node.said();
        let split = usize::try_from(span.start.saturating_sub(self.span(node).start)).unwrap_or(0);
        let (left, right) =
            (written.get(..split).unwrap_or("").trim(), written.get(split + other.len()..).unwrap_or("").trim());
        let cut = usize::try_from(at.start.saturating_sub(self.span(node).start)).unwrap_or(0);
        let (start, middle) =
            (written.get(..cut).unwrap_or("").trim(), written.get(cut + one.len()..split).unwrap_or("").trim());
        let finding = Diagnostic::new(codes::MIXED, text, span, label)
            .also(at, format!("mixed with this `{one}`"))
            .help(format!("to take the left part as one: `({left}) {other} {right}`"))
            .help(format!("to take the right part as one: `{start} {one} ({middle} {other} {right})`"));
        let whole = self.span(node);
        let left_end = span.start.saturating_sub(u32::from(left.len() < split));
        let mut fixed = finding;
        fixed.fixes.push(crate::text::Fix {
            title: "group the left part".to_owned(),
            edits: vec![
                crate::text::Edit { span: Span::new(whole.source, whole.start, whole.start), text: "(".to_owned() },
                crate::text::Edit { span: Span::new(whole.source, left_end, left_end), text: ")".to_owned() },
            ],
            keeps_meaning: false,
        });
        self.report(fixed);
    }

    fn wrong_sign(&mut self, node: &Node<'_>, written: &str, right: &str, span: Span) {
        let (text, label) = match written {
            "=>" => ("`=>` does not compare two values".to_owned(), "`=>` separates the columns of a table".to_owned()),
            "not" => ("`not` alone does not compare two values".to_owned(), format!("write `{right}`")),
            _ => (format!("`{written}` is not used in conditions"), format!("write `{}`", right.trim())),
        };
        let before = Span::new(span.source, self.span(node).start, span.start);
        let mut finding = Diagnostic::new(codes::WRONG_SIGN, text, span, label);
        if !before.is_empty() && written == "=>" {
            finding = finding.also(Span { end: before.end.saturating_sub(1), ..before }, "in this condition");
        }
        self.report(finding.fix(span, right));
    }

    fn sign(&mut self, node: &Node<'_>, part: &Node<'_>, span: Span) -> Sign {
        use Comparison as C;
        let words: Vec<&str> = part.text().split_whitespace().collect();
        let fixed = |sign: Sign, right: &'static str| (sign, Some(right));
        let (sign, right) = match *words.as_slice() {
            ["is"] => (Sign::Compare(C::Is), None),
            ["is", "not"] => (Sign::Compare(C::IsNot), None),
            ["in"] => (Sign::Compare(C::In), None),
            ["is", "in"] => fixed(Sign::Compare(C::In), "in"),
            ["is", "not", "in"] => fixed(Sign::Compare(C::NotIn), "not in"),
            ["not", "in"] => (Sign::Compare(C::NotIn), None),
            ["not"] if Self::before_a_list(node, part) => fixed(Sign::Compare(C::NotIn), "not in"),
            ["not"] => fixed(Sign::Compare(C::IsNot), "is not"),
            ["and"] => (Sign::And, None),
            ["or"] => (Sign::Or, None),
            ["&&"] => fixed(Sign::And, "and"),
            ["||"] => fixed(Sign::Or, "or"),
            ["contains"] => (Sign::Compare(C::Contains), None),
            ["starts", "with"] => (Sign::Compare(C::StartsWith), None),
            ["ends", "with"] => (Sign::Compare(C::EndsWith), None),
            ["matches"] => (Sign::Compare(C::Matches), None),
            ["has"] => (Sign::Compare(C::Has), None),
            ["has", "any", "of"] => (Sign::Compare(C::HasAnyOf), None),
            ["has", "all", "of"] => (Sign::Compare(C::HasAllOf), None),
            ["within", "last"] => (Sign::WithinLast, None),
            ["default"] => (Sign::Default, None),
            [">="] => (Sign::Compare(C::AtLeast), None),
            [">"] => (Sign::Compare(C::Above), None),
            ["<="] => (Sign::Compare(C::AtMost), None),
            ["<"] => (Sign::Compare(C::Below), None),
            ["AND"] => fixed(Sign::And, "and"),
            ["OR"] => fixed(Sign::Or, "or"),
            ["IN"] => fixed(Sign::Compare(C::In), "in"),
            ["IS"] => fixed(Sign::Compare(C::Is), "is"),
            ["equals"] => fixed(Sign::Compare(C::Is), "is"),
            ["includes"] => fixed(Sign::Compare(C::Contains), "contains"),
            ["startswith"] => fixed(Sign::Compare(C::StartsWith), "starts with"),
            ["endswith"] => fixed(Sign::Compare(C::EndsWith), "ends with"),
            ["at", "least"] | ["≥"] => fixed(Sign::Compare(C::AtLeast), ">="),
            ["at", "most"] | ["≤"] => fixed(Sign::Compare(C::AtMost), "<="),
            ["more" | "greater", "than"] => fixed(Sign::Compare(C::Above), ">"),
            ["less", "than"] => fixed(Sign::Compare(C::Below), "<"),
            ["≠"] => fixed(Sign::Compare(C::IsNot), "is not"),
            ["like" | "LIKE"] => {
                self.like(span);
                (Sign::Compare(C::Contains), None)
            }
            ["=>"] => fixed(Sign::Compare(C::AtLeast), ">="),
            ["==" | "="] => fixed(Sign::Compare(C::Is), "is"),
            ["!=" | "<>"] => fixed(Sign::Compare(C::IsNot), "is not"),
            ["+"] => (Sign::Arithmetic(Arithmetic::Add), None),
            ["-"] => (Sign::Arithmetic(Arithmetic::Subtract), None),
            ["*"] => (Sign::Arithmetic(Arithmetic::Multiply), None),
            ["/"] => (Sign::Arithmetic(Arithmetic::Divide), None),
            ["..<"] => (Sign::Range { top_out: true }, None),
            _ => (Sign::Range { top_out: false }, None),
        };
        if let Some(right) = right {
            self.wrong_sign(node, &words.join(" "), right, span);
        }
        sign
    }

    /// `n between 5 and 10`; `behind` is what follows.
    fn between(&mut self, span: Span, behind: &[Node<'_>]) {
        let text = "`between` is not used in conditions";
        let finding = Diagnostic::new(codes::WRONG_SIGN, text, span, "write `in` and a range");
        let finding = match behind {
            [low, and, high] if and.text().eq_ignore_ascii_case("and") => {
                let range = format!("in {}..{}", low.said(), high.said());
                let whole = span.to(self.span(high));
                finding.help("both ends of a range belong to it").suggest(whole, range)
            }
            [_, range, _, ..] | [_, range] if range.text().starts_with("..") => finding.fix(span, "in"),
            _ => finding.help("as in `employees in 50..200`"),
        };
        self.report(finding);
    }

    fn like(&mut self, span: Span) {
        let text = "`like` is not used in conditions";
        let label = "write `contains`, `starts with` or `ends with`";
        let help = "`%` and `*` stand for themselves in a text; a pattern stands behind `matches`";
        self.report(Diagnostic::new(codes::WRONG_SIGN, text, span, label).help(help));
    }

    fn before_a_list(node: &Node<'_>, part: &Node<'_>) -> bool {
        let behind = node.text().get(part.end().saturating_sub(node.start())..).unwrap_or_default();
        behind.trim_start().starts_with('[')
    }

    fn operand(&mut self, node: &Node<'_>) -> Expr {
        let span = self.span(node);
        let text = node.text();
        let kind = match node.rule() {
            Rule::text => ExprKind::Text(self.quoted(node).text),
            Rule::percent => ExprKind::Percent(text.trim_end_matches('%').to_owned()),
            Rule::quantity if node.has(Rule::unit) => ExprKind::Duration(Box::new(self.duration(node))),
            Rule::quantity => ExprKind::Number(scaled(node.said())),
            Rule::boolean => ExprKind::Bool(matches!(text, "yes" | "true")),
            Rule::date => ExprKind::Date(text.to_owned()),
            Rule::time => ExprKind::Time(text.to_owned()),
            Rule::instant => ExprKind::Instant(text.to_owned()),
            Rule::local_time => {
                let part = |rule| node.child(rule).map(|part| part.text().to_owned()).unwrap_or_default();
                let zone = self.text_in(node);
                ExprKind::LocalTime(Box::new(LocalTime { date: part(Rule::date), time: part(Rule::time), zone }))
            }
            Rule::list => ExprKind::List(self.exprs(node)),
            Rule::bracketed => return Expr { span, ..self.expr_in(node) },
            Rule::hour_at => ExprKind::HourAt(Box::new(self.own_text(node))),
            Rule::some_of => self.some_of(node),
            _ => return self.path(node),
        };
        Expr { kind, span }
    }

    fn some_of(&mut self, node: &Node<'_>) -> ExprKind {
        let mut all = Vec::new();
        self.lines(node, crate::syntax::blocks::CONDITIONS, &mut |reader, line, span| match line {
            Some(line) if line.rule() == Rule::condition => {
                let expr = reader.expr_in(line);
                all.push(expr);
            }
            Some(_) => {}
            None => all.push(Expr { kind: ExprKind::Bad, span }),
        });
        match node.only_child().map(|word| word.rule()) {
            Some(Rule::kw_all) => ExprKind::AllOf(all),
            Some(Rule::kw_none) => ExprKind::NoneOf(all),
            _ => ExprKind::AnyOf(all),
        }
    }

    fn path(&mut self, node: &Node<'_>) -> Expr {
        let start = node.start();
        let mut expr = Expr { kind: ExprKind::Bad, span: self.span(node) };
        for (place, part) in node.children().enumerate() {
            if place > self.nesting {
                let text = format!("a name of {place} and more parts; the limit is {}", self.nesting);
                self.error(codes::TOO_LONG, text, self.span(node), "too long");
                return Expr { kind: ExprKind::Bad, span: self.span(node) };
            }
            let span = self.origin.span(start, part.end());
            let kind = match part.rule() {
                Rule::name => ExprKind::Name(plain_name(part.text())),
                Rule::member => ExprKind::Member { of: Box::new(expr), name: Box::new(self.own_name(&part)) },
                Rule::index => ExprKind::Index { of: Box::new(expr), key: Box::new(self.expr_in(&part)) },
                _ => match expr.kind {
                    ExprKind::Name(text) => ExprKind::Call(Box::new(Call {
                        function: Name { text, span: expr.span },
                        arguments: self.exprs(&part),
                    })),
                    _ => ExprKind::Bad,
                },
            };
            expr = Expr { kind, span };
        }
        expr
    }
}
