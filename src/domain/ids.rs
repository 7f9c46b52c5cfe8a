//! Typed places in the lists of a policy's model. An id is meaningful only for the policy it came from.

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(u32);

        impl $name {
            /// The id of the entry at this place; places beyond 32 bits do not occur, the limits are far lower.
            pub fn at(index: usize) -> Self {
                Self(u32::try_from(index).unwrap_or(u32::MAX))
            }

            /// The place in its list.
            pub fn index(self) -> usize {
                usize::try_from(self.0).unwrap_or(usize::MAX)
            }
        }
    )*};
}

ids! {
    /// An `enum`.
    EnumId,
    /// A field of `lead { }`, of `rep { }` or of a `record`: a place in that schema.
    FieldId,
    /// A `list`.
    ListId,
    /// A `lookup`.
    LookupId,
    /// A `territory`.
    TerritoryId,
    /// A derived value: `derive`, `classify`, or one output column of a `table`.
    DerivedId,
    /// A `table`.
    TableId,
    /// A `score`.
    ScoreId,
    /// A host's or a model's scorer, by name.
    ScorerId,
    /// A `grade`.
    GradeId,
    /// An `hours` item.
    HoursId,
    /// A team.
    TeamId,
    /// A queue.
    QueueId,
    /// An `sla`.
    SlaId,
    /// A `record`.
    RecordId,
    /// A `match`.
    MatchId,
    /// A route.
    RouteId,
    /// A rule, step, shadow rule or `otherwise`: a place in the list of all of them.
    RuleId,
    /// A compiled regular expression.
    RegexId,
}
