//! # FastAPI
//! version: 0.1.0

#![api(profile = "fastapi")]

pub trait Operations {
    #[get("/users/me")]
    async fn get_user_me() -> Json;
}
