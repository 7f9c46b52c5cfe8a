//! What may stand in each block: the first words of its lines, and the rule that reads such a line.

use super::grammar::Rule;

/// A kind of block.
#[derive(Clone, Copy, Debug)]
pub(super) struct Block {
    /// `a rule has no … line`.
    pub(super) called: &'static str,
    /// First words; several rules for one word are tried in turn.
    pub(super) words: &'static [(&'static str, Rule)],
    /// Lines that begin with a name of the author's.
    pub(super) free: Option<Rule>,
    /// What such a line looks like.
    pub(super) example: &'static str,
}

const fn block(called: &'static str, words: &'static [(&'static str, Rule)]) -> Block {
    Block { called, words, free: None, example: "" }
}

const fn free(called: &'static str, rule: Rule, example: &'static str) -> Block {
    Block { called, words: &[], free: Some(rule), example }
}

pub(super) const FILE: Block = block(
    "a file",
    &[
        ("pointsman", Rule::header),
        ("module", Rule::module_line),
        ("use", Rule::use_line),
        ("zone", Rule::zone_line),
        ("lead", Rule::lead_item),
        ("rep", Rule::rep_item),
        ("enum", Rule::enum_item),
        ("list", Rule::list_item),
        ("lookup", Rule::lookup_item),
        ("territory", Rule::territory_item),
        ("record", Rule::record_item),
        ("channel", Rule::costs_item),
        ("derive", Rule::derive_item),
        ("classify", Rule::classify_item),
        ("table", Rule::table_item),
        ("score", Rule::score_item),
        ("grade", Rule::grade_item),
        ("hours", Rule::hours_item),
        ("calendar", Rule::calendar_item),
        ("team", Rule::team_item),
        ("queue", Rule::queue_item),
        ("sla", Rule::sla_item),
        ("match", Rule::match_item),
        ("dedupe", Rule::dedupe_item),
        ("route", Rule::route_item),
        ("main", Rule::route_item),
        ("test", Rule::test_item),
        ("test", Rule::cases_item),
        ("todo", Rule::test_item),
        ("todo", Rule::cases_item),
        ("todo", Rule::property_item),
        ("property", Rule::property_item),
    ],
);

pub(super) const FIELDS: Block =
    free("a list of fields", Rule::field, "write a field as `name: kind`, as in `employees: integer optional`");
pub(super) const ENUM: Block = free("an enum", Rule::enum_value, "write a value as `saas \"SaaS\" also \"Software\"`");
pub(super) const COSTS: Block = free("a list of channel costs", Rule::cost, "write a cost as `phone 6`");
pub(super) const GRADE: Block = free("a grade", Rule::band, "write a band as `A \"Hot\": >= 75` or `B: 50..<75`");
pub(super) const HOURS: Block = Block {
    called: "an `hours` item",
    words: &[("closed", Rule::closed), ("closed", Rule::closed_on)],
    free: Some(Rule::hours_open),
    example: "write `mon..thu 09:00-12:30, 13:30-18:00`, `closed 2026-12-24..2026-12-31` or `closed on calendar \"US\"`",
};
pub(super) const CLASSIFY: Block = Block {
    called: "a `classify` item",
    words: &[("otherwise", Rule::arm_otherwise)],
    free: Some(Rule::arm),
    example: "write a line as `paid when utm_medium in [\"cpc\", \"ppc\"]`",
};
pub(super) const CONDITIONS: Block =
    free("a list of conditions", Rule::condition, "write one condition after another, as in `country is US`");
pub(super) const SCORE: Block = block(
    "a score card",
    &[
        ("start", Rule::start_at),
        ("limit", Rule::limit_to),
        ("add", Rule::points),
        ("subtract", Rule::points),
        ("best", Rule::best_of),
    ],
);
pub(super) const BEST_OF: Block = block("a `best of` block", &[("add", Rule::points), ("subtract", Rule::points)]);
pub(super) const TEAM: Block = block(
    "a team",
    &[
        ("members", Rule::members_where),
        ("members", Rule::members_named),
        ("hours", Rule::team_hours),
        ("zone", Rule::zone_line),
        ("cap", Rule::cap),
        ("needs", Rule::needs),
        ("new", Rule::new_members),
        ("absences", Rule::absences),
        ("reserve", Rule::reserve),
        ("distribute", Rule::distribute),
    ],
);
pub(super) const QUEUE: Block = block("a queue", &[("managed", Rule::managed_by), ("zone", Rule::zone_line)]);
pub(super) const SLA: Block = block(
    "a promise",
    &[
        ("on", Rule::on_clock),
        ("first", Rule::first_touch),
        ("remind", Rule::remind),
        ("after", Rule::escalate),
        ("after", Rule::reassign),
    ],
);
pub(super) const MATCH: Block = block("a `match` item", &[("by", Rule::match_clause), ("prefer", Rule::match_prefer)]);
pub(super) const DEDUPE: Block = block("a `dedupe` item", &[("same", Rule::dedupe_clause)]);
pub(super) const BEST_MATCH: Block =
    block("a `best match` block", &[("must", Rule::must), ("prefer", Rule::prefer_if)]);
pub(super) const ROUTE: Block = block(
    "a route",
    &[
        ("rule", Rule::rule_stmt),
        ("shadow", Rule::rule_stmt),
        ("branch", Rule::branch_stmt),
        ("step", Rule::step_stmt),
        ("disabled", Rule::rule_stmt),
        ("disabled", Rule::branch_stmt),
        ("otherwise", Rule::otherwise_stmt),
        ("take", Rule::take),
        ("on", Rule::on_invalid),
    ],
);
pub(super) const BRANCH: Block = block(
    "a branch",
    &[
        ("rule", Rule::rule_stmt),
        ("shadow", Rule::rule_stmt),
        ("branch", Rule::branch_stmt),
        ("step", Rule::step_stmt),
        ("disabled", Rule::rule_stmt),
        ("disabled", Rule::branch_stmt),
        ("otherwise", Rule::otherwise_stmt),
        ("when", Rule::when_line),
        ("unless", Rule::unless_line),
        ("describe", Rule::describe_line),
        ("active", Rule::active_line),
    ],
);
pub(super) const RULE: Block = block(
    "a rule",
    &[
        ("describe", Rule::describe_line),
        ("active", Rule::active_line),
        ("when", Rule::when_line),
        ("unless", Rule::unless_line),
        ("assign", Rule::assign_line),
        ("disqualify", Rule::disqualify_line),
        ("nurture", Rule::nurture_line),
        ("attach", Rule::attach_line),
        ("keep", Rule::keep_line),
        ("go", Rule::go_to_line),
        ("sla", Rule::sla_line),
        ("note", Rule::note_line),
        ("notify", Rule::notify_line),
        ("tag", Rule::tag_line),
        ("set", Rule::set_line),
    ],
);
pub(super) const TEST: Block = block("a test", &[("given", Rule::given), ("expect", Rule::expect)]);
pub(super) const PROPERTY: Block =
    block("a property", &[("for", Rule::for_any), ("given", Rule::given), ("expect", Rule::expect)]);
pub(super) const REP_FACTS: Block =
    free("a rep of a test", Rule::rep_fact, "write a fact as `open lead 14` or `paused yes`");
pub(super) const SET_FIELDS: Block = free("a lead of a test", Rule::set_field, "write a value as `country: DE`");

/// Blocks whose first words tell where a new line begins.
pub(super) const ALL: [Block; 14] =
    [FILE, SCORE, BEST_OF, TEAM, QUEUE, SLA, MATCH, DEDUPE, BEST_MATCH, ROUTE, BRANCH, RULE, TEST, PROPERTY];

/// What a line is called that stands once in its block, an option once in its field, a
/// modifier once in its link; `None`: as often as one likes.
pub(super) fn once(rule: Rule) -> Option<&'static str> {
    Some(match rule {
        Rule::module_line => "module",
        Rule::zone_line => "zone",
        Rule::option_from => "from",
        Rule::option_default => "default",
        Rule::arm_otherwise => "otherwise",
        Rule::start_at => "start at",
        Rule::limit_to => "limit to",
        Rule::members_where | Rule::members_named => "members",
        Rule::team_hours | Rule::hours_of_rep => "hours",
        Rule::new_members => "new members",
        Rule::absences => "absences",
        Rule::distribute => "distribute by",
        Rule::managed_by => "managed by",
        Rule::on_clock => "on clock",
        Rule::first_touch => "first touch",
        Rule::take => "take in order of",
        Rule::on_invalid => "on invalid",
        Rule::describe_line => "describe",
        Rule::active_line => "active",
        Rule::sla_line => "sla",
        Rule::if_available => "if available",
        Rule::wait_up_to => "wait up to",
        Rule::same_rep => "same rep for",
        Rule::counts => "counts",
        _ => return None,
    })
}

/// Whether some block has lines that begin with this word.
pub(super) fn begins_a_line(word: &str) -> bool {
    ALL.iter().any(|block| block.words.iter().any(|(known, _)| *known == word))
}
