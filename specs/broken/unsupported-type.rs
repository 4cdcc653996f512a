//! # Types without a form
pub trait Jobs {
    #[post("/jobs")]
    async fn start(job: Job);
}

pub struct Job {
    pub run: fn() -> i64,
    pub anything: Box<dyn Error>,
    pub nested: Nested,
}

#[schema(inline)]
pub struct Nested {
    pub inner: Option<Box<Nested>>,
}
