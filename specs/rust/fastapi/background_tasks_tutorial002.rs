//! # FastAPI
//! version: 0.1.0

#![api(profile = "fastapi")]

#[dependencies]
pub trait Dependencies {
    fn query(q: Option<String>) -> Query;
}

pub trait Operations {
    #[post("/send-notification/{email}")]
    async fn send_notification(email: String, q: Query) -> Json;
}
