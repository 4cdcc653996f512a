//! # Parameters
//! version: 1.0.0

#![api(operation_ids = "camelCase", option = "absent")]

pub trait Operations {
    #[get("/items/{id}/{matrix}/{label}", response_description = "Found.")]
    async fn get_item(
        id: Integer,
        #[query(description = "Described anew.", ge = 1)] page: Integer,
        #[path(style = "matrix")] matrix: Vec<String>,
        #[path(style = "label", explode = true)] label: Vec<String>,
        #[query(explode = false)] ids: Option<Vec<Integer>>,
        #[query(style = "spaceDelimited", explode = false)] words: Option<Vec<String>>,
        #[query(style = "pipeDelimited", explode = false)] colors: Option<Vec<String>>,
        #[query(style = "deepObject")] filter: Option<Filter>,
        #[query(allow_reserved, allow_empty_value)] raw: Option<String>,
        #[query(content_type = "application/json")] json: Option<Json>,
        #[header(name = "X-Request-Id")] x_request_id: Uuid,
        #[cookie] session: Option<String>,
        #[query(deprecated, examples = { "short": { "value": "a" }, "long": { "value": "abc" } })] q: Option<String>,
    );

    #[get("/files/{name}.{extension}", response_description = "Found.")]
    async fn get_file(name: String, extension: Literal<"txt", "json">);

    #[post("/items/{id}:cancel", response_description = "Cancelled.")]
    async fn cancel_item(id: Integer);
}

#[schema(inline)]
pub struct Filter {
    pub kind: Option<String>,
}

#[schema(inline)]
pub struct Json {
    pub a: Option<Integer>,
}
