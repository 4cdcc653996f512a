//! Types that the language knows by their last name, and what they are.

/// A type that needs no declaration.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Known {
    Scalar(Scalar),
    /// `IpAddr`: either of two formats.
    IpAddress,
    Secret,
    /// Base64 in JSON, bytes as a body.
    Bytes,
    Upload,
    /// A text as a body of its own, of this media type.
    Text(&'static str),
    File,
    Any,
    Object,
    Never,
    Option,
    Nullable,
    List,
    Set,
    Map,
    /// What is inside counts.
    Transparent,
    Literal,
    AnyOf,
    OneOf,
    AllOf,
    Not,
    Either,
    Result,
    /// One value after the other, in events.
    Sse,
    JsonLines,
    Stream,
    Redirect,
    /// What only code needs: the request, the context.
    Ignored,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scalar {
    pub ty: &'static str,
    pub format: Option<&'static str>,
    pub bounds: Bounds,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Bounds {
    None,
    /// Not below zero.
    Natural,
    /// What so many bits hold.
    Within(i64, i64),
    /// Text of one character.
    One,
}

const fn scalar(ty: &'static str, format: Option<&'static str>, bounds: Bounds) -> Known {
    Known::Scalar(Scalar { ty, format, bounds })
}

const fn text(format: &'static str) -> Known {
    scalar("string", Some(format), Bounds::None)
}

pub const KNOWN: &[(&str, Known)] = &[
    ("String", scalar("string", None, Bounds::None)),
    ("str", scalar("string", None, Bounds::None)),
    ("char", scalar("string", None, Bounds::One)),
    ("bool", scalar("boolean", None, Bounds::None)),
    (
        "i8",
        scalar("integer", Some("int8"), Bounds::Within(-128, 127)),
    ),
    (
        "i16",
        scalar("integer", Some("int16"), Bounds::Within(-32_768, 32_767)),
    ),
    ("i32", scalar("integer", Some("int32"), Bounds::None)),
    ("i64", scalar("integer", Some("int64"), Bounds::None)),
    ("isize", scalar("integer", Some("int64"), Bounds::None)),
    ("i128", scalar("integer", None, Bounds::None)),
    (
        "u8",
        scalar("integer", Some("uint8"), Bounds::Within(0, 255)),
    ),
    (
        "u16",
        scalar("integer", Some("uint16"), Bounds::Within(0, 65_535)),
    ),
    ("u32", scalar("integer", Some("uint32"), Bounds::Natural)),
    ("u64", scalar("integer", Some("uint64"), Bounds::Natural)),
    ("usize", scalar("integer", Some("uint64"), Bounds::Natural)),
    ("u128", scalar("integer", None, Bounds::Natural)),
    ("Integer", scalar("integer", None, Bounds::None)),
    ("BigInt", scalar("integer", None, Bounds::None)),
    ("f32", scalar("number", Some("float"), Bounds::None)),
    ("f64", scalar("number", Some("double"), Bounds::None)),
    ("Number", scalar("number", None, Bounds::None)),
    ("Decimal", text("decimal")),
    ("BigDecimal", text("decimal")),
    ("Uuid", text("uuid")),
    ("DateTime", text("date-time")),
    ("OffsetDateTime", text("date-time")),
    ("Timestamp", text("date-time")),
    ("Zoned", text("date-time")),
    ("NaiveDateTime", text("date-time")),
    ("PrimitiveDateTime", text("date-time")),
    ("NaiveDate", text("date")),
    ("Date", text("date")),
    ("NaiveTime", text("time")),
    ("Time", text("time")),
    ("Duration", text("duration")),
    ("TimeDelta", text("duration")),
    ("Span", text("duration")),
    ("Url", text("uri")),
    ("Uri", text("uri")),
    ("Email", text("email")),
    ("EmailAddress", text("email")),
    ("Ipv4Addr", text("ipv4")),
    ("Ipv6Addr", text("ipv6")),
    ("IpAddr", Known::IpAddress),
    ("Regex", text("regex")),
    ("Hostname", text("hostname")),
    ("PathBuf", text("path")),
    ("Secret", Known::Secret),
    ("SecretString", Known::Secret),
    ("Password", Known::Secret),
    ("Bytes", Known::Bytes),
    ("Base64", Known::Bytes),
    ("Upload", Known::Upload),
    ("UploadFile", Known::Upload),
    ("Text", Known::Text("text/plain")),
    ("Html", Known::Text("text/html")),
    ("Xml", Known::Text("application/xml")),
    ("Csv", Known::Text("text/csv")),
    ("File", Known::File),
    ("Value", Known::Any),
    ("Json", Known::Any),
    ("Any", Known::Any),
    ("Object", Known::Object),
    ("Map", Known::Object),
    ("Never", Known::Never),
    ("Infallible", Known::Never),
    ("Option", Known::Option),
    ("Nullable", Known::Nullable),
    ("Vec", Known::List),
    ("VecDeque", Known::List),
    ("LinkedList", Known::List),
    ("HashSet", Known::Set),
    ("BTreeSet", Known::Set),
    ("IndexSet", Known::Set),
    ("HashMap", Known::Map),
    ("BTreeMap", Known::Map),
    ("IndexMap", Known::Map),
    ("Box", Known::Transparent),
    ("Arc", Known::Transparent),
    ("Rc", Known::Transparent),
    ("Cow", Known::Transparent),
    ("Literal", Known::Literal),
    ("AnyOf", Known::AnyOf),
    ("OneOf", Known::OneOf),
    ("AllOf", Known::AllOf),
    ("Not", Known::Not),
    ("Either", Known::Either),
    ("Result", Known::Result),
    ("Sse", Known::Sse),
    ("JsonLines", Known::JsonLines),
    ("Stream", Known::Stream),
    ("Redirect", Known::Redirect),
    ("Context", Known::Ignored),
    ("Request", Known::Ignored),
    ("BackgroundTasks", Known::Ignored),
];

pub fn find(name: &str) -> Option<Known> {
    KNOWN
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, known)| *known)
}

/// What to write in place of a type that has no form on the wire.
pub fn instead(name: &str) -> Option<&'static str> {
    Some(match name {
        "Range" | "RangeInclusive" => "write a struct of two fields, or a tuple `(i64, i64)`",
        "Mutex" | "RwLock" | "RefCell" | "Cell" => "write the type inside it",
        "SystemTime" | "Instant" => "write `DateTime<Utc>`",
        "OsString" | "CString" => "write `String`",
        "PhantomData" => "leave the field out with `#[serde(skip)]`",
        _ => return None,
    })
}
