//! # FastAPI
//! version: 0.1.0

#![api(profile = "fastapi")]

pub trait Operations {
    #[get("/items/")]
    async fn read_items(
        #[query(default = 100, le = 100, gt = 0)] limit: i64,
        #[query(default = 0, ge = 0)] offset: i64,
        #[query(default = "created_at")] order_by: Literal<"created_at", "updated_at">,
        #[query(default = [])] tags: Vec<String>,
    ) -> Json;
}
