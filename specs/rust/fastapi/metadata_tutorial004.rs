//! # FastAPI
//! version: 0.1.0

#![api(
    profile = "fastapi",
    tag(name = "users", description = "Operations with users. The **login** logic is also here."),
    tag(name = "items", description = "Manage items. So _fancy_ they have their own docs.", external_docs = { "description": "Items external docs", "url": "https://fastapi.tiangolo.com/" }),
)]

pub trait Operations {
    #[get("/users/", tags = ["users"])]
    async fn get_users() -> Json;

    #[get("/items/", tags = ["items"])]
    async fn get_items() -> Json;
}
