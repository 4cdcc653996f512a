//! What operations depend on: who a request is from, and how that is found out.

use crate::settings::Settings;
use api::deps::Providers;
use runtime::auth::ApiKeys;
use runtime::prelude as rt;

/// Its methods are called for each request that needs what they give, once. What they share goes in here: pools,
/// clients, keys.
#[derive(Debug, Clone)]
pub struct Deps {
    api_keys: ApiKeys,
}

impl Deps {
    /// As the settings say.
    pub fn new(settings: &Settings) -> Self {
        Self {
            api_keys: settings.api_keys.clone(),
        }
    }
}

/// Who a request is from, as services are told. A type of your own can say more.
pub type Principal = runtime::auth::Grant;

impl Providers for Deps {
    type Principal = Principal;

    /// `apiKey`: a key in the header `X-Api-Key`.
    async fn api_key(&self, _cx: &rt::Context, key: &str) -> Result<Principal, rt::Error> {
        self.api_keys.check(key)
    }
}
