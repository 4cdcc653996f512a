//! # Users
//! version: 1.0.0
//!
//! Registration, tokens and profiles: what is required of a request, what an answer leaves out, what may go wrong.

#![api(license(name = "MIT", identifier = "MIT"))]

/// Accounts, and who they are.
#[api(prefix = "/users", tag = "users")]
pub trait Users {
    /// List users.
    #[get("")]
    #[security(Token = ["admin"])]
    async fn list_users(
        #[query(ge = 1, le = 100, default = 20)] limit: u32,
        #[query(default = 0)] offset: u32,
        role: Option<Role>,
    ) -> Page<User>;

    /// Register.
    ///
    /// The address must be new. A mail is sent to it, after the answer.
    #[post("", status = 201)]
    #[response(201, header(location: String, description = "Where the user is to be found"))]
    async fn register(user: NewUser) -> Result<User, Taken>;

    /// The user whose token it is.
    #[get("/me")]
    async fn me(user: CurrentUser) -> User;

    /// One user.
    #[get("/{user_id}")]
    async fn get_user(user_id: Uuid, user: CurrentUser) -> Result<User, NotFound>;

    /// Change a profile.
    #[patch("/{user_id}")]
    async fn update_user(user_id: Uuid, changes: Changes, user: CurrentUser) -> Result<User, (NotFound, Forbidden)>;
}

#[api(tag = "users")]
pub trait Tokens {
    /// A token for a name and a password.
    #[post("/token")]
    async fn token(#[form] username: String, #[form] password: Password) -> Result<Issued, Unauthorized>;
}

#[dependencies]
pub trait Dependencies {
    /// The user that the token was issued to.
    async fn current_user(token: Token) -> Result<CurrentUser, Unauthorized>;
}

/// A token of ours.
#[security(oauth2, password(token_url = "/token", scopes = { "admin": "Look after everybody" }))]
pub struct Token;

/// A user, as clients see it.
#[serde(rename_all = "camelCase")]
pub struct User {
    pub id: Uuid,
    pub email: Email,
    pub full_name: Option<String>,
    #[serde(default)]
    pub role: Role,
    pub created_at: DateTime<Utc>,
}

/// What it takes to be one.
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewUser {
    pub email: Email,
    #[schema(min_length = 12, max_length = 200)]
    pub password: Password,
    #[schema(min_length = 1, max_length = 100)]
    pub full_name: Option<String>,
}

/// What of a profile is to change.
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Changes {
    #[schema(min_length = 1, max_length = 100)]
    pub full_name: Option<String>,
    #[schema(nullable = false)]
    pub role: Option<Role>,
}

#[serde(rename_all = "lowercase")]
#[derive(Default)]
pub enum Role {
    #[default]
    Member,
    Admin,
}

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

/// There is no such user.
#[status(404)]
pub struct NotFound {
    pub detail: String,
}

/// The address is in use.
#[status(409)]
pub struct Taken {
    pub detail: String,
}

/// Not signed in.
#[status(401)]
#[header(www_authenticate: String)]
pub struct Unauthorized {
    pub detail: String,
}

/// Not yours to change.
#[status(403)]
pub struct Forbidden {
    pub detail: String,
}
