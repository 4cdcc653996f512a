//! # Strings
//! version: 1.0.0

#![api(operation_ids = "camelCase")]

pub trait Operations {
    #[post("/name", response_description = "Accepted.")]
    async fn post_name(#[body] body: Name);
    #[post("/slug", response_description = "Accepted.")]
    async fn post_slug(#[body] body: Slug);
    #[post("/color", response_description = "Accepted.")]
    async fn post_color(#[body] body: Color);
    #[post("/date", response_description = "Accepted.")]
    async fn post_date(#[body] body: Date);
    #[post("/datetime", id = "postDateTime", response_description = "Accepted.")]
    async fn post_date_time(#[body] body: DateTime);
    #[post("/uuid", response_description = "Accepted.")]
    async fn post_uuid(#[body] body: Uuid);
    #[post("/email", response_description = "Accepted.")]
    async fn post_email(#[body] body: Email);
    #[post("/uri", response_description = "Accepted.")]
    async fn post_uri(#[body] body: Uri);
    #[post("/secret", response_description = "Accepted.")]
    async fn post_secret(#[body] body: Secret);
    #[post("/odd", response_description = "Accepted.")]
    async fn post_odd(#[body] body: Odd);
    #[post("/encoded", response_description = "Accepted.")]
    async fn post_encoded(#[body] body: Encoded);
    #[post("/nested", response_description = "Accepted.")]
    async fn post_nested(#[body] body: Nested);
}

#[schema(min_length = 1, max_length = 50)]
pub struct Name(String);
#[schema(pattern = "^[a-z][a-z0-9-]*$")]
pub struct Slug(String);

pub enum Color {
    #[serde(rename = "red")]
    Red,
    #[serde(rename = "green")]
    Green,
    #[serde(rename = "+1")]
    Up,
    #[serde(rename = "-1")]
    Down,
    #[serde(rename = "")]
    None,
    #[serde(rename = ".dot")]
    Dot,
    #[serde(rename = "asc")]
    Rising,
    #[serde(rename = "ASC")]
    Ascending,
    #[serde(rename = "gen")]
    Gen,
    #[serde(rename = "type")]
    Type,
    #[serde(rename = "1st")]
    First,
}

#[schema(format = "date")]
pub struct Date(String);
#[schema(format = "date-time")]
pub struct DateTime(String);
#[schema(format = "uuid")]
pub struct Uuid(String);
#[schema(format = "email")]
pub struct Email(String);
#[schema(format = "uri")]
pub struct Uri(String);
#[schema(format = "password", write_only)]
pub struct Secret(String);
#[schema(format = "phase-of-the-moon")]
pub struct Odd(String);
#[schema(content_encoding = "base64", content_media_type = "image/png")]
pub struct Encoded(String);
#[schema(content_media_type = "application/json", content_schema = Object)]
pub struct Nested(String);
