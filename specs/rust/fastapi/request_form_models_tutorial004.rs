//! # FastAPI
//! version: 0.1.0

#![api(profile = "fastapi")]

pub trait Operations {
    #[post("/profiles/")]
    async fn create_profile(#[form] profile: Profile, avatar: Upload) -> Json;
}

pub struct Profile {
    pub name: String,
}
