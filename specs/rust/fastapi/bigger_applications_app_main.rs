//! # FastAPI
//! version: 0.1.0

#![api(profile = "fastapi")]
#![depends(query_token)]

#[dependencies]
pub trait Dependencies {
    async fn token_header(#[header] x_token: String);

    async fn query_token(token: String);
}

#[api(tag = "users")]
pub trait Users {
    #[get("/users/")]
    async fn read_users() -> Json;

    #[get("/users/me")]
    async fn read_user_me() -> Json;

    #[get("/users/{username}")]
    async fn read_user(username: String) -> Json;
}

#[api(prefix = "/items", tag = "items")]
#[depends(token_header)]
#[response(404, description = "Not found")]
pub trait Items {
    #[get("/")]
    async fn read_items() -> Json;

    #[get("/{item_id}")]
    async fn read_item(item_id: String) -> Json;

    #[put("/{item_id}", tag = "custom")]
    #[response(403, description = "Operation forbidden")]
    async fn update_item(item_id: String) -> Json;
}

#[api(prefix = "/admin", tag = "admin")]
#[depends(token_header)]
#[response(418, description = "I'm a teapot")]
pub trait Admin {
    #[post("/")]
    async fn update_admin() -> Json;
}

pub trait Operations {
    #[get("/")]
    async fn root() -> Json;
}
