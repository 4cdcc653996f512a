//! # Hooks

#[lifespan]
pub trait Lifespan {
    #[startup]
    async fn load(model: Model);

    async fn leave();

    #[start]
    async fn begin();
}
