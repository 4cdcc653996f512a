//! What operations depend on: values made for it, and how that is found out.

mod hub;
mod mailer;

pub use hub::Hub;
pub use mailer::{Mail, Mailer};

use crate::settings::Settings;
use api::deps::Providers;
use runtime::prelude as rt;
use std::path::PathBuf;

/// Its methods are called for each request that needs what they give, once. What they share goes in here: pools,
/// clients, keys.
#[derive(Debug, Clone)]
pub struct Deps {
    pub hub: Hub,
    /// Where what was said is kept between two runs.
    pub history: PathBuf,
    http_client: HttpClient,
    pub mailer: Mailer,
}

impl Deps {
    /// As the settings say.
    pub fn new(settings: &Settings) -> Self {
        Self {
            hub: Hub::default(),
            history: settings.history.clone(),
            http_client: HttpClient::new(&settings.client),
            mailer: Mailer::new(settings.mail.clone()),
        }
    }
}

/// Calls other services on behalf of a request.
pub use runtime::client::HttpClient;

impl Providers for Deps {
    type Hub = Hub;
    type Mailer = Mailer;
    type HttpClient = HttpClient;

    /// The rooms that are open in this process.
    async fn hub(&self) -> Result<Hub, rt::Error> {
        Ok(self.hub.clone())
    }

    /// Who sends mail.
    async fn mailer(&self) -> Result<Mailer, rt::Error> {
        Ok(self.mailer.clone())
    }

    /// Calls other services on behalf of a request.
    async fn http_client(&self, cx: &rt::Context) -> Result<HttpClient, rt::Error> {
        Ok(self.http_client.on_behalf_of(cx))
    }
}
