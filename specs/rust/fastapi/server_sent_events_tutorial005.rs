//! # FastAPI
//! version: 0.1.0

#![api(profile = "fastapi")]

pub trait Operations {
    #[post("/chat/stream")]
    async fn stream_chat(prompt: Prompt) -> Sse<Json>;
}

pub struct Prompt {
    pub text: String,
}
