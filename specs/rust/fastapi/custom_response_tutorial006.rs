//! # FastAPI
//! version: 0.1.0

#![api(profile = "fastapi")]

pub trait Operations {
    #[get("/typer")]
    async fn redirect_typer() -> Json;
}
