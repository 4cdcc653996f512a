//! # Missing types
pub trait Orders {
    #[get("/orders/{id}")]
    async fn order(id: Uid) -> Order;

    #[put("/orders/{id}")]
    #[security(Tokn)]
    async fn replace(id: Uuid, order: Order, span: Range<i64>) -> Result<Order, Missing>;
}

pub struct Order {
    pub id: Uuid,
    pub lines: Vec<Lime>,
}

pub struct Line {
    pub quantity: u32,
}

#[security(bearer)]
pub struct Token;
