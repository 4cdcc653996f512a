//! # FastAPI
//! version: 0.1.0

#![api(profile = "fastapi")]

pub trait Operations {
    #[get("/users/me")]
    async fn read_user_me() -> Json;

    #[get("/users/{user_id}")]
    async fn read_user(user_id: String) -> Json;
}
