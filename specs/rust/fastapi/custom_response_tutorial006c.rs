//! # FastAPI
//! version: 0.1.0

#![api(profile = "fastapi")]

pub trait Operations {
    #[get("/pydantic", status = 302)]
    async fn redirect_pydantic() -> Redirect;
}
