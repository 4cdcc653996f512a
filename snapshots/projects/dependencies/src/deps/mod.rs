//! What operations depend on: who a request is from, values made for it, and how that is found out.

use crate::settings::Settings;
use api::deps::Providers;
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

/// `Level1`
#[derive(Debug, Clone)]
pub struct Level1;

/// `Level2`
#[derive(Debug, Clone)]
pub struct Level2;

/// `Level3`
#[derive(Debug, Clone)]
pub struct Level3;

/// `Level4`
#[derive(Debug, Clone)]
pub struct Level4;

/// `Level5`
#[derive(Debug, Clone)]
pub struct Level5;

/// `Level6`
#[derive(Debug, Clone)]
pub struct Level6;

/// `Level7`
#[derive(Debug, Clone)]
pub struct Level7;

/// `Level8`
#[derive(Debug, Clone)]
pub struct Level8;

/// `Level9`
#[derive(Debug, Clone)]
pub struct Level9;

/// `Level10`
#[derive(Debug, Clone)]
pub struct Level10;

impl Providers for Deps {
    type Principal = Principal;
    type Clock = Clock;
    type Session = Session;
    type CurrentUser = CurrentUser;
    type Report = Report;
    type Level1 = Level1;
    type Level2 = Level2;
    type Level3 = Level3;
    type Level4 = Level4;
    type Level5 = Level5;
    type Level6 = Level6;
    type Level7 = Level7;
    type Level8 = Level8;
    type Level9 = Level9;
    type Level10 = Level10;

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
        self.tokens.check(token)
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

    /// `Level1`
    async fn level1(&self, _cx: &rt::Context, _session: Session) -> Result<Level1, rt::Error> {
        Err(rt::Error::not_implemented())
    }

    /// `Level2`
    async fn level2(&self, _cx: &rt::Context, _level1: Level1) -> Result<Level2, rt::Error> {
        Err(rt::Error::not_implemented())
    }

    /// `Level3`
    async fn level3(&self, _cx: &rt::Context, _level2: Level2) -> Result<Level3, rt::Error> {
        Err(rt::Error::not_implemented())
    }

    /// `Level4`
    async fn level4(&self, _cx: &rt::Context, _level3: Level3) -> Result<Level4, rt::Error> {
        Err(rt::Error::not_implemented())
    }

    /// `Level5`
    async fn level5(&self, _cx: &rt::Context, _level4: Level4) -> Result<Level5, rt::Error> {
        Err(rt::Error::not_implemented())
    }

    /// `Level6`
    async fn level6(&self, _cx: &rt::Context, _level5: Level5) -> Result<Level6, rt::Error> {
        Err(rt::Error::not_implemented())
    }

    /// `Level7`
    async fn level7(&self, _cx: &rt::Context, _level6: Level6) -> Result<Level7, rt::Error> {
        Err(rt::Error::not_implemented())
    }

    /// `Level8`
    async fn level8(&self, _cx: &rt::Context, _level7: Level7) -> Result<Level8, rt::Error> {
        Err(rt::Error::not_implemented())
    }

    /// `Level9`
    async fn level9(&self, _cx: &rt::Context, _level8: Level8) -> Result<Level9, rt::Error> {
        Err(rt::Error::not_implemented())
    }

    /// `Level10`
    async fn level10(&self, _cx: &rt::Context, _level9: Level9) -> Result<Level10, rt::Error> {
        Err(rt::Error::not_implemented())
    }
}
