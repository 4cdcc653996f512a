//! # Drafts

#[dependencies]
pub trait Dependencies {
    async fn draft(text: NewText) -> Draft;
}

pub trait Drafts {
    #[post("/drafts")]
    async fn save(draft: Draft);
}

pub struct NewText {
    pub text: String,
}
