//! # Conditions
//! version: 1.0.0

#![api(operation_ids = "camelCase", option = "absent")]

pub trait Operations {
    #[post("/address", response_description = "Accepted.")]
    async fn post_address(body: Address);
}

#[schema(if = Domestic, then = FiveDigits, else = Short)]
pub struct Address {
    pub country: String,
    pub zip: Option<String>,
}

#[schema(inline, json = r#"{ "properties": { "country": { "const": "US" } } }"#)]
pub struct Domestic(Any);

#[schema(inline, json = r#"{ "properties": { "zip": { "pattern": "^[0-9]{5}$" } } }"#)]
pub struct FiveDigits(Any);

#[schema(inline, json = r#"{ "properties": { "zip": { "maxLength": 10 } } }"#)]
pub struct Short(Any);
