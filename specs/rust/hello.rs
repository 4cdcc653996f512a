//! # Hello
//! version: 1.0.0
//!
//! The smallest service that is worth a look: a path, a query, a body.

/// Greetings.
#[api(tag = "greetings")]
pub trait Greetings {
    /// Say hello to the world.
    #[get("/hi")]
    async fn hello() -> Greeting;

    /// Say hello to somebody.
    #[get("/hi/{who}")]
    async fn greet(
        #[path(min_length = 1, max_length = 40)] who: String,
        #[query(ge = 1, le = 5, default = 1, description = "How many times")] times: u8,
        loud: Option<bool>,
    ) -> Greeting;

    /// Leave a greeting for others.
    #[post("/hi", status = 201)]
    async fn leave(greeting: NewGreeting) -> Greeting;
}

/// Who is greeted, and in what words.
pub struct NewGreeting {
    #[schema(min_length = 1, max_length = 40, example = "Ada")]
    pub who: String,
    /// `{}` stands for the name.
    #[schema(default = "Hello, {}!", max_length = 200)]
    pub words: String,
    pub mood: Option<Mood>,
}

/// What is said.
pub struct Greeting {
    pub text: String,
    #[schema(read_only)]
    pub said_at: DateTime<Utc>,
}

#[serde(rename_all = "lowercase")]
pub enum Mood {
    Merry,
    Solemn,
}
