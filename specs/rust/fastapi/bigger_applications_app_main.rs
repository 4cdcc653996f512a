//! # FastAPI
//! version: 0.1.0

#![api(profile = "fastapi")]

pub trait Operations {
    #[get("/users/", tags = ["users"])]
    async fn read_users(token: String) -> Json;

    #[get("/users/me", tags = ["users"])]
    async fn read_user_me(token: String) -> Json;

    #[get("/users/{username}", tags = ["users"])]
    async fn read_user(username: String, token: String) -> Json;

    #[get("/items/", tags = ["items"])]
    #[response(404, description = "Not found")]
    async fn read_items(token: String, #[header] x_token: String) -> Json;

    #[get("/items/{item_id}", tags = ["items"])]
    #[response(404, description = "Not found")]
    async fn read_item(item_id: String, token: String, #[header] x_token: String) -> Json;

    #[put("/items/{item_id}", tags = ["items", "custom"])]
    #[response(404, description = "Not found")]
    #[response(403, description = "Operation forbidden")]
    async fn update_item(item_id: String, token: String, #[header] x_token: String) -> Json;

    #[post("/admin/", tags = ["admin"])]
    #[response(418, description = "I'm a teapot")]
    async fn update_admin(token: String, #[header] x_token: String) -> Json;

    #[get("/")]
    async fn root(token: String) -> Json;
}
