//! What conditions look at, and the classes of its values.

use super::numbers::Numbers;
use super::set::ClassSet;
use super::texts::Texts;
use crate::domain::{EnumId, FieldId, ScorerId, TeamId, Value};
use crate::model::Expr;

/// The place of an attribute in its [`super::Space`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct AttributeId(u32);

impl AttributeId {
    pub(crate) fn at(index: usize) -> Self {
        Self(u32::try_from(index).unwrap_or(u32::MAX))
    }

    pub(crate) fn index(self) -> usize {
        usize::try_from(self.0).unwrap_or(usize::MAX)
    }
}

/// Something that has one class for each lead and moment.
#[derive(Clone, Debug)]
pub(crate) struct Attribute {
    pub(crate) subject: Subject,
    pub(crate) classes: Classes,
    /// The classes that some valid lead may have: a required field is never missing.
    pub(crate) domain: ClassSet,
    /// Whether its class may change when a scorer is asked.
    pub(crate) asks: bool,
}

/// Where the class comes from.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Subject {
    Field(FieldId),
    /// Any other value: a definition, a fact of the moment, a calculation. A test that classes cannot tell (`contains`,
    /// `matches`, two fields compared) is an [`Expr::Condition`], an attribute of its own with the classes of [`Classes::Truth`].
    Value(Expr),
    /// Whether a list has an element. Such attributes of one list are missing together.
    Element {
        list: AttributeId,
        value: Value,
    },
    /// Whether these scorers were asked.
    Asked(Vec<ScorerId>),
}

/// How an attribute's values fall into classes. Class 0 is always "missing", for truths "unknown".
#[derive(Clone, Debug)]
pub(crate) enum Classes {
    /// 1 no, 2 yes.
    Truth,
    /// 1 and on: the places of an enum's values, of which there are so many.
    Enum(EnumId, u32),
    /// 1 and on: the policy's teams, of which there are so many.
    Teams(u32),
    Texts(Texts),
    Numbers(Numbers),
    /// 1: a list that is there.
    Presence,
}

/// The class of "no", and of a list that lacks an element.
pub(crate) const NO: u32 = 1;
/// The class of "yes", and of a list that has an element.
pub(crate) const YES: u32 = 2;

/// The class of an answer.
pub(crate) const fn answer(yes: bool) -> u32 {
    if yes { YES } else { NO }
}

impl Classes {
    /// How many classes there are, missing counted.
    pub(crate) fn count(&self) -> u32 {
        match self {
            Self::Truth => 3,
            Self::Enum(_, places) | Self::Teams(places) => places.saturating_add(1),
            Self::Texts(texts) => texts.count(),
            Self::Numbers(numbers) => numbers.count(),
            Self::Presence => 2,
        }
    }

    /// The class of a value. A value of another kind, which the checker never lets come here, counts as missing.
    pub(crate) fn class(&self, value: Option<&Value>) -> u32 {
        let Some(value) = value else { return 0 };
        let place =
            |place: Option<u32>| place.map_or(0, |place| place.saturating_add(1)).min(self.count().saturating_sub(1));
        match (self, value) {
            (Self::Truth, Value::Bool(known)) => answer(*known),
            (Self::Enum(..), Value::Enum(_, at)) => place(Some(*at)),
            (Self::Teams(_), Value::Team(team)) => place(u32::try_from(team.index()).ok()),
            (Self::Texts(texts), value) => texts.class_of(value),
            (Self::Numbers(numbers), value) => numbers.class(value).unwrap_or(0),
            (Self::Presence, _) => 1,
            _ => 0,
        }
    }
}

impl Attribute {
    pub(crate) const fn classes(&self) -> &Classes {
        &self.classes
    }

    pub(crate) fn count(&self) -> u32 {
        self.classes.count()
    }

    /// Whether some value is of a class; true where none can be told, as of lists.
    pub(crate) fn has_value(&self, class: u32) -> bool {
        match &self.classes {
            Classes::Texts(texts) => class == 0 || texts.has_value(class),
            Classes::Truth | Classes::Presence => true,
            _ => class == 0 || self.example(class).is_some(),
        }
    }

    /// A value of a class: the constant itself, the lower end of an interval, a text beyond all constants. `None` for
    /// missing, where no value is of this class, and for lists, whose values their elements make up together.
    pub(crate) fn example(&self, class: u32) -> Option<Value> {
        let place = class.checked_sub(1)?;
        match (&self.classes, &self.subject) {
            (Classes::Texts(texts), _) => texts.example(class),
            (Classes::Numbers(numbers), _) => numbers.example(class),
            (Classes::Truth, Subject::Element { .. }) | (Classes::Presence, _) => None,
            (Classes::Truth, _) => Some(Value::Bool(class == YES)),
            (Classes::Enum(id, _), _) => Some(Value::Enum(*id, place)),
            (Classes::Teams(_), _) => Some(Value::Team(TeamId::at(usize::try_from(place).ok()?))),
        }
    }
}
