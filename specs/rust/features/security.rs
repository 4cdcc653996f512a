//! # Security
//! version: 1.0.0

#![security(token)]

pub trait Operations {
    #[get("/default", response_description = "Done.")]
    async fn default();

    #[get("/open", response_description = "Done.")]
    #[security(none)]
    async fn open();

    #[get("/either", response_description = "Done.")]
    #[security(key)]
    #[security(token, cookie)]
    #[security()]
    async fn either();

    #[get("/scoped", response_description = "Done.")]
    #[security(oauth = ["read", "write"])]
    async fn scoped();
}

#[security(http = "Bearer", format = "JWT")]
pub struct token;
#[security(basic)]
pub struct basic;
#[security(api_key, header = "X-Key")]
pub struct key;
#[security(api_key, query = "key")]
pub struct query;
#[security(api_key, cookie = "session")]
pub struct cookie;
#[security(oauth2, authorization_code(
    authorization_url = "https://example.com/authorize",
    token_url = "https://example.com/token",
    scopes = { "read": "Read things.", "write": "Write things." },
))]
pub struct oauth;
#[security(openid, url = "https://example.com/.well-known/openid-configuration")]
pub struct openid;
#[security(mutual_tls)]
pub struct certificate;
