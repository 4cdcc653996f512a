//! # Responses
//! version: 1.0.0

pub trait Operations {
    #[get("/several")]
    #[response(200, description = "Here.", body = Vec<String>)]
    #[response(206, description = "Some.", body = String)]
    #[response(304, description = "As before.")]
    #[response("4XX", description = "Something is wrong.", body = Problem, content_type = "application/problem+json", examples = { "first": { "value": { "title": "Not found" } } })]
    #[response(default, description = "Something is wrong.", body = Problem, content_type = "application/problem+json", examples = { "first": { "value": { "title": "Not found" } } })]
    async fn several();

    #[get("/headers")]
    #[response(
        200,
        description = "With headers.",
        header("X-Rate-Limit": Integer),
        header(ETag: Option<String>, description = "The version.")
    )]
    async fn headers();

    #[get("/kinds")]
    #[response(200, description = "As asked for.", body = Object)]
    #[response(200, body = Html)]
    #[response(200, content_type = "image/*")]
    async fn kinds();

    #[get("/moved")]
    #[response(302, description = "Elsewhere.", header(Location: Option<Url>))]
    async fn moved();
}

#[schema(inline)]
pub struct Problem {
    #[schema(nullable = false)]
    pub title: Option<String>,
}
