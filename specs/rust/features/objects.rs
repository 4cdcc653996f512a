//! # Objects
//! version: 1.0.0

#![api(operation_ids = "camelCase", option = "absent")]

pub trait Operations {
    #[post("/closed", response_description = "Accepted.")]
    async fn post_closed(body: Closed);
    #[post("/open", response_description = "Accepted.")]
    async fn post_open(body: Open);
    #[post("/map", response_description = "Accepted.")]
    async fn post_map(body: Map);
    #[post("/mixed", response_description = "Accepted.")]
    async fn post_mixed(body: Mixed);
    #[post("/patterned", response_description = "Accepted.")]
    async fn post_patterned(body: Patterned);
    #[post("/named", response_description = "Accepted.")]
    async fn post_named(body: Named);
    #[post("/dependent", response_description = "Accepted.")]
    async fn post_dependent(body: Dependent);
    #[post("/absent", response_description = "Accepted.")]
    async fn post_absent(body: Absent);
    #[post("/odd", response_description = "Accepted.")]
    async fn post_odd(body: Odd);
    #[post("/free", response_description = "Accepted.")]
    async fn post_free(body: Free);
    #[post("/anything", response_description = "Accepted.")]
    async fn post_anything(body: Anything);
    #[post("/nothing", response_description = "Accepted.")]
    async fn post_nothing(body: Nothing);
    #[post("/command", response_description = "Accepted.")]
    async fn post_command(body: Command);
}

#[serde(deny_unknown_fields)]
pub struct Closed {
    pub a: String,
}

pub struct Open {
    pub a: Option<String>,
}

#[schema]
pub type Map = HashMap<String, Integer>;

#[schema(additional_properties = String)]
pub struct Mixed {
    pub id: Option<Integer>,
}

#[schema(pattern_properties = { "^x-": String }, additional_properties = false)]
pub struct Patterned {}

#[schema(property_names = LowerCase, min_properties = 1, max_properties = 3)]
pub struct Named {}

#[schema(inline, pattern = "^[a-z]+$")]
pub struct LowerCase(Any);

#[schema(dependent_required = { "card": ["address"] }, dependent_schemas = { "address": WithCard })]
pub struct Dependent {
    pub card: Option<String>,
    pub address: Option<String>,
}

#[schema(inline, json = r#"{ "required": ["card"] }"#)]
pub struct WithCard(Any);

#[schema(json = r#"{ "required": ["ghost"] }"#)]
pub struct Absent {
    pub a: Option<Any>,
}

pub struct Odd {
    pub r#type: Option<String>,
    #[serde(rename = "self")]
    pub this: Option<String>,
    #[serde(rename = "@id")]
    pub id: Option<String>,
    pub snake_case: Option<String>,
    #[serde(rename = "snakeCase")]
    pub camel_case: Option<String>,
    #[serde(rename = "1st")]
    pub first: Option<String>,
    #[serde(rename = "")]
    pub empty: Option<String>,
}

#[schema]
pub type Free = Any;
#[schema]
pub type Anything = Any;
#[schema]
pub type Nothing = Never;

pub struct Command {
    #[schema(const = "move")]
    pub op: Any,
    #[schema(const = 2)]
    pub version: Any,
    #[schema(enum = [false])]
    pub dry: Any,
    #[schema(const = -1)]
    pub offset: Any,
    pub note: Option<String>,
}
