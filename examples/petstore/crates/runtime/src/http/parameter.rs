//! Tables that describe parameters and form fields, as generated code writes them. The rules are those of the
//! Parameter Object (OpenAPI 3.1, section 4.8.12).

/// A parameter of an operation.
#[derive(Debug, Clone, Copy)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is a flag of the Parameter Object"
)]
pub struct Parameter {
    /// As in the description; header names are compared without regard to case.
    pub name: &'static str,
    pub location: In,
    pub style: Style,
    pub explode: bool,
    pub shape: Shape,
    /// Described by `content` with a JSON media type: the value is JSON text.
    pub json: bool,
    /// It may be given without a value (`allowEmptyValue`).
    pub allow_empty: bool,
    /// It is the query string as a whole (`in: querystring`, OpenAPI 3.2).
    pub whole: bool,
}

impl Parameter {
    pub const PATH: Self = Self::new(In::Path, Style::Simple, false);
    pub const QUERY: Self = Self::new(In::Query, Style::Form, true);
    pub const HEADER: Self = Self::new(In::Header, Style::Simple, false);
    pub const COOKIE: Self = Self::new(In::Cookie, Style::Form, true);

    #[must_use]
    pub const fn path(name: &'static str) -> Self {
        Self { name, ..Self::PATH }
    }

    #[must_use]
    pub const fn query(name: &'static str) -> Self {
        Self {
            name,
            ..Self::QUERY
        }
    }

    #[must_use]
    pub const fn header(name: &'static str) -> Self {
        Self {
            name,
            ..Self::HEADER
        }
    }

    #[must_use]
    pub const fn cookie(name: &'static str) -> Self {
        Self {
            name,
            ..Self::COOKIE
        }
    }

    const fn new(location: In, style: Style, explode: bool) -> Self {
        Self {
            name: "",
            location,
            style,
            explode,
            shape: Shape::Scalar,
            json: false,
            allow_empty: false,
            whole: false,
        }
    }
}

/// Where a parameter is; the first part of its errors' `loc`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum In {
    Path,
    Query,
    Header,
    Cookie,
}

impl In {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            In::Path => "path",
            In::Query => "query",
            In::Header => "header",
            In::Cookie => "cookie",
        }
    }
}

/// How a value is written (OpenAPI 3.1, "Style Values").
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    Simple,
    Label,
    Matrix,
    Form,
    SpaceDelimited,
    PipeDelimited,
    DeepObject,
    /// As `form`, but nothing in it is percent-encoded (OpenAPI 3.2).
    Cookie,
}

/// What the text of a value is taken apart into, before the decoder reads it.
#[derive(Debug, Clone, Copy)]
pub enum Shape {
    Scalar,
    Array,
    /// The known properties; `others`: further ones are allowed and kept.
    Object {
        fields: &'static [Field],
        others: bool,
    },
    /// Unknown: several values under one name are an array, one is a scalar.
    Any,
}

/// A property of an object in a parameter, or a field of a form.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    pub name: &'static str,
    pub shape: Shape,
    /// The field's text is JSON (`encoding.contentType`, and objects in `multipart/form-data`).
    pub json: bool,
    /// A part of `multipart/form-data` is kept as an upload, whether it has a file name or not.
    pub file: bool,
    /// The media types that a file may have (`encoding.contentType`); empty: any.
    pub media: &'static [&'static str],
    /// What separates several values in one text (`encoding.style` without `explode`); empty: each has a pair of its own.
    pub delimiter: &'static str,
    /// A list that has to be there; one without items has no pair in a form, and is not missing for that.
    pub or_empty: bool,
}

impl Field {
    pub const SCALAR: Self = Self::new(Shape::Scalar);
    pub const ARRAY: Self = Self::new(Shape::Array);
    pub const ANY: Self = Self::new(Shape::Any);
    pub const JSON: Self = Self {
        json: true,
        ..Self::ANY
    };
    pub const FILE: Self = Self {
        file: true,
        ..Self::SCALAR
    };
    pub const FILES: Self = Self {
        file: true,
        ..Self::ARRAY
    };

    const fn new(shape: Shape) -> Self {
        Self {
            name: "",
            shape,
            json: false,
            file: false,
            media: &[],
            delimiter: "",
            or_empty: false,
        }
    }
}
