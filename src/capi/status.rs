//! The numbers of the header. `tests/capi` compares them with it.

macro_rules! constants {
    ($($name:ident = $value:literal),* $(,)?) => {
        $(
            #[doc = concat!("`POINTSMAN_", stringify!($name), "`")]
            pub const $name: i32 = $value;
        )*
        /// All of them by their names in the header, without `POINTSMAN_`.
        pub const ALL: &[(&str, i32)] = &[$((stringify!($name), $name)),*];
    };
}

constants! {
    ABI_VERSION = 1,

    // 0: done. Positive: the input was refused. Negative: the call was wrong, or the engine failed.
    OK = 0,
    COMPILE_FAILED = 1,
    BAD_JSON = 2,
    BAD_UTF8 = 3,
    STALE = 4,
    NO_ROUTE = 5,
    UNREADABLE = 6,
    UNKNOWN_NAME = 7,
    OUT_OF_RANGE = 8,
    TOO_LARGE = 9,
    MISSING = 10,
    NULL_ARGUMENT = -1,
    BAD_ARGUMENT = -2,
    FOREIGN = -3,
    WRONG_KIND = -4,
    BUSY = -5,
    FAULT = -6,

    OUTCOME_ASSIGNED = 0,
    OUTCOME_QUEUED = 1,
    OUTCOME_HELD = 2,
    OUTCOME_NURTURED = 3,
    OUTCOME_DISQUALIFIED = 4,
    OUTCOME_ATTACHED = 5,
    OUTCOME_KEPT = 6,
    OUTCOME_INVALID = 7,

    SEVERITY_ERROR = 0,
    SEVERITY_WARNING = 1,

    KIND_OTHER = 0,
    KIND_BOOLEAN = 1,
    KIND_INTEGER = 2,
    KIND_DECIMAL = 3,
    KIND_MONEY = 4,
    KIND_PERCENT = 5,
    KIND_TEXT = 6,
    KIND_EXACT_TEXT = 7,
    KIND_EMAIL = 8,
    KIND_PHONE = 9,
    KIND_DOMAIN = 10,
    KIND_URL = 11,
    KIND_COUNTRY = 12,
    KIND_DATE = 13,
    KIND_DATETIME = 14,
    KIND_DURATION = 15,
    KIND_ENUM = 16,
    KIND_REP = 17,
    KIND_TEAM = 18,
    KIND_LIST = 19,

    NAMES_ROUTES = 0,
    NAMES_SCORERS = 1,

    LIMIT_SOURCE_BYTES = 0,
    LIMIT_NESTING = 1,
    LIMIT_RULES = 2,
    LIMIT_ROWS = 3,
    LIMIT_TESTS_PER_RULE = 4,
    LIMIT_REGEX_BYTES = 5,
    LIMIT_LIST_ITEMS = 6,
    LIMIT_LEAD_BYTES = 7,
    LIMIT_TEXT_BYTES = 8,
    LIMIT_REPS = 9,
    LIMIT_JSON_DEPTH = 10,
    LIMIT_NOTE_BYTES = 11,
    LIMIT_EXPLANATION_ENTRIES = 12,
    LIMIT_DIAGNOSTICS_SHOWN = 13,

    EXPLAIN_TEXT = 0,
    EXPLAIN_JSON = 1,

    LIST_PATH = 0,
    LIST_TAGS = 1,
    LIST_NOTES = 2,
    LIST_RELAXED = 3,
    LIST_FACTS = 4,
    LIST_SCORES = 5,
    LIST_GRADES = 6,
    LIST_SET = 7,
}

/// `POINTSMAN_NO_TIME`: no instant.
pub const NO_TIME: i64 = i64::MIN;
/// `POINTSMAN_BATCH_MAX`: the most leads of one batch.
pub const BATCH_MAX: usize = 1_000_000;
