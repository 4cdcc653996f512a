//! # Modules
mod itmes;

pub trait Items {
    #[get("/")]
    async fn items() -> Vec<String>;
}
