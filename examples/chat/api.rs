//! # Chat
//! version: 1.0.0
//!
//! Rooms to talk in, and what a service does beside that: it greets, draws avatars, sends mail, looks links up.
#![api(option = "absent")]

/// What somebody says.
pub struct Said {
    #[schema(min_length = 1, max_length = 2000)]
    pub text: String,
}

/// What everyone in the room hears.
pub struct Heard {
    pub who: String,
    pub text: String,
    pub at: DateTime,
}

/// Somebody who should come, too.
pub struct Invitation {
    #[schema(format = "email")]
    pub email: String,
    #[schema(max_length = 500)]
    pub note: Option<String>,
}

#[api(prefix = "/rooms", tag = "rooms")]
pub trait Rooms {
    /// Talk to everyone in a room.
    #[websocket("/{room}")]
    async fn talk(
        #[path(pattern = "^[a-z0-9-]{1,40}$")] room: String,
        #[query(min_length = 1, max_length = 40, default = "someone")] nick: String,
        said: Stream<Said>,
        hub: Hub,
    ) -> Stream<Heard>;

    /// What was said last, the latest first.
    #[get("/{room}/messages")]
    async fn list_messages(
        #[path(pattern = "^[a-z0-9-]{1,40}$")] room: String,
        #[query(ge = 1, le = 100, default = 20)] limit: u32,
        hub: Hub,
    ) -> Vec<Heard>;

    /// Invite somebody. The mail is sent after the answer.
    #[post("/{room}/invitations", status = 202)]
    async fn invite(
        #[path(pattern = "^[a-z0-9-]{1,40}$")] room: String,
        invitation: Invitation,
        mailer: Mailer,
    );
}

/// Who is to be greeted, and how.
pub struct Greeting {
    #[schema(min_length = 1, max_length = 100)]
    pub name: String,
    #[schema(ge = 1, le = 10, default = 1)]
    pub times: u8,
}

pub struct Greeted {
    pub message: String,
}

#[api(tag = "greetings")]
pub trait Greetings {
    /// Greet somebody who stands in the query.
    #[get("/hi")]
    async fn hi(#[query(min_length = 1, max_length = 100, default = "world")] name: String) -> Greeted;

    /// Greet somebody who stands in the path.
    #[get("/hi/{name}")]
    async fn hi_name(#[path(max_length = 100)] name: String) -> Greeted;

    /// Greet somebody who stands in the body.
    #[post("/hi")]
    async fn hi_body(greeting: Greeting) -> Greeted;
}

/// A link, and what is behind it.
pub struct Preview {
    pub url: Url,
    /// Of the page; without one it could not be had.
    pub title: Option<String>,
    /// Of the answer; without one there was none.
    pub status: Option<u16>,
}

/// What is to be looked up.
pub struct Urls {
    #[schema(min_items = 1, max_items = 20)]
    pub urls: Vec<Url>,
}

#[api(tag = "links")]
pub trait Links {
    /// Look several links up, a few at a time.
    #[post("/previews")]
    async fn preview(urls: Urls, http_client: HttpClient) -> Vec<Preview>;
}

#[api(tag = "avatars")]
pub trait Avatars {
    /// A picture for a name, always the same one.
    #[get("/avatars/{nick}")]
    #[produces("image/svg+xml")]
    async fn avatar(#[path(max_length = 40)] nick: String) -> Text;
}

#[dependencies]
pub trait Dependencies {
    /// The rooms that are open in this process.
    #[scope(app)]
    async fn hub() -> Hub;
    /// Calls other services on behalf of a request.
    async fn http_client() -> HttpClient;
    /// Who sends mail.
    #[scope(app)]
    async fn mailer() -> Mailer;
}
