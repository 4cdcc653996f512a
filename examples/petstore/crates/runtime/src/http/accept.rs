//! Which of several media types a request wants (RFC 9110, section 12.5.1).

use super::media;

/// The index of the offered media type that is wanted most; of two that are wanted alike, the first. `None`: none is
/// acceptable. Without a single range that can be read everything is.
#[must_use]
pub fn choose<'h>(accept: impl Iterator<Item = &'h str>, offered: &[&str]) -> Option<usize> {
    let ranges: Vec<Range> = accept.flat_map(split).filter_map(Range::parse).collect();
    if ranges.is_empty() {
        return Some(0).filter(|_| !offered.is_empty());
    }
    let mut best: Option<(usize, u16)> = None;
    for (index, media_type) in offered.iter().enumerate() {
        let weight = weight(&ranges, media_type);
        if weight > best.map_or(0, |(_, weight)| weight) {
            best = Some((index, weight));
        }
    }
    best.map(|(index, _)| index)
}

/// At the commas that are not inside quotes.
fn split(header: &str) -> impl Iterator<Item = &str> {
    let mut quoted = false;
    header.split(move |char| {
        quoted ^= char == '"';
        char == ',' && !quoted
    })
}

/// By the most specific range.
fn weight(ranges: &[Range], media_type: &str) -> u16 {
    let matching = ranges
        .iter()
        .filter_map(|range| Some((range.precision(media_type)?, range.weight)));
    matching
        .max_by_key(|(precision, _)| *precision)
        .map_or(0, |(_, weight)| weight)
}

struct Range<'h> {
    main: &'h str,
    sub: &'h str,
    /// But `q`.
    parameters: Vec<(&'h str, &'h str)>,
    /// In thousandths.
    weight: u16,
}

impl<'h> Range<'h> {
    fn parse(text: &'h str) -> Option<Self> {
        let mut parts = text.split(';');
        let essence = parts.next()?.trim();
        // Some clients write the range of everything in one star.
        let (main, sub) = if essence == "*" {
            ("*", "*")
        } else {
            essence.split_once('/')?
        };
        let (mut parameters, mut weight) = (Vec::new(), 1000);
        for part in parts {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            let (name, value) = (name.trim(), value.trim());
            if name.eq_ignore_ascii_case("q") {
                weight = thousandths(value)?;
            } else {
                parameters.push((name, value));
            }
        }
        Some(Self {
            main,
            sub,
            parameters,
            weight,
        })
    }

    /// How precisely the range means a media type; `None` when it does not mean it.
    fn precision(&self, media_type: &str) -> Option<usize> {
        let essence = media_type.split(';').next()?.trim();
        let (main, sub) = essence.split_once('/')?;
        let stars = usize::from(self.main == "*") + usize::from(self.sub == "*");
        let main = self.main == "*" || self.main.eq_ignore_ascii_case(main);
        let sub = self.sub == "*" || self.sub.eq_ignore_ascii_case(sub);
        let parameters = self.parameters.iter().all(|(name, value)| {
            media::parameter(media_type, name)
                .is_some_and(|known| known.eq_ignore_ascii_case(value.trim_matches('"')))
        });
        (main && sub && parameters).then(|| 100 * (2 - stars) + self.parameters.len().min(99))
    }
}

/// `0.8` → 800.
fn thousandths(value: &str) -> Option<u16> {
    let weight: f32 = value.parse().ok()?;
    (0.0..=1.0).contains(&weight).then(|| {
        (0..=1000)
            .rev()
            .find(|&n| f32::from(n) <= weight * 1000.0 + 0.5)
            .unwrap_or(0)
    })
}
