//! A small model with decoders as they are generated, and what becomes of good and bad bodies.

#![allow(
    clippy::items_after_statements,
    clippy::redundant_closure_for_method_calls,
    clippy::unnecessary_wraps,
    reason = "readers are closures and stand beside their test, expectations are results"
)]

use super::rules::*;
use super::*;
use crate::pattern::Pattern;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::ops::Bound;

#[derive(Debug, PartialEq)]
struct Pet {
    id: i64,
    name: String,
    status: Option<usize>,
    tags: Option<Vec<String>>,
    price: Option<f64>,
    extra: BTreeMap<String, Value>,
}

static NAME_PATTERN: Pattern = Pattern::new("^[A-Za-z ]+$");
static ID: Integer = Integer {
    minimum: Bound::Included(1),
    ..Integer::ANY
};
static NAME: Text = Text {
    min_length: 2,
    max_length: 8,
    pattern: Some(&NAME_PATTERN),
    ..Text::ANY
};
static STATUS: Choices = Choices {
    values: &["\"free\"", "\"sold\""],
    ..Choices::NONE
};
static TAGS: Items = Items {
    max: 3,
    unique: true,
    ..Items::ANY
};
static PRICE: Number = Number {
    minimum: Bound::Excluded("0"),
    multiple_of: Some("0.01"),
    ..Number::ANY
};
static PET: Fields = Fields {
    names: &["id", "name", "status", "tags", "price"],
    required: &[0, 1],
    unknown: Unknown::Collect,
    ..Fields::NONE
};

fn any(d: &mut Decoder<'_>) -> Option<Value> {
    d.value()
}

fn pet(d: &mut Decoder<'_>) -> Option<Pet> {
    let (mut id, mut name, mut status, mut tags, mut price) = (None, None, None, None, None);
    let mut extra = BTreeMap::new();
    let mut object = d.object(&PET)?;
    while let Some(field) = d.field(&mut object) {
        match field {
            0 => id = d.int64(&ID),
            1 => name = d.string(&NAME),
            2 => status = d.choice(&STATUS),
            3 => tags = d.list(&TAGS, |d| d.string(&Text::ANY)),
            4 => price = d.float64(&PRICE),
            _ => d.extra(&mut extra, any),
        }
    }
    let complete = d.end(object);
    complete.then_some(Pet {
        id: id?,
        name: name?,
        status,
        tags,
        price,
        extra,
    })
}

fn faults<T>(body: &str, read: Read<T>) -> Vec<String> {
    let options = Options::STRICT;
    let mut decoder = Decoder::new(body.as_bytes(), &options).at("body");
    let value = read(&mut decoder);
    match decoder.finish() {
        Ok(()) => {
            assert!(value.is_some(), "no value and no fault: {body}");
            Vec::new()
        }
        Err(faults) => faults
            .iter()
            .map(|fault| {
                let json = fault.to_json();
                format!("{} {} {}", fault.kind.name, json["loc"], json["input"])
            })
            .collect(),
    }
}

#[test]
fn a_good_body() {
    let body = r#" {"id": 7.0, "name": "R\u0065x", "status": "sold", "tags": ["a", "b"], "price": 19.99, "x": {"y": [1]}} "#;
    let value = decode_slice(body.as_bytes(), &Options::STRICT, pet).unwrap();
    assert_eq!(
        value,
        Pet {
            id: 7,
            name: "Rex".to_owned(),
            status: Some(1),
            tags: Some(vec!["a".to_owned(), "b".to_owned()]),
            price: Some(19.99),
            extra: BTreeMap::from([("x".to_owned(), json!({"y": [1]}))]),
        }
    );
}

#[test]
fn every_fault_is_collected_with_its_place() {
    let body = r#"{"id": 0, "name": "R2-D2 and more", "status": "lost", "tags": ["a", 1, "c", "d"], "price": 0.005}"#;
    assert_eq!(
        faults(body, pet),
        [
            r#"greater_than_equal ["body","id"] 0"#,
            r#"string_too_long ["body","name"] "R2-D2 and more""#,
            r#"literal_error ["body","status"] "lost""#,
            r#"string_type ["body","tags",1] 1"#,
            r#"too_long ["body","tags"] ["a",1,"c","d"]"#,
            r#"multiple_of ["body","price"] 0.005"#,
        ]
    );
    assert_eq!(
        faults(r#"{"tags": ["x", "x"], "price": 0}"#, pet),
        [
            r#"unique_items ["body","tags"] ["x","x"]"#,
            r#"greater_than ["body","price"] 0"#,
            r#"missing ["body","id"] {"tags":["x","x"],"price":0}"#,
            r#"missing ["body","name"] {"tags":["x","x"],"price":0}"#,
        ]
    );
    assert_eq!(
        faults("[1]", pet),
        [r#"model_attributes_type ["body"] [1]"#]
    );
}

#[test]
fn broken_json_is_one_fault() {
    for (body, at, message) in [
        ("", 0, "Expecting value"),
        (r#"{"id": "x", "name": 5"#, 21, "Expecting ',' delimiter"),
        (
            r#"{"id": 1,}"#,
            9,
            "Expecting property name enclosed in double quotes",
        ),
        (r#"{"tags": [1,]}"#, 12, "Expecting value"),
        (r#"{"id" 1}"#, 6, "Expecting ':' delimiter"),
        (r#"{"id": 1} x"#, 10, "Extra data"),
        (r#"{"naïve": "a"#, 10, "Unterminated string starting at"),
        ("{\"name\": \"a\u{1}\"}", 11, "Invalid control character at"),
        (r#"{"name": "a\x"}"#, 11, "Invalid \\escape"),
        (r#"{"name": "\ud800"}"#, 11, "Invalid \\uXXXX escape"),
        (r#"{"id": 01}"#, 8, "Expecting ',' delimiter"),
        (r#"{"id": nul}"#, 7, "Expecting value"),
    ] {
        let mut decoder = Decoder::new(body.as_bytes(), &Options::STRICT).at("body");
        pet(&mut decoder);
        let faults = decoder.finish().unwrap_err().to_json();
        let expected = json!({"type": "json_invalid", "loc": ["body", at], "msg": "JSON decode error", "input": {}, "ctx": {"error": message}});
        assert_eq!(faults, json!({ "detail": [expected] }), "{body}");
    }
}

static CAT: Fields = Fields {
    names: &["kind", "meow", "size"],
    required: &[0],
    ..Fields::NONE
};
static DOG: Fields = Fields {
    names: &["kind", "bark", "size"],
    required: &[0, 2],
    ..Fields::NONE
};
static CAT_KIND: Choices = Choices {
    values: &["\"cat\""],
    ..Choices::NONE
};
static DOG_KIND: Choices = Choices {
    values: &["\"dog\""],
    ..Choices::NONE
};

/// What is left of an animal: which it was, and its size.
fn animal(
    d: &mut Decoder<'_>,
    rules: &'static Fields,
    kind: &'static Choices,
    name: &str,
) -> Option<String> {
    let (mut known, mut size) = (None, None);
    let mut object = d.object(rules)?;
    while let Some(field) = d.field(&mut object) {
        match field {
            0 => known = d.choice(kind),
            2 => size = d.int64(&Integer::ANY),
            _ => d.skip(),
        }
    }
    let complete = d.end(object);
    known?;
    complete.then(|| format!("{name} {}", size.unwrap_or_default()))
}

fn cat(d: &mut Decoder<'_>) -> Option<String> {
    animal(d, &CAT, &CAT_KIND, "cat")
}

fn dog(d: &mut Decoder<'_>) -> Option<String> {
    animal(d, &DOG, &DOG_KIND, "dog")
}

fn number(d: &mut Decoder<'_>) -> Option<String> {
    d.float64(&Number::ANY)
        .map(|number| format!("number {number}"))
}

fn integer(d: &mut Decoder<'_>) -> Option<String> {
    d.integer(&Integer::ANY)
        .map(|number| format!("integer {number}"))
}

fn word(d: &mut Decoder<'_>) -> Option<String> {
    d.string(&Text::ANY)
}

fn short(d: &mut Decoder<'_>) -> Option<String> {
    static SHORT: Text = Text {
        max_length: 3,
        ..Text::ANY
    };
    d.string(&SHORT)
}

static TAGGED: Union = Union {
    kind: rules::Kind::OneOf,
    tag: Some(Tag {
        property: "kind",
        values: &[("cat", 0), ("dog", 1)],
    }),
    branches: &[Branch::ANY, Branch::ANY],
};
static BY_MEMBERS: Union = Union {
    kind: rules::Kind::OneOf,
    tag: None,
    branches: &[
        Branch {
            label: "Cat",
            kinds: Kinds::OBJECT,
            required: &["kind"],
            only: &["meow"],
            constant: Some(("kind", &["\"cat\""])),
        },
        Branch {
            label: "Dog",
            kinds: Kinds::OBJECT,
            required: &["kind", "size"],
            only: &["bark"],
            constant: Some(("kind", &["\"dog\""])),
        },
    ],
};
static BY_TRIAL: Union = Union {
    kind: rules::Kind::OneOf,
    tag: None,
    branches: &[
        Branch {
            label: "Cat",
            kinds: Kinds::OBJECT,
            only: &["meow"],
            ..Branch::ANY
        },
        Branch {
            label: "Dog",
            kinds: Kinds::OBJECT,
            only: &["bark"],
            ..Branch::ANY
        },
        Branch {
            label: "integer",
            kinds: Kinds::INTEGER,
            ..Branch::ANY
        },
        Branch {
            label: "number",
            kinds: Kinds::NUMBER,
            ..Branch::ANY
        },
        Branch {
            label: "short",
            kinds: Kinds::STRING,
            ..Branch::ANY
        },
    ],
};

fn tagged(d: &mut Decoder<'_>) -> Option<String> {
    d.union(&TAGGED, &[cat, dog])
}

fn by_members(d: &mut Decoder<'_>) -> Option<String> {
    d.union(&BY_MEMBERS, &[cat, dog])
}

fn by_trial(d: &mut Decoder<'_>) -> Option<String> {
    d.union(&BY_TRIAL, &[cat, dog, integer, number, short])
}

fn read<T>(body: &str, options: &Options, read: Read<T>) -> Result<T, Vec<String>> {
    decode_slice(body.as_bytes(), options, read).map_err(|faults| {
        let faults = faults
            .iter()
            .map(|fault| format!("{} {fault}", fault.kind.name));
        faults.collect()
    })
}

fn strict(body: &str, reader: Read<String>) -> Result<String, Vec<String>> {
    read(body, &Options::STRICT, reader)
}

fn text(body: &str, reader: Read<String>) -> Result<String, Vec<String>> {
    read(body, &Options::TEXT, reader)
}

fn ok(value: &str) -> Result<String, Vec<String>> {
    Ok(value.to_owned())
}

fn err(faults: &[&str]) -> Result<String, Vec<String>> {
    Err(faults.iter().map(|fault| (*fault).to_owned()).collect())
}

#[test]
fn a_tag_picks_the_branch() {
    assert_eq!(strict(r#"{"size": 3, "kind": "dog"}"#, tagged), ok("dog 3"));
    assert_eq!(
        strict(r#"{"kind": "dog"}"#, tagged),
        err(&["missing size: Field required"])
    );
    assert_eq!(
        strict(r#"{"size": 3}"#, tagged),
        err(&["union_tag_not_found : Unable to extract tag using discriminator 'kind'"])
    );
    assert_eq!(
        strict(r#"{"kind": "cow"}"#, tagged),
        err(&[
            "union_tag_invalid : Input tag 'cow' found using 'kind' does not match any of the expected tags: 'cat', 'dog'"
        ])
    );
}

#[test]
fn members_pick_the_branch() {
    assert_eq!(
        strict(r#"{"kind": "cat", "size": 1}"#, by_members),
        ok("cat 1")
    );
    assert_eq!(
        strict(r#"{"kind": "d\u006fg", "size": 2}"#, by_members),
        ok("dog 2")
    );
    // Only the cat can do without a size.
    assert_eq!(
        strict(r#"{"kind": "cat", "size": "x"}"#, by_members),
        err(&["int_type size: Input should be a valid integer"])
    );
    // No branch fits; a property says which was meant.
    assert_eq!(
        strict(r#"{"bark": 1, "kind": "dog"}"#, by_members),
        err(&["missing size: Field required"])
    );
    assert_eq!(
        strict("{}", by_members),
        err(&[
            "missing Cat.kind: Field required",
            "missing Dog.kind: Field required",
            "missing Dog.size: Field required"
        ])
    );
}

#[test]
fn the_rest_is_tried() {
    assert_eq!(
        strict(r#"{"kind": "dog", "size": 2}"#, by_trial),
        ok("dog 2")
    );
    assert_eq!(strict("1.5", by_trial), ok("number 1.5"));
    assert_eq!(
        strict("15", by_trial),
        err(&["one_of : Input should match exactly one of the schemas, not more than one"])
    );
    assert_eq!(
        strict("\"long\"", by_trial),
        err(&["string_too_long : String should have at most 3 characters"])
    );
    assert_eq!(
        strict("null", by_trial),
        err(&[
            "model_attributes_type Cat: Input should be a valid dictionary or object to extract fields from",
            "model_attributes_type Dog: Input should be a valid dictionary or object to extract fields from",
            "int_type integer: Input should be a valid integer",
            "float_type number: Input should be a valid number",
            "string_type short: Input should be a valid string",
        ])
    );
    // The text of a parameter has no type: the first branch that can read it does.
    assert_eq!(text("\"15\"", by_trial), ok("integer 15"));
    assert_eq!(text("\"1.5\"", by_trial), ok("number 1.5"));
    assert_eq!(text("\"abc\"", by_trial), ok("abc"));
    assert_eq!(
        strict(r#"{"kind": }"#, by_trial),
        err(&["json_invalid 9: JSON decode error"])
    );
}

/// A union inside of a union inside of …: each place is tried once, not once for each branch above it.
#[test]
fn nested_unions_take_no_time() {
    static NODE: Fields = Fields {
        names: &["next", "end"],
        required: &[1],
        ..Fields::NONE
    };
    static NODES: Union = Union {
        kind: rules::Kind::OneOf,
        tag: None,
        branches: &[
            Branch {
                label: "A",
                ..Branch::ANY
            },
            Branch {
                label: "B",
                ..Branch::ANY
            },
            Branch {
                label: "C",
                ..Branch::ANY
            },
        ],
    };
    static ENDS: [Choices; 3] = [
        Choices {
            values: &["1"],
            named: false,
        },
        Choices {
            values: &["2"],
            named: false,
        },
        Choices {
            values: &["3"],
            named: false,
        },
    ];
    fn node(d: &mut Decoder<'_>, end: &'static Choices) -> Option<usize> {
        let mut object = d.object(&NODE)?;
        let (mut depth, mut ended) = (Some(0), None);
        while let Some(field) = d.field(&mut object) {
            match field {
                0 => depth = nodes(d),
                _ => ended = d.choice(end),
            }
        }
        let complete = d.end(object);
        ended?;
        depth.filter(|_| complete).map(|depth| depth + 1)
    }
    fn nodes(d: &mut Decoder<'_>) -> Option<usize> {
        d.union(
            &NODES,
            &[
                |d| node(d, &ENDS[0]),
                |d| node(d, &ENDS[1]),
                |d| node(d, &ENDS[2]),
            ],
        )
    }
    let body = |inner: &str| {
        format!(
            "{}{inner}{}",
            "{\"next\":".repeat(100),
            ",\"end\":3}".repeat(100)
        )
    };
    assert_eq!(read(&body("{\"end\":2}"), &Options::STRICT, nodes), Ok(101));
    assert!(read(&body("{\"end\":4}"), &Options::STRICT, nodes).is_err());
    fn same(d: &mut Decoder<'_>) -> Option<usize> {
        d.union(&NODES, &[|d| one(d), |d| one(d), |d| one(d)])
    }
    fn one(d: &mut Decoder<'_>) -> Option<usize> {
        let mut object = d.object(&NODE)?;
        while let Some(field) = d.field(&mut object) {
            match field {
                0 => drop(same(d)?),
                _ => d.skip(),
            }
        }
        d.end(object).then_some(1)
    }
    let many = "one_of : Input should match exactly one of the schemas, not more than one";
    assert_eq!(
        read("{\"end\":1}", &Options::STRICT, same),
        Err(vec![many.to_owned()])
    );
    assert!(read(&body("{\"end\":1}"), &Options::STRICT, same).is_err());
}

#[test]
fn text_of_parameters() {
    fn flags(d: &mut Decoder<'_>) -> Option<String> {
        static TWO: Items = Items {
            max: 2,
            ..Items::ANY
        };
        d.list(&TWO, |d| d.boolean())
            .map(|flags| format!("{flags:?}"))
    }
    fn maybe(d: &mut Decoder<'_>) -> Option<String> {
        d.nullable(|d| d.int32(&Integer::ANY))
            .map(|value| format!("{value:?}"))
    }
    fn choice(d: &mut Decoder<'_>) -> Option<String> {
        static MIXED: Choices = Choices {
            values: &["1", "\"a\"", "null", "true", "0.50"],
            ..Choices::NONE
        };
        d.choice(&MIXED).map(|place| place.to_string())
    }
    assert_eq!(text("\"a\\\"b\"", word), ok("a\"b"));
    assert_eq!(text("\"-12\"", integer), ok("integer -12"));
    assert_eq!(text("\"+007\"", integer), ok("integer 7"));
    assert_eq!(
        text("\"12x\"", integer),
        err(&[
            "int_parsing : Input should be a valid integer, unable to parse string as an integer"
        ])
    );
    assert_eq!(text("\"1e3\"", number), ok("number 1000"));
    for wrong in ["inf", "nan", "", "1,5", "0x1"] {
        assert_eq!(
            text(&format!("\"{wrong}\""), number),
            err(&[
                "float_parsing : Input should be a valid number, unable to parse string as a number"
            ])
        );
    }
    assert_eq!(text("[\"true\", \"false\"]", flags), ok("[true, false]"));
    assert_eq!(
        text("[\"true\", \"yes\", \"true\"]", flags),
        err(&[
            "bool_parsing 1: Input should be a valid boolean, unable to interpret input",
            "too_long : List should have at most 2 items after validation, not 3",
        ])
    );
    assert_eq!(text("\"5\"", maybe), ok("Some(5)"));
    assert_eq!(text("\"\"", maybe), ok("None"));
    assert_eq!(text("\"null\"", maybe), ok("None"));
    assert_eq!(strict("null", maybe), ok("None"));
    for (value, place) in [
        ("1", "0"),
        ("a", "1"),
        ("null", "2"),
        ("true", "3"),
        ("0.5", "4"),
    ] {
        assert_eq!(text(&format!("\"{value}\""), choice), ok(place));
    }
    assert_eq!(
        text("\"b\"", choice),
        err(&["literal_error : Input should be 1, 'a', None, True or 0.50"])
    );
}

#[test]
fn numbers_at_their_limits() {
    fn small(d: &mut Decoder<'_>) -> Option<String> {
        d.int32(&Integer::ANY).map(|value| value.to_string())
    }
    fn large(d: &mut Decoder<'_>) -> Option<String> {
        d.uint64(&Integer::ANY).map(|value| value.to_string())
    }
    fn even(d: &mut Decoder<'_>) -> Option<String> {
        static EVEN: Integer = Integer {
            multiple_of: Some(2),
            maximum: Bound::Excluded(i128::MAX),
            ..Integer::ANY
        };
        let value = d.integer(&EVEN)?;
        serde_json::to_string(&value).ok()
    }
    let huge = "12345678910111213141516171819202122232425262728293032";
    for (body, reader, expected) in [
        ("2147483647", small as Read<String>, ok("2147483647")),
        ("-2147483648.0", small, ok("-2147483648")),
        ("21e8", small, ok("2100000000")),
        (
            "3000000000",
            small,
            err(&["less_than_equal : Input should be less than or equal to 2147483647"]),
        ),
        (
            "1e400",
            small,
            err(&["less_than_equal : Input should be less than or equal to 2147483647"]),
        ),
        (
            "-1e40",
            small,
            err(&["greater_than_equal : Input should be greater than or equal to -2147483648"]),
        ),
        (
            "1.5",
            small,
            err(&[
                "int_from_float : Input should be a valid integer, got a number with a fractional part",
            ]),
        ),
        (
            "1e-400",
            small,
            err(&[
                "int_from_float : Input should be a valid integer, got a number with a fractional part",
            ]),
        ),
        (
            "\"5\"",
            small,
            err(&["int_type : Input should be a valid integer"]),
        ),
        ("18446744073709551615", large, ok("18446744073709551615")),
        (
            "-1",
            large,
            err(&["greater_than_equal : Input should be greater than or equal to 0"]),
        ),
        (huge, integer, ok(&format!("integer {huge}"))),
        ("-1.2e2", even, ok("-120")),
        (
            "170141183460469231731687303715884105726",
            even,
            ok("170141183460469231731687303715884105726"),
        ),
        (
            "3",
            even,
            err(&["multiple_of : Input should be a multiple of 2"]),
        ),
        (
            huge,
            even,
            err(&["less_than : Input should be less than 170141183460469231731687303715884105727"]),
        ),
        (
            "1e5000",
            integer,
            err(&[
                "int_parsing_size : Unable to parse input string as an integer, exceeded maximum size",
            ]),
        ),
        ("1e400", number, ok(&format!("number {}", f64::MAX))),
        ("1e-400", number, ok("number 0")),
    ] {
        assert_eq!(strict(body, reader), expected, "{body}");
    }
    let value = decode_slice(huge.as_bytes(), &Options::STRICT, |d| {
        d.integer(&Integer::ANY)
    })
    .unwrap();
    assert_eq!(serde_json::to_string(&value).unwrap(), huge);
}

#[test]
fn secrets_are_not_echoed() {
    static PASSWORD: Text = Text {
        min_length: 8,
        secret: true,
        ..Text::ANY
    };
    static LOGIN: Fields = Fields {
        names: &["user", "password"],
        required: &[0, 1],
        ..Fields::NONE
    };
    fn login(d: &mut Decoder<'_>) -> Option<()> {
        let mut object = d.object(&LOGIN)?;
        while let Some(field) = d.field(&mut object) {
            match field {
                1 => drop(d.string(&PASSWORD)),
                _ => d.skip(),
            }
        }
        d.end(object).then_some(())
    }
    assert_eq!(
        faults(r#"{"password": "hunter2", "x": 1}"#, login),
        [
            r#"string_too_short ["body","password"] "**********""#,
            r#"missing ["body","user"] {"password":"**********","x":1}"#,
        ]
    );
}

#[test]
fn hostile_bodies_end_in_a_fault() {
    fn nested(d: &mut Decoder<'_>) -> Option<usize> {
        let lists = d.list(&Items::ANY, nested)?;
        Some(1 + lists.into_iter().max().unwrap_or(0))
    }
    let deep = "[".repeat(100_000);
    let expected = vec!["json_invalid 128: JSON decode error".to_owned()];
    assert_eq!(read(&deep, &Options::STRICT, nested), Err(expected.clone()));
    assert_eq!(read(&deep, &Options::STRICT, any), Err(expected));
    let many = format!("[{}1]", "\"x\",".repeat(10_000));
    let integers: Read<Vec<i64>> = |d| d.list(&Items::ANY, |d| d.int64(&Integer::ANY));
    assert_eq!(
        read(&many, &Options::STRICT, integers).unwrap_err().len(),
        100
    );
    let invalid = decode_slice(b"\"a\xFF\"", &Options::STRICT, word).unwrap_err();
    assert_eq!(
        invalid.to_json()["detail"][0]["ctx"]["error"],
        "Invalid UTF-8"
    );
    assert_eq!(read("\u{FEFF}\"a\"", &Options::STRICT, word), ok("a"));
    let long = format!("{{\"name\": \"{}\"}}", "x".repeat(10_000));
    let faults = decode_slice(long.as_bytes(), &Options::STRICT, pet).unwrap_err();
    assert!(faults.to_json().to_string().len() < 2_000);
}

#[test]
fn maps_and_names() {
    static NAMES: Schema = Schema(&[crate::check::Keyword::MaxLength(2)]);
    static MAP: Members = Members {
        max: 2,
        names: Some(&NAMES),
        ..Members::ANY
    };
    fn map(d: &mut Decoder<'_>) -> Option<BTreeMap<String, bool>> {
        d.map(&MAP, |d| d.boolean())
    }
    let expected = BTreeMap::from([("a".to_owned(), true), ("b".to_owned(), false)]);
    assert_eq!(
        read(r#"{"a": true, "b": false}"#, &Options::STRICT, map),
        Ok(expected)
    );
    assert_eq!(
        faults(r#"{"abc": true, "d": 1, "e": true}"#, map),
        [
            r#"string_too_long ["body","abc","[key]"] "abc""#,
            r#"bool_type ["body","d"] 1"#,
            r#"too_many_properties ["body"] {"abc":true,"d":1,"e":true}"#,
        ]
    );
}

#[test]
fn a_check_looks_ahead() {
    use crate::check::Keyword;
    static ODD: Schema = Schema(&[
        Keyword::Not(&EVEN),
        Keyword::Members {
            properties: &[("a", &EVEN)],
            patterns: &[],
            additional: Some(&Schema(&[Keyword::Never])),
        },
    ]);
    static EVEN: Schema = Schema(&[Keyword::Types(Kinds::INTEGER), Keyword::MultipleOf("2")]);
    fn checked(d: &mut Decoder<'_>) -> Option<Value> {
        d.any_value(&ODD)
    }
    assert_eq!(
        read(r#"{"a": 2}"#, &Options::STRICT, checked),
        Ok(json!({"a": 2}))
    );
    assert_eq!(
        faults(r#"{"a": 3, "b": null}"#, checked),
        [
            r#"multiple_of ["body","a"] 3"#,
            r#"extra_forbidden ["body","b"] null"#,
        ]
    );
    assert_eq!(faults("4", checked), [r#"not ["body"] 4"#]);
}
