//! What names of hosts in other scripts ask of their letters: which may stand in a name at all (RFC 5892), which join
//! (its appendix A.1), and in which direction they run (RFC 5893). In: the letters of a label. It must not know how
//! labels are encoded.

use crate::pattern::Pattern;

/// Letters, marks and digits that keep their form when a name is normalised. Capitals don't; neither do the forms of
/// letters that are kept for compatibility.
pub(super) fn may_stand(letters: &[char]) -> bool {
    static LETTERS: Pattern = Pattern::new(r"^[\p{Ll}\p{Lo}\p{Lm}\p{Mn}\p{Mc}\p{Nd}]+$");
    let compatible = |letter: &char| {
        matches!(letter, '\u{AA}' | '\u{BA}' | '\u{2000}'..='\u{2BFF}' | '\u{FB00}'..='\u{FB1C}'
            | '\u{FB50}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFE}' | '\u{FF00}'..='\u{FFEF}' | '\u{1D400}'..='\u{1D7FF}')
    };
    let text: String = letters.iter().collect();
    text.is_empty() || (LETTERS.matches(&text) && !letters.iter().any(compatible))
}

/// Whether a letter is a mark on the one before it.
pub(super) fn is_mark(letter: char) -> bool {
    static MARK: Pattern = Pattern::new(r"^\p{M}$");
    !letter.is_ascii() && MARK.matches(letter.encode_utf8(&mut [0; 4]))
}

/// RFC 5892 appendix A.1: a non-joiner parts letters that would join.
pub(super) fn is_joined(before: &[char], after: &[char]) -> bool {
    let left = before.iter().rev().find(|letter| !is_mark(**letter));
    let right = after.iter().find(|letter| !is_mark(**letter));
    let joins_right = left.is_some_and(|letter| joins_both(*letter));
    let joins_left = right.is_some_and(|letter| joins_both(*letter) || joins_before(*letter));
    joins_right && joins_left
}

/// Letters that join on both sides, of the scripts that are in use.
fn joins_both(letter: char) -> bool {
    matches!(letter, '\u{620}' | '\u{626}' | '\u{628}' | '\u{62A}'..='\u{62E}' | '\u{633}'..='\u{63F}'
        | '\u{641}'..='\u{647}' | '\u{649}'..='\u{64A}' | '\u{66E}'..='\u{66F}' | '\u{678}'..='\u{687}'
        | '\u{69A}'..='\u{6BF}' | '\u{6C1}'..='\u{6C2}' | '\u{6CC}' | '\u{6CE}' | '\u{6D0}'..='\u{6D1}'
        | '\u{6FA}'..='\u{6FC}' | '\u{6FF}' | '\u{712}'..='\u{714}' | '\u{71A}'..='\u{71D}'
        | '\u{71F}'..='\u{727}' | '\u{729}' | '\u{72B}' | '\u{72D}'..='\u{72E}' | '\u{750}'..='\u{758}'
        | '\u{75C}'..='\u{76A}' | '\u{76D}'..='\u{770}' | '\u{7CA}'..='\u{7EA}' | '\u{1820}'..='\u{1878}')
}

/// Letters that join only with the one before them.
fn joins_before(letter: char) -> bool {
    matches!(letter, '\u{622}'..='\u{625}' | '\u{627}' | '\u{629}' | '\u{62F}'..='\u{632}' | '\u{648}'
        | '\u{671}'..='\u{673}' | '\u{675}'..='\u{677}' | '\u{688}'..='\u{699}' | '\u{6C0}'
        | '\u{6C3}'..='\u{6CB}' | '\u{6CD}' | '\u{6CF}' | '\u{6D2}'..='\u{6D3}' | '\u{6D5}'
        | '\u{6EE}'..='\u{6EF}' | '\u{710}' | '\u{715}'..='\u{719}' | '\u{71E}' | '\u{728}' | '\u{72A}'
        | '\u{72C}' | '\u{72F}' | '\u{759}'..='\u{75B}' | '\u{76B}'..='\u{76C}' | '\u{771}')
}

/// The classes of the bidirectional algorithm, as far as RFC 5893 tells them apart.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Direction {
    Left,
    Right,
    /// 0 to 9, and the extended digits of Arabic.
    European,
    ArabicDigit,
    Mark,
    Neutral,
}

fn direction(letter: char) -> Direction {
    match letter {
        '0'..='9' | '\u{6F0}'..='\u{6F9}' => Direction::European,
        '\u{660}'..='\u{669}' | '\u{66B}'..='\u{66C}' | '\u{10E60}'..='\u{10E7E}' => {
            Direction::ArabicDigit
        }
        '-' | '\u{200C}' | '\u{200D}' => Direction::Neutral,
        letter if is_mark(letter) => Direction::Mark,
        '\u{590}'..='\u{8FF}'
        | '\u{FB1D}'..='\u{FDFF}'
        | '\u{FE70}'..='\u{FEFE}'
        | '\u{10800}'..='\u{10FFF}'
        | '\u{1E800}'..='\u{1EFFF}' => Direction::Right,
        _ => Direction::Left,
    }
}

/// RFC 5893 section 2, over all labels of a name: it asks nothing of a name that runs from left to right throughout.
pub(super) fn run_well(labels: &[Vec<char>]) -> bool {
    let runs_right = |letter: &char| {
        matches!(
            direction(*letter),
            Direction::Right | Direction::ArabicDigit
        )
    };
    let is_bidi = labels.iter().flatten().any(runs_right);
    !is_bidi || labels.iter().all(|label| runs_one_way(label))
}

fn runs_one_way(label: &[char]) -> bool {
    let all: Vec<Direction> = label.iter().map(|letter| direction(*letter)).collect();
    let last = all.iter().rev().find(|way| **way != Direction::Mark);
    let has = |way| all.contains(&way);
    match all.first() {
        Some(Direction::Right) => {
            let ends = matches!(
                last,
                Some(Direction::Right | Direction::European | Direction::ArabicDigit)
            );
            let two_kinds = has(Direction::European) && has(Direction::ArabicDigit);
            ends && !has(Direction::Left) && !two_kinds
        }
        Some(Direction::Left) => {
            let ends = matches!(last, Some(Direction::Left | Direction::European));
            ends && !has(Direction::Right) && !has(Direction::ArabicDigit)
        }
        _ => false,
    }
}
