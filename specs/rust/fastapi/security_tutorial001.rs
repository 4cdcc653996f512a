//! # FastAPI
//! version: 0.1.0

#![api(profile = "fastapi")]

pub trait Operations {
    #[get("/items/")]
    async fn read_items(oauth2_password_bearer: OAuth2PasswordBearer) -> Json;
}

#[security(oauth2, password(token_url = "token"))]
pub struct OAuth2PasswordBearer;
