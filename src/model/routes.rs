//! Routes and what their rules do.

use super::{Chain, Cond, Expr};
use crate::calendar::Zone;
use crate::domain::{DerivedId, GradeId, MatchId, RouteId, RuleId, ScoreId, ScorerId, SlaId};
use jiff::SignedDuration;
use jiff::civil::Date;
use std::sync::Arc;

#[derive(Clone, Debug)]
pub(crate) struct Route {
    pub(crate) name: Arc<str>,
    pub(crate) title: Option<Arc<str>>,
    pub(crate) main: bool,
    pub(crate) on_invalid: Option<RuleId>,
    /// The order in which a batch is taken; empty: as it comes.
    pub(crate) take: Vec<TakeKey>,
    /// Scorers that this order depends on.
    pub(crate) take_asks: Vec<ScorerId>,
    /// Ends with an `otherwise`.
    pub(crate) statements: Vec<Statement>,
}

/// `take in order of icp descending`.
#[derive(Clone, Debug)]
pub(crate) struct TakeKey {
    pub(crate) value: Expr,
    pub(crate) descending: bool,
}

#[derive(Clone, Debug)]
pub(crate) enum Statement {
    /// A rule, step, shadow rule or `otherwise`; which, its [`RuleKind`] says.
    Rule(RuleId),
    Branch(Branch),
}

#[derive(Clone, Debug)]
pub(crate) struct Branch {
    pub(crate) name: Arc<str>,
    pub(crate) title: Option<Arc<str>>,
    pub(crate) disabled: bool,
    pub(crate) when: Vec<Line>,
    pub(crate) unless: Vec<Line>,
    pub(crate) body: BranchBody,
}

#[derive(Clone, Debug)]
pub(crate) enum BranchBody {
    Statements(Vec<Statement>),
    /// `uses ROUTE`: does not come back.
    Uses(RouteId),
}

#[derive(Clone, Debug)]
pub(crate) struct Rule {
    pub(crate) kind: RuleKind,
    /// `otherwise` and `on invalid` are called so.
    pub(crate) name: Arc<str>,
    pub(crate) title: Option<Arc<str>>,
    pub(crate) describe: Option<Arc<str>>,
    pub(crate) disabled: bool,
    pub(crate) active: Option<Active>,
    pub(crate) when: Vec<Line>,
    pub(crate) unless: Vec<Line>,
    /// `None` only for steps.
    pub(crate) decision: Option<Decision>,
    pub(crate) sla: Option<SlaId>,
    pub(crate) effects: Vec<Effect>,
    /// Scorers that its decision and effects depend on; conditions name theirs themselves.
    pub(crate) asks: Vec<ScorerId>,
    /// What the answer lists when this rule decides: everything named by it, by the branches around it, its chain,
    /// effects, promise and by `on invalid`, directly or through a definition. Sorted by name.
    pub(crate) listed: Listed,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RuleKind {
    Rule,
    Step,
    Shadow,
    Otherwise,
    OnInvalid,
}

/// One `when` or `unless` line.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Line {
    pub(crate) condition: Cond,
    /// Scorers that it depends on, directly or through definitions.
    pub(crate) asks: Vec<ScorerId>,
    /// The condition in the author's words, on one line, for explanations.
    pub(crate) words: Arc<str>,
}

/// `active FROM..TO`, both days in, in the module's zone.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Active {
    pub(crate) from: Option<Date>,
    pub(crate) to: Option<Date>,
    pub(crate) zone: Zone,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Listed {
    pub(crate) derived: Vec<DerivedId>,
    pub(crate) scores: Vec<ScoreId>,
    pub(crate) grades: Vec<GradeId>,
}

#[derive(Clone, Debug)]
pub(crate) enum Decision {
    Assign(Chain),
    Disqualify(Template),
    Nurture {
        track: Template,
        retry_after: Option<SignedDuration>,
    },
    /// `attach to M`, alone or beside an `assign`.
    Attach {
        to: MatchId,
        assign: Option<Chain>,
    },
    KeepOwner,
    GoTo(RouteId),
}

#[derive(Clone, Debug)]
pub(crate) enum Effect {
    Note(Template),
    Tag(Arc<str>),
    Notify { channel: Arc<str>, to: Arc<str>, text: Option<Template> },
    Set { name: Arc<str>, value: Expr },
}

/// A text with places to fill in.
#[derive(Clone, Debug)]
pub(crate) struct Template {
    pub(crate) parts: Vec<TemplatePart>,
    /// `reveal`: private values are printed.
    pub(crate) reveal: bool,
}

#[derive(Clone, Debug)]
pub(crate) enum TemplatePart {
    Text(Arc<str>),
    Value {
        value: Expr,
        private: bool,
        /// `{partner default "a partner"}`: what stands in for a missing value.
        instead: Option<Arc<str>>,
    },
}

impl Decision {
    /// The assign chain, alone or beside `attach to`.
    pub(crate) fn chain(&self) -> Option<&Chain> {
        match self {
            Self::Assign(chain) | Self::Attach { assign: Some(chain), .. } => Some(chain),
            _ => None,
        }
    }
}
