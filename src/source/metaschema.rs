//! The schemas that describe JSON Schema itself, which descriptions refer to by their addresses. In: an absolute URI
//! without its fragment. Out: the text that stands there, without a network. The texts are the JSON Schema project's
//! (`metaschema/LICENSE`).

macro_rules! texts {
    ($($uri:literal => $file:literal)*) => {
        &[$(($uri, include_str!(concat!("metaschema/", $file)))),*]
    };
}

static TEXTS: &[(&str, &str)] = texts![
    "http://json-schema.org/draft-04/schema" => "draft-04.json"
    "http://json-schema.org/draft-06/schema" => "draft-06.json"
    "http://json-schema.org/draft-07/schema" => "draft-07.json"
    "https://json-schema.org/draft/2020-12/schema" => "2020-12/schema.json"
    "https://json-schema.org/draft/2020-12/meta/applicator" => "2020-12/meta/applicator.json"
    "https://json-schema.org/draft/2020-12/meta/content" => "2020-12/meta/content.json"
    "https://json-schema.org/draft/2020-12/meta/core" => "2020-12/meta/core.json"
    "https://json-schema.org/draft/2020-12/meta/format-annotation" => "2020-12/meta/format-annotation.json"
    "https://json-schema.org/draft/2020-12/meta/format-assertion" => "2020-12/meta/format-assertion.json"
    "https://json-schema.org/draft/2020-12/meta/meta-data" => "2020-12/meta/meta-data.json"
    "https://json-schema.org/draft/2020-12/meta/unevaluated" => "2020-12/meta/unevaluated.json"
    "https://json-schema.org/draft/2020-12/meta/validation" => "2020-12/meta/validation.json"
];

pub fn text(uri: &str) -> Option<&'static str> {
    let found = TEXTS.iter().find(|(known, _)| *known == uri);
    found.map(|(_, text)| *text)
}
