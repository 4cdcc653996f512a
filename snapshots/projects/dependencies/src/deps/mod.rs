//! What operations depend on: who a request is from, values made for it, and how that is found out.

use crate::settings::Settings;
use api::deps::{PagingParams, Providers};
use runtime::auth::{ApiKeys, Passwords, Tokens};
use runtime::prelude as rt;

/// Its methods are called for each request that needs what they give, once. What they share goes in here: pools,
/// clients, keys.
#[derive(Debug, Clone)]
pub struct Deps {
    api_keys: ApiKeys,
    passwords: Passwords,
    tokens: Tokens,
}

impl Deps {
    /// As the settings say.
    pub fn new(settings: &Settings) -> Self {
        Self {
            api_keys: settings.api_keys.clone(),
            passwords: settings.passwords.clone(),
            tokens: settings.tokens.clone(),
        }
    }
}

/// Who a request is from, as services are told. A type of your own can say more.
pub type Principal = runtime::auth::Grant;

/// What time it is.
#[derive(Debug, Clone)]
pub struct Clock;

/// A database session.
#[derive(Debug, Clone)]
pub struct Session;

/// `CurrentUser`
#[derive(Debug, Clone)]
pub struct CurrentUser;

/// `Report`
#[derive(Debug, Clone)]
pub struct Report;

/// `Paging`
#[derive(Debug, Clone)]
pub struct Paging;

impl Providers for Deps {
    type Principal = Principal;
    type Clock = Clock;
    type Session = Session;
    type CurrentUser = CurrentUser;
    type Report = Report;
    type Paging = Paging;

    /// `key`: a key in the header `X-Api-Key`.
    async fn key(&self, _cx: &rt::Context, key: &str) -> Result<Principal, rt::Error> {
        self.api_keys.check(key)
    }

    /// `login`: an `Authorization` of the scheme `basic`.
    async fn login(
        &self,
        _cx: &rt::Context,
        user: &str,
        password: &str,
    ) -> Result<Principal, rt::Error> {
        self.passwords.check(user, password).await
    }

    /// `token`: an `Authorization` of the scheme `bearer`.
    async fn token(&self, _cx: &rt::Context, token: &str) -> Result<Principal, rt::Error> {
        self.tokens.check(token).await
    }

    /// `query`: a key in the query parameter `key`.
    async fn query(&self, _cx: &rt::Context, key: &str) -> Result<Principal, rt::Error> {
        self.api_keys.check(key)
    }

    /// `cookie`: a key in the cookie `session`.
    async fn cookie(&self, _cx: &rt::Context, key: &str) -> Result<Principal, rt::Error> {
        self.api_keys.check(key)
    }

    /// `digest`: an `Authorization` of the scheme `digest`.
    async fn digest(&self, _cx: &rt::Context, _credentials: &str) -> Result<Principal, rt::Error> {
        Err(rt::Error::not_implemented())
    }

    /// `custom`: an `Authorization` of the scheme `hoba`.
    async fn custom(&self, _cx: &rt::Context, _credentials: &str) -> Result<Principal, rt::Error> {
        Err(rt::Error::not_implemented())
    }

    /// `oauth`: a token in an `Authorization` of the scheme `bearer`.
    async fn oauth(&self, _cx: &rt::Context, token: &str) -> Result<Principal, rt::Error> {
        self.tokens.check(token).await
    }

    /// `oidc`: a token in an `Authorization` of the scheme `bearer`.
    async fn oidc(&self, _cx: &rt::Context, token: &str) -> Result<Principal, rt::Error> {
        self.tokens.check(token).await
    }

    /// `certificate`: a certificate of the client's, which the connection carries.
    async fn certificate(&self, _cx: &rt::Context) -> Result<Principal, rt::Error> {
        Err(rt::Error::not_implemented())
    }

    /// What time it is.
    async fn clock(&self) -> Result<Clock, rt::Error> {
        Err(rt::Error::not_implemented())
    }

    /// A database session.
    async fn session(&self, _cx: &rt::Context) -> Result<Session, rt::Error> {
        Err(rt::Error::not_implemented())
    }

    /// `CurrentUser`
    async fn current_user(
        &self,
        _cx: &rt::Context,
        _principal: Principal,
        _session: Session,
    ) -> Result<CurrentUser, rt::Error> {
        Err(rt::Error::not_implemented())
    }

    /// `Report`
    fn report(&self, _cx: &rt::Context, _session: Session) -> Result<Report, rt::Error> {
        Err(rt::Error::not_implemented())
    }

    /// `Paging`
    async fn paging(&self, _cx: &rt::Context, _params: PagingParams) -> Result<Paging, rt::Error> {
        Err(rt::Error::not_implemented())
    }
}
