//! # Discriminators
//! version: 1.0.0

#![api(operation_ids = "camelCase", option = "absent")]

pub trait Operations {
    #[post("/pet", response_description = "Accepted.")]
    async fn post_pet(body: Pet);
    #[post("/cat", response_description = "Accepted.")]
    async fn post_cat(body: Cat);
    #[post("/dog", response_description = "Accepted.")]
    async fn post_dog(body: Dog);
    #[post("/event", response_description = "Accepted.")]
    async fn post_event(body: Event);
    #[post("/created", response_description = "Accepted.")]
    async fn post_created(body: Created);
    #[post("/deleted", response_description = "Accepted.")]
    async fn post_deleted(body: Deleted);
}

#[serde(tag = "kind")]
#[schema(discriminator(property_name = "kind", mapping = { "cat": Cat, "puppy": Dog, "dog": Dog }))]
pub enum Pet {
    Cat(Cat),
    Dog(Dog),
}

pub struct Cat {
    pub kind: String,
    pub lives: Integer,
}

pub struct Dog {
    pub kind: String,
    pub tricks: Option<Vec<String>>,
}

#[serde(untagged)]
#[schema(discriminator = "type")]
pub enum Event {
    Created(Created),
    Deleted(Deleted),
}

pub struct Created {
    #[schema(const = "Created")]
    pub r#type: Any,
    pub at: DateTime<Utc>,
}

pub struct Deleted {
    #[schema(const = "Deleted")]
    pub r#type: Any,
}
