//! # FastAPI
//! version: 0.1.0

#![api(profile = "fastapi")]

#[dependencies]
pub trait Dependencies {
    /// Ends when the operation does, before its answer is sent.
    fn username() -> Username;
}

pub trait Operations {
    #[get("/users/me")]
    fn get_user_me(username: Username) -> Json;
}
