//! Points of score cards, some of them halved: sums that stay exact however old a line is.

use super::Decimal;

/// Digits behind the binary point. What is halved more often than that is the least there is: it decides what is exactly
/// half way, and nothing else.
const BITS: u32 = 120;

/// Exactly so many points: whole ten thousandths, and parts of one in 2^-120.
///
/// Fractions of 128 bits would not do: three lines halved sixty times each, or one line of `3.3333` halved 111 times, leave
/// them, and the score would be unknown for leads of that very age.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Halved {
    whole: i128,
    /// Less than one ten thousandth.
    rest: u128,
}

impl Halved {
    const ONE: u128 = 1 << BITS;

    /// Points divided by two so many times.
    pub(crate) fn new(points: Decimal, times: u32) -> Self {
        if times > BITS {
            return match points.scaled().signum() {
                1 => Self { whole: 0, rest: 1 },
                -1 => Self { whole: -1, rest: Self::ONE - 1 },
                _ => Self { whole: 0, rest: 0 },
            };
        }
        let whole = points.scaled() >> times;
        let rest = points.scaled().wrapping_sub(whole << times).unsigned_abs();
        Self { whole, rest: rest << (BITS - times) }
    }

    /// The sum; `None` where it leaves 128 bits.
    pub(crate) fn checked_add(self, other: Self) -> Option<Self> {
        let rest = self.rest + other.rest;
        let whole = self.whole.checked_add(other.whole)?.checked_add(i128::from(rest >= Self::ONE))?;
        Some(Self { whole, rest: rest & (Self::ONE - 1) })
    }

    /// Four digits after the point, half to even; `None` out of the range of [`Decimal`].
    pub(crate) fn round(self) -> Option<Decimal> {
        let half = Self::ONE / 2;
        let up = self.rest > half || (self.rest == half && self.whole % 2 != 0);
        Decimal::in_range(self.whole.checked_add(i128::from(up))?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn points(text: &str) -> Decimal {
        Decimal::parse(text).expect("a number")
    }

    #[test]
    fn old_lines_leave_the_others_alone() {
        for times in [62, 70, 111, 119, 120, 121] {
            let old = Halved::new(points("20"), times);
            let sum = Halved::new(points("10"), 0).checked_add(old).and_then(|sum| sum.checked_add(old));
            assert_eq!(sum.and_then(Halved::round), Some(points("10")), "{times}");
        }
    }

    #[test]
    fn what_is_half_way_goes_where_the_oldest_line_points() {
        // 13 halved five times is 0.40625.
        for (old, times, to) in
            [("20", 100, "0.4063"), ("20", 400, "0.4063"), ("-20", 400, "0.4062"), ("0", 400, "0.4062")]
        {
            let sum = Halved::new(points("13"), 5).checked_add(Halved::new(points(old), times));
            assert_eq!(sum.and_then(Halved::round), Some(points(to)), "{old} {times}");
        }
    }

    #[test]
    fn half_goes_to_even() {
        let half = |text: &str| Halved::new(points(text), 1).round().map(|number| number.to_string());
        for (text, to) in
            [("0.0001", "0"), ("0.0003", "0.0002"), ("-0.0001", "0"), ("-0.0003", "-0.0002"), ("5", "2.5")]
        {
            assert_eq!(half(text).as_deref(), Some(to), "{text}");
        }
    }

    proptest! {
        /// Halving doubled points gives them back, whatever else is added.
        #[test]
        fn halving_undoes_doubling(scaled in -1_000_000_i128..1_000_000, times in 0_u32..40, other in -1_000_i128..1_000) {
            let doubled = Halved::new(Decimal::from_scaled(scaled << times), times);
            let other = Halved::new(Decimal::from_scaled(other), 3);
            prop_assert_eq!(doubled, Halved::new(Decimal::from_scaled(scaled), 0));
            prop_assert_eq!(doubled.checked_add(other), other.checked_add(doubled));
            prop_assert_eq!(doubled.cmp(&other), doubled.whole.cmp(&other.whole).then(doubled.rest.cmp(&other.rest)));
        }
    }
}
