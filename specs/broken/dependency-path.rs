//! # Pages

#[dependencies]
pub trait Dependencies {
    async fn page(page_id: u32) -> Page;
    async fn book(#[path] book_id: u32) -> Book;
}

pub trait Pages {
    #[get("/pages/{page_id}")]
    async fn one(page: Page);

    #[get("/pages")]
    async fn some(page: Page);

    #[get("/books")]
    async fn books(book: Book);
}
