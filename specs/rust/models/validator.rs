//! # Models with `validator`
//!
//! As the documentation of `validator` has them, and as people write them.

use regex::Regex;
use serde::{Deserialize, Serialize};
use std::sync::LazyLock;
use validator::{Validate, ValidationError};

static RE_TWO_CHARS: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"[a-z]{2}$").unwrap());

lazy_static! {
    static ref RE_SLUG: Regex = Regex::new("^(?P<slug>[a-z0-9-]+)$").unwrap();
}

const MAX_NAME: usize = 80;
const MIN_AGE: u32 = 18;

#[derive(Debug, Validate, Deserialize)]
#[validate(schema(function = "validate_category", skip_on_field_errors = false))]
pub struct SignupData {
    #[validate(email)]
    mail: String,
    #[validate(url)]
    site: String,
    #[validate(length(min = 1, max = "MAX_NAME"), custom(function = "validate_unique_username"))]
    #[serde(rename = "firstName")]
    first_name: String,
    #[validate(range(min = MIN_AGE, max = 20, message = "too old"))]
    age: u32,
    #[validate(range(exclusive_min = 0.0, max = 100.0))]
    height: f32,
    #[validate(length(min = 8, code = "weak"))]
    password: String,
    #[validate(must_match(other = "password"))]
    confirmation: String,
    #[validate(regex(path = *RE_TWO_CHARS))]
    country: String,
    #[validate(regex(path = *RE_SLUG, message = "no slug"))]
    slug: String,
    #[validate(contains = "@")]
    #[validate(does_not_contain(pattern = "admin"))]
    handle: String,
    #[validate(required, length(equal = 2))]
    language: Option<String>,
    #[validate(required, nested)]
    address: Option<Address>,
    #[validate(length(min = 1, max = 3), nested)]
    phones: Vec<Phone>,
    #[validate(credit_card)]
    card: Option<String>,
    #[validate(non_control_character)]
    bio: Option<String>,
    #[validate(ip(v4))]
    host: Option<String>,
    #[validate(length(max = 5))]
    labels: HashMap<String, String>,
}

#[derive(Debug, Validate, Deserialize)]
struct Address {
    #[validate(length(min = 1))]
    street: String,
}

#[derive(Debug, Validate, Deserialize)]
struct Phone {
    #[validate(regex(path = *crate::patterns::RE_PHONE))]
    number: String,
}

fn validate_unique_username(username: &str) -> Result<(), ValidationError> {
    if username == "xXxShad0wxXx" {
        return Err(ValidationError::new("terrible_username"));
    }
    Ok(())
}

trait SignUp {
    #[post("/signup")]
    async fn sign_up(data: SignupData);
}
