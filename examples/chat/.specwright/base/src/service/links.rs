//! The service behind the operations of `links`.

use crate::deps::{Deps, HttpClient};
use api::models;
use api::services::links::*;
use runtime::prelude as rt;

/// What its operations need beyond a request goes in here: clients, caches, settings.
#[derive(Debug, Clone, Default)]
pub struct LinksService;

impl Links<Deps> for LinksService {
    /// Look several links up, a few at a time.
    ///
    /// `POST /previews`
    async fn preview(
        &self,
        _cx: &rt::Context,
        _body: models::Urls,
        _http_client: HttpClient,
    ) -> Result<Vec<models::Preview>, rt::Error> {
        Err(rt::Error::not_implemented())
    }
}
