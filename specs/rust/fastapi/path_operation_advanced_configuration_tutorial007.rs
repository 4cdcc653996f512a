//! # FastAPI
//! version: 0.1.0

#![api(profile = "fastapi")]

pub trait Operations {
    #[post("/items/")]
    #[api(json = r##"{"requestBody": {"content": {"application/x-yaml": {"schema": {"properties": {"name": {"type": "string", "title": "Name"}, "tags": {"items": {"type": "string"}, "type": "array", "title": "Tags"}}, "type": "object", "required": ["name", "tags"], "title": "Item"}}}, "required": true}}"##)]
    async fn create_item() -> Json;
}
