//! # Users
//! version: 1.0.0
//!
//! Registration, tokens and profiles: what is required of a request, what an answer leaves out, what may go wrong.

#![api(license(name = "MIT", identifier = "MIT"), rename_all = "camelCase")]

/// Accounts, and who they are.
#[api(prefix = "/users", tag = "users")]
pub trait Users {
    /// List users.
    #[get("")]
    #[security(Token = ["admin"])]
    async fn list_users(paging: Paging, name: Option<String>) -> Page<User>;

    /// Register.
    ///
    /// The address must be new.
    #[post("", status = 201)]
    async fn register(user: NewUser) -> Result<User, Taken>;

    /// The user whose token it is.
    #[get("/me")]
    async fn me(user: CurrentUser) -> User;

    /// One user.
    #[get("/{user_id}")]
    async fn get_user(user_id: Uuid, user: CurrentUser) -> Result<User, NotFound>;

    /// Change a profile: one's own, or with the scope `admin` anybody's.
    #[patch("/{user_id}")]
    async fn update_user(user_id: Uuid, changes: Changes, user: CurrentUser) -> Result<User, Refused>;

    /// A picture, drawn from the name. Drawing blocks: `fn`, not `async fn`.
    #[get("/{user_id}/picture")]
    #[security(none)]
    #[produces("image/png")]
    fn picture(user_id: Uuid, #[query(ge = 16, le = 512, default = 64)] size: u16) -> Result<Bytes, NotFound>;
}

#[api(tag = "tokens")]
pub trait Tokens {
    /// A token for a name and a password: OAuth's password flow.
    #[post("/token")]
    async fn token(#[form] credentials: Credentials) -> Result<Issued, Unauthorized>;
}

/// What operations are given beside their requests.
#[dependencies]
pub trait Dependencies {
    /// The user that the token was issued to.
    async fn current_user(token: Token) -> Result<CurrentUser, Unauthorized>;

    /// Which of many, the same way everywhere.
    async fn paging(
        /// How many at most.
        #[query(ge = 1, le = 100, default = 20)]
        limit: u32,
        /// How many to pass over.
        #[query(default = 0)]
        offset: u32,
    ) -> Paging;
}

/// A token of ours.
#[security(oauth2, password(token_url = "/token", scopes = { "admin": "Look after everybody" }))]
pub struct Token;

/// A user, as clients see it.
pub struct User {
    pub id: Uuid,
    pub email: Email,
    pub full_name: Option<String>,
    pub created_at: DateTime<Utc>,
}

/// What it takes to be one.
#[serde(deny_unknown_fields)]
pub struct NewUser {
    pub email: Email,
    #[schema(min_length = 12, max_length = 200)]
    pub password: Password,
    #[schema(min_length = 1, max_length = 100)]
    pub full_name: Option<String>,
}

/// What of a profile is to change; what is absent stays, and `null` takes the name away.
#[serde(deny_unknown_fields)]
pub struct Changes {
    #[schema(min_length = 1, max_length = 100)]
    pub full_name: Option<String>,
    #[schema(nullable = false)]
    pub email: Option<Email>,
}

#[serde(rename_all = "snake_case")]
pub struct Credentials {
    pub grant_type: Option<Literal<"password">>,
    pub username: String,
    pub password: Password,
    #[serde(default)]
    pub scope: String,
}

#[serde(rename_all = "snake_case")]
pub struct Issued {
    pub access_token: String,
    pub token_type: Literal<"bearer">,
    /// In seconds.
    pub expires_in: u32,
}

/// Some of many.
pub struct Page<T> {
    pub items: Vec<T>,
    pub total: u64,
}

/// Why a profile stays as it is.
pub enum Refused {
    /// Not yours to change.
    #[status(403)]
    Forbidden(Problem),
    /// There is no such user.
    #[status(404)]
    NotFound(Problem),
    /// The address is in use.
    #[status(409)]
    Taken(Problem),
}

/// There is no such user.
#[status(404)]
pub struct NotFound(Problem);

/// The address is in use.
#[status(409)]
pub struct Taken(Problem);

/// Not signed in.
#[status(401)]
#[header(www_authenticate: String)]
pub struct Unauthorized(Problem);

/// What is wrong, for people.
pub struct Problem {
    pub detail: String,
}
