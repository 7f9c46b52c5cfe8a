//! Exact fractions: what expressions are computed in before they are rounded once.

use super::Decimal;
use std::cmp::Ordering;

/// An exact fraction in lowest terms with a positive denominator.
///
/// Arithmetic that leaves 128 bits gives `None`, which the language calls unknown.
///
/// ```
/// use pointsman::domain::Ratio;
/// let third = Ratio::from(1).checked_div(Ratio::from(3)).expect("3 is not 0");
/// let one = third.checked_add(third).and_then(|two| two.checked_add(third));
/// assert_eq!(one, Some(Ratio::from(1)));
/// assert_eq!(third.round().map(|number| number.to_string()), Some("0.3333".to_owned()));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Ratio {
    numerator: i128,
    denominator: i128,
}

impl Ratio {
    /// The fraction in lowest terms; `None` for a denominator of 0.
    pub fn new(numerator: i128, denominator: i128) -> Option<Self> {
        match denominator {
            0 => return None,
            1 => return Some(Self { numerator, denominator }),
            _ => {}
        }
        let divisor = i128::try_from(gcd(numerator.unsigned_abs(), denominator.unsigned_abs())).ok()?;
        let (numerator, denominator) = (numerator.checked_div(divisor)?, denominator.checked_div(divisor)?);
        if denominator < 0 {
            Some(Self { numerator: numerator.checked_neg()?, denominator: denominator.checked_neg()? })
        } else {
            Some(Self { numerator, denominator })
        }
    }

    /// The numerator of the lowest terms.
    pub const fn numerator(self) -> i128 {
        self.numerator
    }

    /// The denominator of the lowest terms, at least 1.
    pub const fn denominator(self) -> i128 {
        self.denominator
    }

    /// The sum.
    pub fn checked_add(self, other: Self) -> Option<Self> {
        if self.denominator == other.denominator {
            return Self::new(self.numerator.checked_add(other.numerator)?, self.denominator);
        }
        let left = self.numerator.checked_mul(other.denominator)?;
        let right = other.numerator.checked_mul(self.denominator)?;
        Self::new(left.checked_add(right)?, self.denominator.checked_mul(other.denominator)?)
    }

    /// The difference.
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        self.checked_add(other.checked_neg()?)
    }

    /// The product.
    pub fn checked_mul(self, other: Self) -> Option<Self> {
        // Crosswise reduction first, so that nothing overflows whose result fits.
        let a = Self::new(self.numerator, other.denominator)?;
        let b = Self::new(other.numerator, self.denominator)?;
        Self::new(a.numerator.checked_mul(b.numerator)?, a.denominator.checked_mul(b.denominator)?)
    }

    /// The quotient; `None` when `other` is 0.
    pub fn checked_div(self, other: Self) -> Option<Self> {
        self.checked_mul(Self::new(other.denominator, other.numerator)?)
    }

    /// The same with the other sign.
    pub fn checked_neg(self) -> Option<Self> {
        Some(Self { numerator: self.numerator.checked_neg()?, denominator: self.denominator })
    }

    /// Four digits after the point, half to even; `None` out of the range of [`Decimal`].
    pub fn round(self) -> Option<Decimal> {
        if self.denominator == 1 {
            return Decimal::in_range(self.numerator.checked_mul(Decimal::SCALE)?);
        }
        let whole = self.numerator.div_euclid(self.denominator);
        let rest = self.numerator.rem_euclid(self.denominator);
        let scaled = rest.checked_mul(Decimal::SCALE)?;
        let (digits, rest) = (scaled.checked_div(self.denominator)?, scaled.checked_rem(self.denominator)?);
        let base = whole.checked_mul(Decimal::SCALE)?.checked_add(digits)?;
        let up = match rest.cmp(&self.denominator.checked_sub(rest)?) {
            Ordering::Less => false,
            Ordering::Greater => true,
            Ordering::Equal => base % 2 != 0,
        };
        Decimal::in_range(base.checked_add(i128::from(up))?)
    }
}

impl Ord for Ratio {
    fn cmp(&self, other: &Self) -> Ordering {
        compare((self.numerator, self.denominator), (other.numerator, other.denominator))
    }
}

impl PartialOrd for Ratio {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Compares two fractions with positive denominators exactly, by whole parts and then the turned-over rests.
pub(crate) fn compare(a: (i128, i128), b: (i128, i128)) -> Ordering {
    if let (Some(left), Some(right)) = (a.0.checked_mul(b.1), b.0.checked_mul(a.1)) {
        return left.cmp(&right);
    }
    let (mut a, mut b, mut turned) = (a, b, false);
    loop {
        let (whole_a, whole_b) = (a.0.div_euclid(a.1), b.0.div_euclid(b.1));
        let order = whole_a.cmp(&whole_b);
        let (rest_a, rest_b) = (a.0.rem_euclid(a.1), b.0.rem_euclid(b.1));
        let decided = match (order, rest_a, rest_b) {
            (Ordering::Equal, 0, 0) => Some(Ordering::Equal),
            (Ordering::Equal, 0, _) => Some(Ordering::Less),
            (Ordering::Equal, _, 0) => Some(Ordering::Greater),
            (Ordering::Equal, _, _) => None,
            (order, _, _) => Some(order),
        };
        if let Some(order) = decided {
            return if turned { order.reverse() } else { order };
        }
        (a, b) = ((a.1, rest_a), (b.1, rest_b));
        turned = !turned;
    }
}

impl From<i64> for Ratio {
    fn from(whole: i64) -> Self {
        Self { numerator: i128::from(whole), denominator: 1 }
    }
}

impl From<Decimal> for Ratio {
    fn from(number: Decimal) -> Self {
        Self::new(number.scaled(), Decimal::SCALE).unwrap_or(Self { numerator: 0, denominator: 1 })
    }
}

fn gcd(mut a: u128, mut b: u128) -> u128 {
    while b != 0 {
        // Nearly all numbers are small, and divided much faster so.
        if let (Ok(mut small), Ok(mut less)) = (u64::try_from(a), u64::try_from(b)) {
            while less != 0 {
                (small, less) = (less, small % less);
            }
            return u128::from(small.max(1));
        }
        (a, b) = (b, a % b);
    }
    a.max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounding_is_half_to_even() {
        let half = |numerator| Ratio::new(numerator, 20_000).unwrap().round().unwrap().scaled();
        assert_eq!([half(1), half(3), half(-1), half(-3), half(5)], [0, 2, 0, -2, 2]);
    }

    #[test]
    fn large_fractions_compare_exactly() {
        let big = i128::MAX;
        assert_eq!(compare((big, big - 1), (big - 1, big - 2)), Ordering::Less);
        assert_eq!(compare((-1, 3), (-1, 4)), Ordering::Less);
        assert_eq!(compare((2, 6), (1, 3)), Ordering::Equal);
    }

    #[test]
    fn overflow_and_division_by_nothing_are_no_numbers() {
        let big = Ratio::new(i128::MAX, 1).unwrap();
        assert_eq!(big.checked_add(big), None);
        assert_eq!(Ratio::from(1).checked_div(Ratio::from(0)), None);
        assert_eq!(big.round(), None);
    }
}
