//! Numbers as they are written, compared and divided exactly. No value is ever rounded, and no exponent, however
//! large, costs memory.

use std::cmp::Ordering;

/// `±digits × 10^exponent`, borrowed from the text of a number. Neither the first nor the last digit is 0; zero has
/// no digits.
#[derive(Debug, Clone, Copy)]
pub struct Decimal<'a> {
    negative: bool,
    /// The digits, in two runs because the point may stand between them.
    head: &'a [u8],
    tail: &'a [u8],
    exponent: i64,
}

/// Exponents beyond it all mean "out of sight"; sums of two never overflow.
const FAR: i64 = 1 << 60;

impl<'a> Decimal<'a> {
    /// Reads `[+-]digits[.digits][e[+-]digits]`; leading zeros and a missing part on one side of the point are
    /// accepted, since text from a URL comes here too. `None` when it is no number.
    #[must_use]
    pub fn parse(text: &'a str) -> Option<Self> {
        let (negative, text) = match text.as_bytes() {
            [b'-', rest @ ..] => (true, rest),
            [b'+', rest @ ..] => (false, rest),
            rest => (false, rest),
        };
        let mantissa = text
            .iter()
            .position(|byte| matches!(byte, b'e' | b'E'))
            .unwrap_or(text.len());
        let (mantissa, power) = text.split_at(mantissa);
        let point = mantissa
            .iter()
            .position(|byte| *byte == b'.')
            .unwrap_or(mantissa.len());
        let (head, tail) = mantissa.split_at(point);
        let tail = tail.get(1..).unwrap_or_default();
        let all_digits = head.iter().chain(tail).all(u8::is_ascii_digit);
        if !all_digits || head.len() + tail.len() == 0 {
            return None;
        }
        let exponent = if power.is_empty() {
            0
        } else {
            exponent(&power[1..])?
        };
        let exponent = exponent - i64::try_from(tail.len()).ok()?;
        Some(Self::normal(negative, head, tail, exponent))
    }

    fn normal(negative: bool, mut head: &'a [u8], mut tail: &'a [u8], mut exponent: i64) -> Self {
        while let [rest @ .., b'0'] = tail {
            tail = rest;
            exponent += 1;
        }
        if tail.is_empty() {
            while let [rest @ .., b'0'] = head {
                head = rest;
                exponent += 1;
            }
        }
        while let [b'0', rest @ ..] = head {
            head = rest;
        }
        if head.is_empty() {
            while let [b'0', rest @ ..] = tail {
                tail = rest;
            }
        }
        let zero = head.is_empty() && tail.is_empty();
        Self {
            negative: negative && !zero,
            head,
            tail,
            exponent: if zero { 0 } else { exponent },
        }
    }

    /// The same number without its sign.
    #[must_use]
    pub fn absolute(self) -> Self {
        Self {
            negative: false,
            ..self
        }
    }

    fn digits(&self) -> impl Iterator<Item = u8> + Clone + use<'a> {
        self.head.iter().chain(self.tail).map(|byte| byte - b'0')
    }

    fn length(&self) -> i64 {
        i64::try_from(self.head.len() + self.tail.len()).unwrap_or(FAR)
    }

    #[must_use]
    pub fn is_zero(&self) -> bool {
        self.length() == 0
    }

    /// Whether there is no fractional part: `1.0` and `1e2` are integers.
    #[must_use]
    pub fn is_integer(&self) -> bool {
        self.exponent >= 0
    }

    /// How many digits the integer has when written out; `None` for a fraction.
    #[must_use]
    pub fn integer_digits(&self) -> Option<u64> {
        let digits = self.length() + self.exponent;
        self.is_integer().then_some(digits.max(1).unsigned_abs())
    }

    /// The integer; `None` for a fraction and beyond 128 bits.
    #[must_use]
    pub fn to_i128(&self) -> Option<i128> {
        if self.integer_digits()? > 39 {
            return None;
        }
        let zeros = std::iter::repeat_n(0, usize::try_from(self.exponent).ok()?);
        self.digits().chain(zeros).try_fold(0i128, |value, digit| {
            let digit = i128::from(digit);
            let digit = if self.negative { -digit } else { digit };
            value.checked_mul(10)?.checked_add(digit)
        })
    }

    /// The integer written out; `None` for a fraction or when that takes more than `limit` digits.
    #[must_use]
    pub fn to_integer_text(&self, limit: u64) -> Option<String> {
        if self.integer_digits()? > limit {
            return None;
        }
        if self.is_zero() {
            return Some("0".to_owned());
        }
        let mut text = String::new();
        if self.negative {
            text.push('-');
        }
        text.extend(self.digits().map(|digit| char::from(digit + b'0')));
        text.extend(std::iter::repeat_n(
            '0',
            usize::try_from(self.exponent).ok()?,
        ));
        Some(text)
    }

    /// One text for all numbers that are equal.
    #[must_use]
    pub fn canonical(&self) -> String {
        let mut text = String::new();
        if self.negative {
            text.push('-');
        }
        text.extend(self.digits().map(|digit| char::from(digit + b'0')));
        text.push('e');
        text.push_str(&self.exponent.to_string());
        text
    }

    #[must_use]
    pub fn compare(&self, other: &Decimal<'_>) -> Ordering {
        match (self.negative, other.negative) {
            (false, true) => Ordering::Greater,
            (true, false) => Ordering::Less,
            (false, false) => self.compare_size(other),
            (true, true) => other.compare_size(self),
        }
    }

    fn compare_size(&self, other: &Decimal<'_>) -> Ordering {
        match (self.is_zero(), other.is_zero()) {
            (true, true) => return Ordering::Equal,
            (true, false) => return Ordering::Less,
            (false, true) => return Ordering::Greater,
            (false, false) => {}
        }
        let places = (self.length() + self.exponent).cmp(&(other.length() + other.exponent));
        places.then_with(|| self.digits().cmp(other.digits()))
    }

    /// Whether this is an integer times `unit`. `None` when `unit` is zero or has too many digits to tell.
    #[must_use]
    pub fn is_multiple_of(&self, unit: &Decimal<'_>) -> Option<bool> {
        let modulus = unit.absolute().digits().try_fold(0u128, |value, digit| {
            value.checked_mul(10)?.checked_add(u128::from(digit))
        })?;
        if modulus == 0 || modulus >= 1 << 123 {
            return None;
        }
        if self.is_zero() {
            return Some(true);
        }
        let shift = self.exponent - unit.exponent;
        if shift < 0 {
            // The last digit is not 0, so no power of ten divides it.
            return Some(false);
        }
        let digits = self
            .digits()
            .fold(0, |rest, digit| (rest * 10 + u128::from(digit)) % modulus);
        let power = power_of_ten(shift.unsigned_abs(), modulus);
        Some(multiply(digits, power, modulus) == 0)
    }
}

/// Reads an exponent; beyond [`FAR`] it stays there.
fn exponent(text: &[u8]) -> Option<i64> {
    let (negative, digits) = match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        rest => (false, rest),
    };
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let size = digits.iter().fold(0i64, |value, digit| {
        (value
            .saturating_mul(10)
            .saturating_add(i64::from(digit - b'0')))
        .min(FAR)
    });
    Some(if negative { -size } else { size })
}

/// `10^power mod modulus`, by squaring.
fn power_of_ten(mut power: u64, modulus: u128) -> u128 {
    let (mut result, mut base) = (1 % modulus, 10 % modulus);
    while power > 0 {
        if power & 1 == 1 {
            result = multiply(result, base, modulus);
        }
        base = multiply(base, base, modulus);
        power >>= 1;
    }
    result
}

/// `a × b mod modulus` for a modulus below 2^123.
fn multiply(a: u128, mut b: u128, modulus: u128) -> u128 {
    if let Some(product) = a.checked_mul(b) {
        return product % modulus;
    }
    let (mut a, mut sum) = (a % modulus, 0);
    while b > 0 {
        if b & 1 == 1 {
            sum = (sum + a) % modulus;
        }
        a = (a * 2) % modulus;
        b >>= 1;
    }
    sum
}
