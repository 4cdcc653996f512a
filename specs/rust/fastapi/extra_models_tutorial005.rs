//! # FastAPI
//! version: 0.1.0

#![api(profile = "fastapi")]

pub trait Operations {
    #[get("/keyword-weights/")]
    async fn read_keyword_weights() -> HashMap<String, f64>;
}
