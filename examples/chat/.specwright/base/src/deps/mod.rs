//! What operations depend on: values made for it, and how that is found out.

use crate::settings::Settings;
use api::deps::Providers;
use runtime::prelude as rt;

/// Its methods are called for each request that needs what they give, once. What they share goes in here: pools,
/// clients, keys.
#[derive(Debug, Clone)]
pub struct Deps {
    http_client: HttpClient,
}

impl Deps {
    /// As the settings say.
    pub fn new(settings: &Settings) -> Self {
        Self {
            http_client: HttpClient::new(&settings.client),
        }
    }
}

/// The rooms that are open in this process.
#[derive(Debug, Clone)]
pub struct Hub;

/// Who sends mail.
#[derive(Debug, Clone)]
pub struct Mailer;

/// Calls other services on behalf of a request.
pub use runtime::client::HttpClient;

impl Providers for Deps {
    type Hub = Hub;
    type Mailer = Mailer;
    type HttpClient = HttpClient;

    /// The rooms that are open in this process.
    async fn hub(&self) -> Result<Hub, rt::Error> {
        Err(rt::Error::not_implemented())
    }

    /// Who sends mail.
    async fn mailer(&self) -> Result<Mailer, rt::Error> {
        Err(rt::Error::not_implemented())
    }

    /// Calls other services on behalf of a request.
    async fn http_client(&self, cx: &rt::Context) -> Result<HttpClient, rt::Error> {
        Ok(self.http_client.on_behalf_of(cx))
    }
}
