//! # FastAPI
//! version: 0.1.0

#![api(profile = "fastapi")]

pub trait Operations {
    #[post("/login/")]
    async fn login(#[form] form_data: FormData) -> Json;
}

pub struct FormData {
    pub username: String,
    pub password: String,
}
