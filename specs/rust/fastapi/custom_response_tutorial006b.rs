//! # FastAPI
//! version: 0.1.0

#![api(profile = "fastapi")]

pub trait Operations {
    #[get("/fastapi")]
    async fn redirect_fastapi() -> Redirect;
}
