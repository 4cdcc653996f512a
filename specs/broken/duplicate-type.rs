//! # Names
pub trait Items {
    #[get("/a")]
    async fn a() -> v1::Item;
}

mod v1 {
    pub struct Item {
        pub id: i64,
        #[serde(rename = "id")]
        pub number: i64,
    }
}

mod v2 {
    pub trait Items {
        #[get("/b")]
        async fn b() -> Item;
    }
    pub struct Item {
        pub id: Uuid,
    }
}

pub struct Twice;
pub struct Twice;
