//! # Composition
//! version: 1.0.0

#![api(operation_ids = "camelCase", option = "absent")]

pub trait Operations {
    #[post("/base", response_description = "Accepted.")]
    async fn post_base(body: Base);
    #[post("/extended", response_description = "Accepted.")]
    async fn post_extended(body: Extended);
    #[post("/beside", response_description = "Accepted.")]
    async fn post_beside(body: Beside);
    #[post("/described", response_description = "Accepted.")]
    async fn post_described(body: Described);
    #[post("/bytype", id = "postByType", response_description = "Accepted.")]
    async fn post_by_type(#[body] body: ByType);
    #[post("/byproperty", id = "postByProperty", response_description = "Accepted.")]
    async fn post_by_property(body: ByProperty);
    #[post("/not", response_description = "Accepted.")]
    async fn post_not(#[body] body: Not);
    #[post("/sealed", response_description = "Accepted.")]
    async fn post_sealed(body: Sealed);
}

pub struct Base {
    pub id: Integer,
}

#[schema]
pub type Extended = AllOf<(Base, Own)>;

#[schema(inline)]
pub struct Own {
    pub name: String,
}

/// The reference and its siblings all count.
#[schema(json = r##"{ "$ref": "#/components/schemas/Base", "type": null }"##)]
pub struct Beside {
    pub extra: String,
}

/// Only described anew.
#[schema]
pub type Described = Base;

#[schema]
pub type ByType = OneOf<(String, Integer, Vec<String>)>;

#[schema]
pub type ByProperty = AnyOf<(Meow, Bark)>;

#[schema(inline)]
pub struct Meow {
    pub meow: String,
}

#[schema(inline)]
pub struct Bark {
    pub bark: String,
}

#[schema(not = Threes)]
pub struct Not(Integer);

#[schema(inline, multiple_of = 3)]
pub struct Threes(Any);

#[schema(all_of = [Base], unevaluated_properties = false, json = r#"{ "type": null }"#)]
pub struct Sealed {
    pub name: Option<String>,
}
