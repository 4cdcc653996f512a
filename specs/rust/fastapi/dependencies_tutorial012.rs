//! # FastAPI
//! version: 0.1.0

#![api(profile = "fastapi")]
#![depends(verify_token, verify_key)]

#[dependencies]
pub trait Dependencies {
    async fn verify_token(#[header] x_token: String);

    async fn verify_key(#[header] x_key: String);
}

pub trait Operations {
    #[get("/items/")]
    async fn read_items() -> Json;

    #[get("/users/")]
    async fn read_users() -> Json;
}
