//! The grammar, held against another reader and against the texts that catch readers out.

use super::*;
use serde_json::Value;

fn ours(text: &str) -> Result<Value, Broken> {
    let mut scan = Scanner::new(text, 128);
    let mut skipping = scan;
    let read = Node::read(&mut scan);
    let skipped = skipping.skip();
    assert_eq!(
        read.is_ok(),
        skipped.is_ok(),
        "read and skip differ: {text}"
    );
    let node = read?;
    assert_eq!(scan.at(), skipping.at(), "read and skip end apart: {text}");
    scan.peek();
    if scan.at() < text.len() {
        return Err(scan.broken("Extra data"));
    }
    Ok(node.to_value())
}

fn agree(text: &str) {
    let theirs = serde_json::from_str::<Value>(text);
    match (ours(text), theirs) {
        (Ok(ours), Ok(theirs)) => assert_eq!(ours, theirs, "{text}"),
        // Beyond all floats; the largest of them is the nearest.
        (Ok(_), Err(error)) if error.to_string().contains("out of range") => {}
        (Err(_), Err(_)) => {}
        (ours, theirs) => panic!("{text}: {ours:?} against {theirs:?}"),
    }
}

const ACCEPTED: &[&str] = &[
    "[[]   ]",
    "[\"\"]",
    "[]",
    "[\"a\"]",
    "[false]",
    "[null, 1, \"1\", {}]",
    "[null]",
    "[1\n]",
    " [1]",
    "[1,null,null,null,2]",
    "[2] ",
    "[123e65]",
    "[0e+1]",
    "[0e1]",
    "[ 4]",
    "[-0.000000000000000000000000000000000000000000000000000000000000000000000000000001]",
    "[20e1]",
    "[-0]",
    "[-123]",
    "[-1]",
    "[1E22]",
    "[1E-2]",
    "[1E+2]",
    "[123e45]",
    "[123.456e78]",
    "[1e-2]",
    "[123.456789]",
    "{\"asd\":\"sdf\", \"dfg\":\"fgh\"}",
    "{}",
    "{\"\":0}",
    "{\"foo\\u0000bar\": 42}",
    "{ \"min\": -1.0e+28, \"max\": 1.0e+28 }",
    "{\"x\":[{\"id\": \"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\"}], \"id\": \"x\"}",
    "{\"a\":[]}",
    "{\n\"a\": \"b\"\n}",
    "[\"\\u0060\\u012a\\u12AB\"]",
    "[\"\\uD801\\udc37\"]",
    "[\"\\ud83d\\ude39\\ud83d\\udc8d\"]",
    "[\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"]",
    "[\"\\\\u0000\"]",
    "[\"\\\"\"]",
    "[\"a/*b*/c/*d//e\"]",
    "[\"\\\\a\"]",
    "[\"\\u0012\"]",
    "[\"\u{FFFF}\"]",
    "[\"new\\u000Aline\"]",
    "[\"\u{7f}\"]",
    "[ \"asd\"]",
    "\"\"",
    "\" \"",
    "\"\u{2028}\u{2029}\"",
    "[\"\u{10FFFF}\"]",
    "true",
    "false",
    "null",
    "42",
    "-0.1",
    "{\"a\":\"b\",\"a\":\"c\"}",
    "[1,2,\"äöü\\n\\u00e4 eight bytes and more \\\" then some\"]",
    "\t[\r\n1 , 2\t]\n",
    "1234567890123456789012345678901234567890",
    "1.7976931348623157e308",
    "5e-324",
];

const REFUSED: &[&str] = &[
    "",
    " ",
    "[1 true]",
    "[\"\": 1]",
    "[\"\"],",
    "[,1]",
    "[1,,2]",
    "[\"x\",,]",
    "[\"x\"]]",
    "[\"\",]",
    "[\"x\"",
    "[x",
    "[3[ 4]]",
    "[1:2]",
    "[,]",
    "[-]",
    "[   , \"\"]",
    "[\"a\",\n4\n,1",
    "[1,]",
    "[\"\n\"]",
    "[*]",
    "[\"",
    "[1,\n1\n,1",
    "[{}",
    "[fals]",
    "[nul]",
    "[tru]",
    "123\u{0}",
    "[++1234]",
    "[+1]",
    "[+Inf]",
    "[-01]",
    "[-1.0.]",
    "[-2.]",
    "[-NaN]",
    "[.-1]",
    "[.2e-3]",
    "[0.1.2]",
    "[0.3e+]",
    "[0.3e]",
    "[0.e1]",
    "[0E+]",
    "[0E]",
    "[0e+]",
    "[0e]",
    "[1.0e+]",
    "[1.0e-]",
    "[1.0e]",
    "[1 000.0]",
    "[1eE2]",
    "[2.e+3]",
    "[2.e3]",
    "[9.e+]",
    "[Inf]",
    "[NaN]",
    "[\u{FF11}]",
    "[1+2]",
    "[0x1]",
    "[0x42]",
    "[Infinity]",
    "[0e+-1]",
    "[-123.123foo]",
    "[-Infinity]",
    "[-foo]",
    "[- 1]",
    "[-012]",
    "[-.123]",
    "[-1x]",
    "[1ea]",
    "[1e\u{e5}]",
    "[.123]",
    "[1.]",
    "[1.2a-3]",
    "[1.8011670033376514H-308]",
    "[012]",
    "[\"x\", truth]",
    "{[: \"x\"}\n",
    "{\"x\", null}",
    "{\"x\"::\"b\"}",
    "{\"a\":\"a\" 123}",
    "{key: 'value'}",
    "{\"a\" b}",
    "{:\"b\"}",
    "{\"a\"",
    "{1:1}",
    "{9999E9999:1}",
    "{null:null,null:null}",
    "{\"id\":0,,,,,}",
    "{'a':0}",
    "{\"id\":0,}",
    "{\"a\":\"b\"}/**/",
    "{\"a\":\"b\"}//",
    "{\"a\":\"b\",,\"c\":\"d\"}",
    "{a: \"b\"}",
    "{\"a\":\"a",
    "{ \"foo\" : \"bar\", \"a\" }",
    "{\"a\":\"b\"}#",
    "\"",
    "[\"\\uD800\\\"]",
    "[\"\\uD800\\u\"]",
    "[\"\\uD800\\u1\"]",
    "[\"\\uD800\\u1x\"]",
    "[\u{e9}]",
    "[\"\\\u{0}\"]",
    "[\"\\\\\\\"]",
    "[\"\\x00\"]",
    "[\"\\\t\"]",
    "[\"\\\u{1F300}\"]",
    "[\"\\\"]",
    "[\"\\u00A\"]",
    "[\"\\uD834\\uDd\"]",
    "[\"\\uD800\\uD800\\x\"]",
    "[\"\\a\"]",
    "[\"\\uqqqq\"]",
    "[\\u0020\"asd\"]",
    "[\\n]",
    "\"x",
    "['single quote']",
    "abc",
    "[\"\\",
    "[\"a\u{0}a\"]",
    "[\"\t\"]",
    "\"\\UA66D\"",
    "<.>",
    "[<null>]",
    "[1]x",
    "[1]]",
    "[][]",
    "]",
    "{\"x\": true,",
    "[",
    "[\"a",
    "{",
    "{]",
    "{,",
    "{[",
    "{\"a",
    "{'a'",
    "[True]",
    "1]",
    "{\"asd\":\"asd\"",
    "\u{c3}\u{a5}",
    "[\u{2060}]",
    "\u{2060}",
    "\\u000A\"\"",
    "\u{feff}{}",
    "[\u{c}]",
    "*",
    "{\"a\":\"b\"}#{}",
    "[\"\\uDC00\"]",
    "[\"\\ud800\"]",
    "[\"\\ud800abc\"]",
    "[\"\\uD800\\uE000\"]",
    "--1",
    "1..2",
    "00",
    "+0",
    "truefalse",
    "\"a\"\"b\"",
    "{\"a\":1 \"b\":2}",
    "{\"a\":}",
    "[1 2]",
    "{\"a\":1,\"b\"}",
];

#[test]
fn accepted() {
    for text in ACCEPTED {
        assert!(text.is_empty() || ours(text).is_ok(), "{text}");
        agree(text);
    }
}

#[test]
fn refused() {
    for text in REFUSED {
        assert!(ours(text).is_err(), "{text}");
        agree(text);
    }
}

/// Every text above with one byte cut out, doubled or exchanged.
#[test]
fn mutations_agree_with_another_reader() {
    let bytes = b"\"\\{}[],:-+.eE019tn \nu";
    for text in ACCEPTED.iter().chain(REFUSED) {
        for (at, letter) in text.char_indices() {
            let (before, after) = (&text[..at], &text[at + letter.len_utf8()..]);
            agree(&format!("{before}{after}"));
            agree(&format!("{before}{letter}{letter}{after}"));
            for byte in bytes {
                agree(&format!("{before}{}{after}", *byte as char));
            }
        }
    }
}

#[test]
fn nesting_costs_no_stack() {
    for open in ["[", "{\"a\":", "[{\"a\":"] {
        let text = open.repeat(100_000);
        assert_eq!(ours(&text).unwrap_err().message, "Nesting is too deep");
    }
    let fits = format!("{}{}", "[".repeat(128), "]".repeat(128));
    assert!(ours(&fits).is_ok());
}

#[test]
fn strings_are_found_wherever_they_end() {
    for length in 0..40 {
        for special in ["", "\\n", "é", "\\u00e9", "\u{7f}"] {
            let text = format!(
                "\"{}{special}{}\"",
                "x".repeat(length),
                "y".repeat(40 - length)
            );
            agree(&text);
            let broken = format!("\"{}\u{1f}{special}\"", "x".repeat(length));
            agree(&broken);
        }
    }
}

#[test]
fn equality_is_of_values() {
    let read = |text| Node::read(&mut Scanner::new(text, 128)).unwrap();
    for (a, b, expected) in [
        ("1", "1.0", true),
        ("1", "true", false),
        ("0", "false", false),
        ("{\"a\":1,\"b\":[2]}", "{\"b\":[2.0],\"a\":1e0}", true),
        ("[1,2]", "[2,1]", false),
        ("\"a\"", "\"\\u0061\"", true),
        ("9007199254740993", "9007199254740992", false),
        ("{\"a\":1}", "{\"a\":1,\"b\":2}", false),
    ] {
        let (left, right) = (read(a), read(b));
        assert_eq!(left.equals(&right), expected, "{a} and {b}");
        let (mut one, mut other) = (String::new(), String::new());
        left.canonical(&mut one);
        right.canonical(&mut other);
        assert_eq!(one == other, expected, "{a} and {b}");
    }
}

#[test]
fn quoted_text_is_json() {
    for text in ["", "plain", "a\"b\\c", "line\nbreak\u{1}\u{7f}", "é€😀"] {
        let mut out = String::new();
        quote(text, &mut out);
        assert_eq!(serde_json::from_str::<String>(&out).unwrap(), text);
    }
}
