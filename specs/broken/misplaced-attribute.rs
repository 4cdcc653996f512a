//! # Places
#[get("/free")]
async fn free() -> String {
    "free".to_owned()
}

#[api(prefix = "/items")]
pub trait Items {
    #[get("/")]
    #[query]
    async fn items() -> Vec<String>;

    async fn forgotten();
}
