//! # Values
#![api(profile = "flask", operation_ids = "dromedary")]

pub trait Items {
    #[get("items", status = "created")]
    async fn items(#[query(ge = "one", default = Level::Lo)] level: Level) -> Vec<Item>;

    #[post("/items", json = r#"{"x": "#)]
    #[response(99)]
    async fn make(item: Item);
}

pub enum Level {
    Low,
    High,
}

pub struct Item {
    #[schema(min_length = -1, pattern = 5)]
    pub name: String,
    #[schema(default = Item)]
    pub a: i64,
}

#[security(format = "JWT")]
pub struct Token;
