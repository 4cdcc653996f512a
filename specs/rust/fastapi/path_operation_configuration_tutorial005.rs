//! # FastAPI
//! version: 0.1.0

#![api(profile = "fastapi")]

pub trait Operations {
    /// Create an item with all the information:
    ///
    /// - **name**: each item must have a name
    /// - **description**: a long description
    /// - **price**: required
    /// - **tax**: if the item doesn't have tax, you can omit this
    /// - **tags**: a set of unique tag strings for this item
    #[post("/items/", summary = "Create an item", response_description = "The created item")]
    async fn create_item(item: Item) -> Item;
}

pub struct Item {
    pub name: String,
    pub description: Option<String>,
    pub price: f64,
    pub tax: Option<f64>,
    #[schema(default = [])]
    pub tags: HashSet<String>,
}
