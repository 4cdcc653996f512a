//! # Read only and write only
//! version: 1.0.0

#![api(operation_ids = "camelCase")]

pub trait Operations {
    #[post("/user", response_description = "Accepted.")]
    async fn post_user(user: User);
}

pub struct User {
    #[schema(read_only)]
    pub id: Integer,
    pub name: String,
    #[schema(write_only)]
    pub password: String,
    #[schema(default = "user")]
    pub role: Literal<"admin", "user">,
    #[deprecated]
    #[serde(default)]
    pub nickname: String,
}
