//! # FastAPI
//! version: 0.1.0

#![api(profile = "fastapi")]

pub trait Operations {
    #[post("/user/")]
    async fn create_user(user_in: UserIn) -> UserOut;
}

pub struct UserIn {
    pub username: String,
    pub email: Email,
    pub full_name: Option<String>,
    pub password: String,
}

pub struct UserOut {
    pub username: String,
    pub email: Email,
    pub full_name: Option<String>,
}
