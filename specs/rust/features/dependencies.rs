//! # Pets
//! version: 1.0.0

#![api(tag(name = "pets"), operation_ids = "camelCase")]
#![security(key)]
#![depends(Clock)]

#[dependencies]
pub trait Dependencies {
    /// What time it is.
    #[scope(app)]
    async fn clock() -> Clock;

    /// A database session.
    async fn session() -> Session;

    async fn current_user(principal: Principal, session: Session) -> CurrentUser;

    fn report(session: Session) -> Report;

    async fn paging(
        #[query(ge = 1, le = 100, default = 20)] limit: i32,
        kind: Option<Literal<"cat", "dog">>,
    ) -> Paging;

    async fn unused() -> Unused;
}

#[lifespan]
pub trait Lifespan {
    /// Looks at the clock.
    #[startup]
    async fn warm_up();

    #[startup]
    fn check_disk();

    #[shutdown]
    async fn say_goodbye();
}

#[api(tag = "pets")]
#[depends(Session)]
pub trait Pets {
    #[get("/pets", response_description = "None.")]
    #[security(key)]
    #[security()]
    async fn list_pets();

    #[post("/pets", status = 201, response_description = "It is there.")]
    #[security(login)]
    #[security(token = ["write"], key)]
    async fn create_pet(current_user: CurrentUser, report: Report);
}

pub trait Operations {
    #[get("/export", response_description = "All there is.")]
    #[security(none)]
    fn export(
        #[query(min_length = 2)] name: Option<String>,
        session: Session,
        paging: Paging,
    ) -> Result<String, Busy>;
}

#[api(prefix = "/doors", tag = "doors")]
pub trait Doors {
    #[get("/query", response_description = "Who it is.")]
    #[security(query)]
    async fn by_query() -> Text;

    #[get("/cookie", response_description = "Who it is.")]
    #[security(cookie)]
    async fn by_cookie() -> Text;

    #[get("/digest", response_description = "Who it is.")]
    #[security(digest)]
    async fn by_digest() -> Text;

    #[get("/custom", response_description = "Who it is.")]
    #[security(custom)]
    async fn by_custom() -> Text;

    #[get("/oauth", response_description = "Who it is.")]
    #[security(oauth = ["read", "write"])]
    async fn by_oauth() -> Text;

    #[get("/oidc", response_description = "Who it is.")]
    #[security(oidc = ["read"])]
    async fn by_oidc() -> Text;

    #[get("/certificate", response_description = "Who it is.")]
    #[security(certificate)]
    async fn by_certificate() -> Text;

    #[get("/several", response_description = "Who it is.")]
    #[security(query, cookie)]
    #[security(digest)]
    #[security(oauth = ["write"])]
    async fn by_several() -> Text;
}

pub trait Health {
    #[get("/health", response_description = "Fine.")]
    #[security(none)]
    async fn health();
}

/// Another one is under way.
#[status(409)]
pub struct Busy;

#[security(api_key, header = "X-Api-Key")]
pub struct key;
#[security(basic)]
pub struct login;
#[security(bearer, format = "JWT")]
pub struct token;
#[security(api_key, query = "key")]
pub struct query;
#[security(api_key, cookie = "session")]
pub struct cookie;
#[security(http = "digest")]
pub struct digest;
#[security(http = "Hoba")]
pub struct custom;
#[security(oauth2, client_credentials(
    token_url = "https://example.com/token",
    scopes = { "read": "Read.", "write": "Write." },
))]
pub struct oauth;
#[security(openid, url = "https://example.com/.well-known/openid-configuration")]
pub struct oidc;
#[security(mutual_tls)]
pub struct certificate;
