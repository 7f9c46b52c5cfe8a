//! Exact numbers: decimals with four digits after the point, and the fractions that expressions are computed in.

/// A number with four digits after the point; the whole part has the range of a 64-bit integer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Decimal(i128);

/// An exact fraction, in lowest terms, with a positive denominator. Expressions are computed in it and rounded once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Ratio {
    numerator: i128,
    denominator: i128,
}

impl Decimal {
    /// Ten thousandths in one.
    pub const SCALE: i128 = 10_000;

    /// The number that is `scaled` ten thousandths.
    pub const fn from_scaled(scaled: i128) -> Self {
        Self(scaled)
    }

    /// The number in ten thousandths.
    pub const fn scaled(self) -> i128 {
        self.0
    }
}

impl From<i64> for Decimal {
    fn from(whole: i64) -> Self {
        Self(i128::from(whole).saturating_mul(Self::SCALE))
    }
}

impl Ratio {
    /// The numerator of the lowest terms.
    pub const fn numerator(self) -> i128 {
        self.numerator
    }

    /// The denominator of the lowest terms, at least 1.
    pub const fn denominator(self) -> i128 {
        self.denominator
    }
}
