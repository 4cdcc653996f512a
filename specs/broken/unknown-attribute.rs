//! # Attributes
#![api(titel = "Attributes")]

#[api(prefix = "/items", tags = ["items"])]
pub trait Items {
    #[gett("/")]
    #[get("/", stauts = 201)]
    async fn items(#[query(min_lenght = 1)] name: String) -> Vec<Item>;
}

pub struct Item {
    #[schema(max_lenght = 10)]
    pub name: String,
    #[serde(renam = "b")]
    pub a: i64,
    #[get("/")]
    pub c: i64,
}
