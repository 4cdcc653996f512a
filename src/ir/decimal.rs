//! Exact decimals: what a JSON number says, as sign, digits and exponent. In: the text of a number. Out: order,
//! equality, divisibility. Must not know schemas. Work is bounded by the length of the text, never by the size of
//! an exponent: `1e400000000` costs as much as `1`.

use serde_json::Number;
use std::cmp::Ordering;

/// `0.d₁d₂d₃… × 10^point`, without leading or trailing zeros; zero has no digits.
///
/// An exponent beyond `±2^40` is clamped there, which keeps the order of every number that fits in a document.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Decimal {
    negative: bool,
    /// 0 to 9 each.
    digits: Vec<u8>,
    point: i64,
}

const EXPONENT_LIMIT: i64 = 1 << 40;

/// Divisors up to this size are divided exactly; longer ones (more than 37 digits) by their first 37 digits.
const DIVISOR_DIGITS: usize = 37;

impl Decimal {
    #[must_use]
    pub fn of(number: &Number) -> Self {
        Self::parse(number.as_str())
    }

    /// Reads the grammar of RFC 8259 section 6; anything else gives some number, never a panic.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let (negative, text) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (mantissa, exponent) = match text.find(['e', 'E']) {
            Some(at) => (&text[..at], parse_exponent(&text[at + 1..])),
            None => (text, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let all = || {
            whole
                .bytes()
                .chain(fraction.bytes())
                .map(|byte| byte.wrapping_sub(b'0') % 10)
        };
        let leading = all().take_while(|digit| *digit == 0).count();
        let mut digits: Vec<u8> = all().skip(leading).collect();
        while digits.last() == Some(&0) {
            digits.pop();
        }
        if digits.is_empty() {
            return Self {
                negative: false,
                digits,
                point: 0,
            };
        }
        let point = (length(whole.len()) - length(leading)).saturating_add(exponent);
        Self {
            negative,
            digits,
            point: point.clamp(-EXPONENT_LIMIT, EXPONENT_LIMIT),
        }
    }

    #[must_use]
    pub fn is_zero(&self) -> bool {
        self.digits.is_empty()
    }

    #[must_use]
    pub fn is_negative(&self) -> bool {
        self.negative
    }

    /// Without a fractional part.
    #[must_use]
    pub fn is_integer(&self) -> bool {
        self.is_zero() || self.point >= length(self.digits.len())
    }

    /// Whether `self / divisor` is an integer (JSON Schema validation section 6.2.1). Nothing is a multiple of zero.
    #[must_use]
    pub fn is_multiple_of(&self, divisor: &Self) -> bool {
        if divisor.is_zero() {
            return false;
        }
        if self.is_zero() {
            return true;
        }
        if divisor.digits.len() > DIVISOR_DIGITS {
            return self.digits == divisor.digits && self.point >= divisor.point;
        }
        let scale = (self.point - length(self.digits.len()))
            - (divisor.point - length(divisor.digits.len()));
        // The digits end in a non-zero one, so they hold no factor 10 that could make up for a negative power.
        let Ok(scale) = u64::try_from(scale) else {
            return false;
        };
        let modulus = divisor
            .digits
            .iter()
            .fold(0_u128, |sum, digit| sum * 10 + u128::from(*digit));
        let rest = self.digits.iter().fold(0_u128, |rest, digit| {
            (rest * 10 + u128::from(*digit)) % modulus
        });
        multiply(rest, power_of_ten(scale, modulus), modulus) == 0
    }

    /// As the whole number it is, when it is one and fits.
    #[must_use]
    pub fn to_i128(&self) -> Option<i128> {
        if !self.is_integer() || self.point > 38 {
            return None;
        }
        let mut value: i128 = 0;
        for index in 0..self.point {
            let digit = usize::try_from(index)
                .ok()
                .and_then(|index| self.digits.get(index));
            value = value
                .checked_mul(10)?
                .checked_add(i128::from(digit.copied().unwrap_or(0)))?;
        }
        Some(if self.negative { -value } else { value })
    }

    /// A text that is the same for equal numbers and different for others.
    #[must_use]
    pub fn canonical(&self) -> String {
        let digits: String = self
            .digits
            .iter()
            .map(|digit| char::from(b'0' + digit))
            .collect();
        format!(
            "{}{digits}e{}",
            if self.negative { "-" } else { "" },
            self.point
        )
    }

    fn compare_magnitude(&self, other: &Self) -> Ordering {
        match (self.is_zero(), other.is_zero()) {
            (true, true) => Ordering::Equal,
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
            (false, false) => self
                .point
                .cmp(&other.point)
                .then_with(|| self.digits.cmp(&other.digits)),
        }
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self.negative, other.negative) {
            (false, true) => Ordering::Greater,
            (true, false) => Ordering::Less,
            (false, false) => self.compare_magnitude(other),
            (true, true) => other.compare_magnitude(self),
        }
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

fn parse_exponent(text: &str) -> i64 {
    let (negative, digits) = match text.as_bytes().first() {
        Some(b'-') => (true, &text[1..]),
        Some(b'+') => (false, &text[1..]),
        _ => (false, text),
    };
    let magnitude = digits
        .parse::<i64>()
        .unwrap_or(EXPONENT_LIMIT)
        .min(EXPONENT_LIMIT);
    if negative { -magnitude } else { magnitude }
}

fn length(length: usize) -> i64 {
    i64::try_from(length).unwrap_or(EXPONENT_LIMIT)
}

/// `10^exponent mod modulus`, by squaring.
fn power_of_ten(mut exponent: u64, modulus: u128) -> u128 {
    let mut result = 1 % modulus;
    let mut base = 10 % modulus;
    while exponent > 0 {
        if exponent & 1 == 1 {
            result = multiply(result, base, modulus);
        }
        base = multiply(base, base, modulus);
        exponent >>= 1;
    }
    result
}

/// `a × b mod modulus` for a modulus below `2^127`, by doubling where the product would not fit.
fn multiply(a: u128, mut b: u128, modulus: u128) -> u128 {
    if let Some(product) = a.checked_mul(b) {
        return product % modulus;
    }
    let mut a = a % modulus;
    let mut sum = 0;
    while b > 0 {
        if b & 1 == 1 {
            sum = (sum + a) % modulus;
        }
        a = (a + a) % modulus;
        b >>= 1;
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::Decimal;

    fn of(text: &str) -> Decimal {
        Decimal::parse(text)
    }

    #[test]
    fn equal_numbers_are_equal_however_they_are_written() {
        for (a, b) in [
            ("1", "1.0"),
            ("1e2", "100"),
            ("-0", "0"),
            ("0.50", "5e-1"),
            ("12300", "1.23E+4"),
        ] {
            assert_eq!(of(a), of(b), "{a} {b}");
        }
    }

    #[test]
    fn order_is_exact() {
        let ascending = [
            "-1e9",
            "-2",
            "-1.5",
            "-0.1",
            "0",
            "1e-9",
            "0.3",
            "9007199254740992",
            "9007199254740993",
            "1e308",
            "1e4000",
        ];
        for pair in ascending.windows(2) {
            assert!(of(pair[0]) < of(pair[1]), "{pair:?}");
        }
    }

    #[test]
    fn multiples_are_exact() {
        for (value, divisor) in [
            ("0.3", "0.1"),
            ("4.02", "0.01"),
            ("1e308", "123456789e-9"),
            ("1e400000000", "4"),
            ("0", "0.7"),
            ("-9", "3"),
            ("0.0075", "0.0001"),
            ("12391239123", "1e-8"),
        ] {
            let expected = !(value == "1e308" && divisor == "123456789e-9");
            assert_eq!(
                of(value).is_multiple_of(&of(divisor)),
                expected,
                "{value} {divisor}"
            );
        }
        for (value, divisor) in [
            ("0.00751", "0.0001"),
            ("35", "1.5"),
            ("1", "1e400"),
            ("1e308", "7"),
            ("5", "10"),
            ("1", "0"),
        ] {
            assert!(!of(value).is_multiple_of(&of(divisor)), "{value} {divisor}");
        }
    }
}
