//! What patterns match, held against another engine of the same dialect.

use super::*;
use std::fmt::Write as _;
use std::time::Instant;

fn ours(pattern: &str, text: &str) -> Option<bool> {
    let program = compile::compile(&parse::parse(pattern, false)?)?;
    Some(run::occurs(&program, text))
}

fn theirs(pattern: &str, text: &str) -> Option<bool> {
    let regex = regress::Regex::with_flags(pattern, "u").or_else(|_| regress::Regex::new(pattern));
    Some(regex.ok()?.find(text).is_some())
}

const PATTERNS: &[&str] = &[
    "",
    "a",
    "^$",
    "^a",
    "a$",
    "^a$",
    "a|b",
    "^(a|b|ab)c$",
    "^(?:a|ab)(?:c|bcd)(?:d*)$",
    "^a*$",
    "^a+b?c*$",
    "^a{2}$",
    "^a{2,}$",
    "^a{1,3}$",
    "^(ab){2,3}$",
    "^(a*)*$",
    "^(a|b)*c$",
    "(a+)+$",
    "^(a?)*b$",
    "x*",
    "^.$",
    "^.{2}$",
    "^[abc]+$",
    "^[^abc]+$",
    "^[a-c-]+$",
    "^[-ac]$",
    r"^\d+$",
    r"^\D+$",
    r"^\w+$",
    r"^\W+$",
    r"^\s+$",
    r"^\S+$",
    r"^[\d_]+$",
    r"^[\w.-]+$",
    r"^[^\s]$",
    r"\bfoo\b",
    r"\Boo",
    r"^\bfoo",
    r"^(?=.*a)(?=.*b).{2,4}$",
    r"^(?!foo)\w+$",
    r"^(?!.*--)[a-z-]+$",
    r"(?<=a)b",
    r"(?<!a)b",
    r"(?<=a.*)c",
    r"^(?<=ab*)",
    r"(?<!-)$",
    r"^([a-z]+[a-z\-]*(?<!-))(\.[a-z]+[a-z\-]*(?<!-))*$",
    r"^(a)(b)?\1\2$",
    r"(.)\1",
    r"^(?<x>a|b)\k<x>$",
    r"(?=(a+))a*b\1",
    r"\1(a)",
    r"^(?:(a)|b)*\1$",
    r"(?<=(\w)\1)c",
    r"^\u0061\x62$",
    r"^\u{e9}$",
    r"^\ud83d\ude00$",
    r"^\cJ$",
    r"^\0$",
    r"^\t\n\v\f\r$",
    r"^\.\*\/$",
    r"^[\b]$",
    r"^[\]]$",
    r"^[]$",
    r"^[^]$",
    r"^\p{L}+$",
    r"^\p{Lu}\P{Lu}$",
    r"^[\p{Script=Greek}a]+$",
    r"^\p{Alphabetic}$",
    r"^a{,3}$",
    r"^x{y}$",
    r"^a{2$",
    r"^]$",
    r"^\-$",
    r"^[\w-.]+$",
    r"^[a-z&&b]$",
    r"[[a]",
    r"^(?:)$",
    r"(?:)*",
    r"(a*)+$",
    r"^(?:a{0,2}){2}$",
    r"^(a{0,3}b){1,2}$",
    r"^(?:ab?)+?$",
    r"^a+?b$",
    r"^(?=a)*a$",
    r"^é+$",
    r"^[à-ü]+$",
    r"^\S(|(.|\n)*\S)$",
    r"^(\([0-9]{3}\))?[0-9]{3}-[0-9]{4}$",
    r"^(?!\s*[sS][yY][sS]\$).*$",
    r"^[a-z]([a-z-]*[a-z]+)?$",
    r"^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!$)|$)){4}$",
    "b[0-9]+",
];

const TEXTS: &[&str] = &[
    "",
    "a",
    "b",
    "c",
    "ab",
    "ba",
    "aa",
    "aab",
    "aaa",
    "abc",
    "abab",
    "ababab",
    "abcd",
    "aaaa",
    "aaaaab",
    "abb",
    "foo",
    "foobar",
    "a foo b",
    "1",
    "12",
    "a1_",
    "-",
    "a-b",
    "a--b",
    "-a",
    "a-",
    "a.b",
    "a-.b",
    " ",
    "\t\n\u{b}\u{c}\r",
    "\n",
    "\u{2028}",
    "\u{a0}",
    "é",
    "ééé",
    "äöü",
    "Lé",
    "α",
    "αaβ",
    "😀",
    "\0",
    ".*/",
    "\u{8}",
    "]",
    "a{,3}",
    "x{y}",
    "a{2",
    "&",
    "[",
    "(123)456-7890",
    "456-7890",
    "SYS$ x",
    "sy$",
    "1.2.3.4",
    "256.1.1.1",
    "1.2.3",
    "b7",
    "xb42",
    "bb",
    "aca",
    "aac",
    "bbc",
    "line\nbreak",
    "日本語",
    "a\u{301}",
];

#[test]
fn patterns_agree_with_another_engine() {
    let mut report = String::new();
    for pattern in PATTERNS {
        for text in TEXTS {
            let (ours, theirs) = (ours(pattern, text), theirs(pattern, text));
            if ours != theirs {
                let _ = writeln!(
                    report,
                    "{pattern} on {text:?}: {ours:?}, should be {theirs:?}"
                );
            }
        }
    }
    assert!(report.is_empty(), "{report}");
}

#[test]
fn strictness() {
    for pattern in [
        r"^\S(|(.|\n)*\S)\Z",
        "(",
        "a)",
        "[b-a]",
        "a**",
        r"\-",
        "a{2,1}",
        "{1}",
        "]",
        r"[\w-.]",
        r"\1",
        r"\k<a>",
        "(?i:a)",
        "(?<a>x)(?<a>y)",
        r"\p{Nope}",
        "^*",
        r"\u{110000}",
    ] {
        assert!(!is_strict(pattern), "{pattern}");
    }
    for pattern in [
        "",
        "a|",
        r"[\-\]]",
        r"(?<n>a)\k<n>",
        r"\k<n>(?<n>a)",
        r"\p{Lu}",
        r"\u{1F600}",
        "(?:a)?",
        "[^-]",
        r"\/\^",
    ] {
        assert!(is_strict(pattern), "{pattern}");
    }
}

/// Patterns that take other engines for ever, on texts that are made for it.
#[test]
fn no_pattern_takes_long() {
    let long = "a".repeat(20_000);
    let hostile = format!("{long}!");
    for pattern in [
        "^(a+)+$",
        "(a+)+$",
        "^(a|a)*$",
        "^(a*)*b$",
        "(x+x+)+y",
        "^([a-z]+[a-z-]*(?<!-))*$",
        "a*a*a*a*b",
        "(?=.*b)a*$",
        "^(?!.*(a+)+b).*c$",
        r"^(a+)+\1!!$",
        "^(([a-z])+.)+[A-Z]([a-z])+$",
        r"\s*foo",
        "a*foo",
    ] {
        let start = Instant::now();
        for text in [&hostile, &long] {
            let _ = ours(pattern, text);
        }
        let taken = start.elapsed().as_secs_f64();
        assert!(taken < 20.0, "{pattern} took {taken} s");
    }
    assert_eq!(ours("^(a+)+$", &long), Some(true));
    assert_eq!(ours("^(a+)+$", &hostile), Some(false));
    assert_eq!(ours("^(?:a|b|ab)*$", &"ab".repeat(10_000)), Some(true));
    assert!(!Pattern::is_supported("((a{1000}){1000}){1000}"));
    assert!(!Pattern::is_supported(&"(".repeat(100_000)));
}

#[test]
fn compiled_once_and_asked_often() {
    static PATTERN: Pattern = Pattern::new("b[0-9]+");
    static BROKEN: Pattern = Pattern::new("(");
    assert!(PATTERN.matches("ab12c") && !PATTERN.matches("ab"));
    assert!(!BROKEN.matches(""));
}

/// A small generator of patterns and texts; the same ones at every run.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit
    }

    fn pick(&mut self, values: &[&'static str]) -> &'static str {
        usize::try_from(self.below(values.len() as u64)).map_or("", |place| values[place])
    }

    fn pattern(&mut self, depth: u64) -> String {
        let mut pattern = String::new();
        for _ in 0..=self.below(3) {
            let atom = match self.below(if depth == 0 { 5 } else { 10 }) {
                0..=2 => self
                    .pick(&["a", "b", "-", "é", ".", "[ab]", "[^a]", r"\w", r"\s"])
                    .to_owned(),
                3 => self.pick(&["^", "$", r"\b", r"\B"]).to_owned(),
                5 => {
                    let open = self.pick(&["(?=", "(?!", "(?<=", "(?<!"]);
                    pattern.push_str(&format!("{open}{})", self.pattern(depth - 1)));
                    continue;
                }
                6 | 7 => format!(
                    "(?:{}|{})",
                    self.pattern(depth - 1),
                    self.pattern(depth - 1)
                ),
                8.. => format!("({})", self.pattern(depth - 1)),
                _ => "a".to_owned(),
            };
            pattern.push_str(&atom);
            // The other engine doesn't come back from some loops whose body is empty.
            let quantifiers: &[_] = match atom.as_str() {
                "^" | "$" | r"\b" | r"\B" => &[""],
                group if group.starts_with('(') => &["", "", "?"],
                _ => &[
                    "", "", "", "*", "+", "?", "{2}", "{0,2}", "{1,}", "*?", "??",
                ],
            };
            pattern.push_str(self.pick(quantifiers));
        }
        pattern
    }
}

#[test]
fn random_patterns_agree_with_another_engine() {
    let mut random = Random(0x00DD_BA11);
    let (mut report, mut matched, mut compared) = (String::new(), 0, 0);
    for _ in 0..1500 {
        let pattern = random.pattern(3);
        let Some(tree) = parse::parse(&pattern, false) else {
            continue;
        };
        let program = compile::compile(&tree).unwrap();
        let Ok(other) = regress::Regex::with_flags(&pattern, "u") else {
            continue;
        };
        for _ in 0..6 {
            let text: String = (0..random.below(8))
                .map(|_| random.pick(&["a", "b", "-", "é", " "]))
                .collect();
            let (ours, theirs) = (run::occurs(&program, &text), other.find(&text).is_some());
            compared += 1;
            matched += usize::from(ours);
            if ours != theirs {
                let _ = writeln!(report, "{pattern} on {text:?}: {ours}, should be {theirs}");
            }
        }
    }
    assert!(report.is_empty(), "{report}");
    assert!(
        compared > 5_000 && (compared / 10..compared * 9 / 10).contains(&matched),
        "{matched} of {compared}"
    );
}
