//! The named limits: bounded memory and time whatever the policy, the lead or the snapshot.

/// What a host allows. Every limit has a default that no honest policy comes near; an excess is a diagnostic or an
/// error that names the limit and the actual figure, never a hang.
///
/// ```
/// let mut limits = pointsman::limits::Limits::default();
/// limits.rules = 500;
/// assert_eq!(limits.nesting, 64);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Bytes of one `*.route` file: more is a mistake, and spans are 32 bits wide.
    pub source_bytes: usize,
    /// Brackets and braces inside one another, counted before the parser runs, so that no text can overflow a stack.
    pub nesting: usize,
    /// Rules of all routes together.
    pub rules: usize,
    /// Rows of all tables, lookups and lists together.
    pub rows: usize,
    /// Single tests in the conditions of one rule.
    pub tests_per_rule: usize,
    /// Bytes of memory of one compiled regular expression.
    pub regex_bytes: usize,
    /// Items of a list written in the policy, or of a list in a lead.
    pub list_items: usize,
    /// Bytes of one lead as it arrives.
    pub lead_bytes: usize,
    /// Bytes of one text value of a lead.
    pub text_bytes: usize,
    /// Reps of a snapshot.
    pub reps: usize,
    /// Objects and arrays inside one another in JSON.
    pub json_depth: usize,
    /// Bytes of a note after its placeholders are filled in; what is beyond is cut.
    pub note_bytes: usize,
    /// Entries of one explanation; what is beyond is counted.
    pub explanation_entries: usize,
    /// Rows that a directory may tell for one question; what is beyond is not looked at, and noted.
    pub directory_rows: usize,
    /// Diagnostics shown for one file.
    pub diagnostics_shown: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            source_bytes: 16 << 20,
            nesting: 64,
            rules: 200_000,
            rows: 2_000_000,
            tests_per_rule: 10_000,
            regex_bytes: 1 << 20,
            list_items: 1_000,
            lead_bytes: 256 << 10,
            text_bytes: 32 << 10,
            reps: 100_000,
            json_depth: 64,
            note_bytes: 4 << 10,
            explanation_entries: 10_000,
            directory_rows: 1_000,
            diagnostics_shown: 20,
        }
    }
}

impl Limits {
    /// Sets a limit by its name, as findings call it; `None` when there is no such limit.
    ///
    /// ```
    /// let mut limits = pointsman::Limits::default();
    /// assert_eq!((limits.set("rules", 500), limits.rules), (Some(()), 500));
    /// assert_eq!(limits.set("rulez", 500), None);
    /// ```
    pub fn set(&mut self, name: &str, value: usize) -> Option<()> {
        let limit = match name {
            "source_bytes" => &mut self.source_bytes,
            "nesting" => &mut self.nesting,
            "rules" => &mut self.rules,
            "rows" => &mut self.rows,
            "tests_per_rule" => &mut self.tests_per_rule,
            "regex_bytes" => &mut self.regex_bytes,
            "list_items" => &mut self.list_items,
            "lead_bytes" => &mut self.lead_bytes,
            "text_bytes" => &mut self.text_bytes,
            "reps" => &mut self.reps,
            "json_depth" => &mut self.json_depth,
            "note_bytes" => &mut self.note_bytes,
            "explanation_entries" => &mut self.explanation_entries,
            "diagnostics_shown" => &mut self.diagnostics_shown,
            _ => return None,
        };
        *limit = value;
        Some(())
    }
}

/// Boxes that one rule's condition is split into; beyond, one box around all of them is kept and the condition itself is
/// asked. A rule of 64 alternatives is the most that people write; alternatives of alternatives multiply.
pub(crate) const BOXES_PER_RULE: usize = 64;

/// Boxes of a route for each of its rules, on the average: what bounds the graph's size by that of the policy.
pub(crate) const BOXES_FOR_EACH_RULE: usize = 4;

/// Boxes of one condition that are compared each with each, to leave out those that lie in another: the square of it is
/// what a rule may cost.
pub(crate) const COMPARED_BOXES: usize = 64;

/// Single tests of a territory that are put in place of its name; a larger one is judged once a lead, as a whole. Tests of
/// a list count as one, so that nearly all territories are below it.
pub(crate) const SUBSTITUTED_TESTS: usize = 16;

/// Territories inside one another whose tests are put in place of their names: recursion must end.
pub(crate) const SUBSTITUTED_DEPTH: usize = 8;

/// Runs that joining classes may write for each run and end that it reads: sets that leave a few values out of many
/// would have to be spelt out otherwise.
pub(crate) const REDUCED_RUNS: usize = 16;

/// Levels of a forest, rests counted: searching recurses so deep. Each level looks at one attribute; few policies look at
/// more than a dozen before a leaf can tell their cases apart.
pub(crate) const FOREST_DEPTH: usize = 12;

/// List entries that dispatching may copy, for each box: eight times as many made graphs ten times as large and no faster.
pub(crate) const COPIES_FOR_EACH_BOX: usize = 24;

/// Copies of the boxes that do not look at an attribute, for each box, that one switch may make to spare a second path.
pub(crate) const COPIES_OF_A_SWITCH: usize = 2;

/// Boxes of a leaf, in policies of up to [`SMALL_FOREST`] boxes and in larger ones.
pub(crate) const LEAF_BOXES: (usize, usize) = (64, 256);

/// Boxes up to which a forest is small.
pub(crate) const SMALL_FOREST: usize = 5_000;

/// Attributes that a leaf has rows of bits for.
pub(crate) const ROWS_PER_LEAF: usize = 8;

/// Groups of rows of a leaf of which several are joined: by elements of lists, or by what is yes.
pub(crate) const JOINED_PER_LEAF: usize = 4;

/// Attributes that are yes or no and share one group of rows.
pub(crate) const TRUTHS_PER_GROUP: usize = 32;

/// Rows of bits of one attribute in a leaf: beyond, neighbouring classes share a row and cases are tested.
pub(crate) const ROWS_PER_ATTRIBUTE: usize = 64;

/// Attributes of which a switch is tried at one node, those that limit most boxes first.
pub(crate) const TRIED_ATTRIBUTES: usize = 5;

/// Runs of one attribute at one node, for each of its boxes, beyond which it is not tried.
pub(crate) const TRIED_RUNS: usize = 64;

/// Rows of a table that are asked one by one: a forest of so few is no faster.
pub(crate) const ROWS_ASKED_ONE_BY_ONE: usize = 8;

/// Steps that the points of a card may take along the classes of one attribute; lines that need more are tested by
/// themselves.
pub(crate) const CARD_STEPS: usize = 4_096;

/// Attributes whose classes are remembered for one decision; further ones, each a test of few rules, are judged anew.
pub(crate) const REMEMBERED_CLASSES: usize = 1_024;
/// Steps that the search for one lead may take in a proof: a hundred times what honest policies need, and some tenths of
/// a second.
pub(crate) const STEPS_PER_QUESTION: u64 = 2_000_000;

/// Steps of all proofs about a policy together: some seconds.
pub(crate) const PROOF_STEPS: u64 = 100_000_000;
