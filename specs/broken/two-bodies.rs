//! # Bodies
pub trait Photos {
    #[post("/photos")]
    async fn upload(photo: Upload, about: About) -> String;
}

pub struct About {
    pub title: String,
}
