//! # Dependencies
pub trait Users {
    #[get("/me")]
    async fn me(user: CurrentUser) -> String;
}

#[dependencies]
pub trait Dependencies {
    async fn session(user: CurrentUser) -> Session;
    async fn current_user(session: Session) -> CurrentUser;
}
