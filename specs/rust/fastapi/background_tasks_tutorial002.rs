//! # FastAPI
//! version: 0.1.0

#![api(profile = "fastapi")]

pub trait Operations {
    #[post("/send-notification/{email}")]
    async fn send_notification(email: String, q: Option<String>) -> Json;
}
