//! "Did you mean": the name out of a list that a misspelt one is nearest to.

/// The nearest candidate, when it is near enough to be a slip of the pen: a third of the letters at most.
pub fn closest<'a>(
    written: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    // Longer names are keys of maps (paths, say) where the quadratic distance costs more than it helps.
    let letters: Vec<char> = written
        .chars()
        .take(80)
        .flat_map(char::to_lowercase)
        .collect();
    let allowed = (letters.len() / 3).max(1);
    candidates
        .into_iter()
        .filter(|candidate| candidate.chars().count().abs_diff(letters.len()) <= allowed)
        .map(|candidate| (distance(&letters, candidate), candidate))
        .filter(|(distance, _)| *distance <= allowed)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// Edits between the two, a swap of neighbours counting as one (optimal string alignment).
fn distance(a: &[char], candidate: &str) -> usize {
    let b: Vec<char> = candidate.chars().flat_map(char::to_lowercase).collect();
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let changed = usize::from(a[i - 1] != b[j - 1]);
            let mut cost = (last[j] + 1).min(row[j - 1] + 1).min(last[j - 1] + changed);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                cost = cost.min(before[j - 2] + 1);
            }
            row.push(cost);
        }
        before = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::closest;

    #[test]
    fn slips_are_found_and_strangers_are_not() {
        assert_eq!(closest("Pte", ["Pet", "Pets", "Owner"]), Some("Pet"));
        assert_eq!(
            closest("minlength", ["maxLength", "minLength"]),
            Some("minLength")
        );
        assert_eq!(closest("Invoice", ["Pet", "Owner"]), None);
        assert_eq!(closest("", ["a", "Pet"]), Some("a"));
        assert_eq!(closest("x", []), None);
    }
}
