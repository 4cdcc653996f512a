//! # Code
pub trait Users {
    #[post("/users")]
    async fn make(user: User);
}

#[derive(Debug, Deserialize, Validate)]
pub struct User {
    #[serde(alias = "mail")]
    #[validate(email, custom(function = "not_ours"))]
    pub email: String,
    #[serde(with = "hex")]
    pub key: Vec<u8>,
    #[validate(regex(path = *RE_NAME))]
    pub name: String,
}
