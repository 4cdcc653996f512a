//! What operations depend on: who a request is from, and how that is found out.

use crate::settings::Settings;
use api::deps::Providers;
use runtime::auth::Tokens;
use runtime::prelude as rt;

/// Its methods are called for each request that needs what they give, once. What they share goes in here: pools,
/// clients, keys.
#[derive(Debug, Clone)]
pub struct Deps {
    tokens: Tokens,
}

impl Deps {
    /// As the settings say.
    pub fn new(settings: &Settings) -> Self {
        Self {
            tokens: settings.tokens.clone(),
        }
    }
}

/// Who a request is from, as services are told. A type of your own can say more.
pub type Principal = runtime::auth::Grant;

impl Providers for Deps {
    type Principal = Principal;

    /// `device`: a token in an `Authorization` of the scheme `bearer`.
    async fn device(&self, _cx: &rt::Context, token: &str) -> Result<Principal, rt::Error> {
        self.tokens.check(token).await
    }
}
