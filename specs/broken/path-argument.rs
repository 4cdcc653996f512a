//! # Paths
pub trait Items {
    #[get("/items/{item_id}")]
    async fn item(itemid: i64) -> String;

    #[get("/users/{user}")]
    async fn user() -> String;
}
