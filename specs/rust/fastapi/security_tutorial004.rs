//! # FastAPI
//! version: 0.1.0

#![api(profile = "fastapi")]

#[dependencies]
pub trait Dependencies {
    /// The user that the token was issued to.
    async fn current_user(token: OAuth2PasswordBearer) -> CurrentUser;

    async fn current_active_user(current_user: CurrentUser) -> CurrentActiveUser;
}

pub trait Operations {
    #[post("/token")]
    async fn login_for_access_token(
        #[form(pattern = "^password$")] grant_type: Option<String>,
        #[form] username: String,
        #[form(format = "password")] password: String,
        #[form(default = "")] scope: String,
        #[form] client_id: Option<String>,
        #[form(json = r#"{"format": "password"}"#)] client_secret: Option<String>,
    ) -> Token;

    #[get("/users/me/")]
    async fn read_users_me(current_user: CurrentActiveUser) -> User;

    #[get("/users/me/items/")]
    async fn read_own_items(current_user: CurrentActiveUser) -> Json;
}

pub struct Token {
    pub access_token: String,
    pub token_type: String,
}

pub struct User {
    pub username: String,
    pub email: Option<String>,
    pub full_name: Option<String>,
    pub disabled: Option<bool>,
}

#[security(oauth2, password(token_url = "token"))]
pub struct OAuth2PasswordBearer;
