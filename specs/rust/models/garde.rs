//! # Models with `garde`
//!
//! As the documentation of `garde` has them, and as people write them.

use garde::{Valid, Validate};

mod limits {
    pub const MIN_PASSWORD: usize = 15;
    pub const LARGEST: i32 = 1 << 4;
}

#[derive(Validate)]
#[garde(context(PasswordContext), allow_unvalidated)]
struct User<'a> {
    #[garde(ascii, length(min = 3, max = 25))]
    username: &'a str,
    #[garde(length(min = limits::MIN_PASSWORD), custom(is_strong_password))]
    password: &'a str,
    #[garde(matches(password))]
    password_confirm: &'a str,
    #[garde(email)]
    email: String,
    #[garde(required, url)]
    homepage: Option<String>,
    #[garde(ip)]
    address: String,
    #[garde(ipv6)]
    address_6: Option<String>,
    #[garde(prefix("a."), suffix(".z"), contains("+"))]
    label: String,
    #[garde(alphanumeric)]
    token: String,
    #[garde(pattern(r"^\d{5}(-\d{4})?$"))]
    zip: String,
    #[garde(phone_number)]
    phone: String,
    #[garde(range(min = -10, max = 10))]
    balance: i32,
    #[garde(range(max = limits::LARGEST))]
    level: i32,
    #[garde(length(graphemes, max = 10))]
    display: String,
    #[garde(length(min = 1), inner(length(chars, min = 2, max = 20), ascii))]
    tags: Vec<String>,
    #[garde(inner(inner(range(min = 0, max = 255))))]
    pixels: Option<Vec<Vec<u16>>>,
    #[garde(dive)]
    pets: Vec<Pet>,
    #[garde(dive)]
    nickname: Nickname,
    #[garde(skip)]
    notes: String,
    #[garde(if(cond = self.balance > 0, length(min = 1)))]
    reason: String,
}

/// A pet.
#[derive(Validate)]
enum Pet {
    Cat {
        #[garde(range(min = 1, max = 9))]
        lives: u8,
    },
    Dog(#[garde(length(min = 1))] String),
}

#[derive(Validate)]
#[garde(transparent)]
struct Nickname(#[garde(length(min = 2, max = 30), pattern("^[^@]+$"), ascii)] String);

fn is_strong_password(value: &str, context: &PasswordContext) -> garde::Result {
    Ok(())
}

pub trait Users {
    #[post("/users")]
    async fn create(user: User);
}
