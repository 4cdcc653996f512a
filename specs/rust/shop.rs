//! # Shop
//! version: 1.0.0
//!
//! A whole service from its models: tables, references, the operations of each, and news as they happen.

/// What is for sale.
#[resource("/products", tag = "products")]
pub struct Product {
    pub id: Uuid,
    #[unique]
    #[schema(min_length = 1, max_length = 80)]
    pub name: String,
    #[schema(gt = 0, multiple_of = 0.01, description = "In euros")]
    pub price: f64,
    #[filter]
    pub kind: Literal<"book", "game", "tool">,
    #[serde(default)]
    pub stock: u32,
}

/// Who buys.
#[resource("/customers", tag = "customers", except(replace))]
pub struct Customer {
    pub id: Uuid,
    #[unique]
    pub email: Email,
    pub name: Option<String>,
}

/// What was bought: an order is not changed, once it is made.
#[resource("/orders", tag = "orders", only(list, create, read))]
#[depends(NewsDesk)]
pub struct Order {
    pub id: Uuid,
    #[filter]
    #[references(Customer)]
    pub customer_id: Uuid,
    #[references(Product)]
    pub product_id: Uuid,
    #[schema(ge = 1, le = 100)]
    pub quantity: u32,
    #[schema(read_only)]
    pub created_at: DateTime<Utc>,
}

#[api(tag = "news")]
pub trait News {
    /// Orders, as they come in.
    #[websocket("/news")]
    async fn news(desk: NewsDesk, messages: Stream<Value>) -> Stream<Order>;
}

#[dependencies]
pub trait Dependencies {
    /// Hears of orders, and tells everybody who listens.
    #[scope(app)]
    async fn news_desk() -> NewsDesk;
}
