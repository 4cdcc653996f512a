//! The service behind the operations of `greetings`.

use crate::deps::Deps;
use api::models;
use api::services::greetings::*;
use runtime::prelude as rt;

/// What its operations need beyond a request goes in here: clients, caches, settings.
#[derive(Debug, Clone, Default)]
pub struct GreetingsService;

impl Greetings<Deps> for GreetingsService {
    /// Greet somebody who stands in the query.
    ///
    /// `GET /hi`
    async fn hi(&self, _cx: &rt::Context, _params: HiParams) -> Result<models::Greeted, rt::Error> {
        Err(rt::Error::not_implemented())
    }

    /// Greet somebody who stands in the body.
    ///
    /// `POST /hi`
    async fn hi_body(
        &self,
        _cx: &rt::Context,
        _body: models::Greeting,
    ) -> Result<models::Greeted, rt::Error> {
        Err(rt::Error::not_implemented())
    }

    /// Greet somebody who stands in the path.
    ///
    /// `GET /hi/{name}`
    async fn hi_name(
        &self,
        _cx: &rt::Context,
        _params: HiNameParams,
    ) -> Result<models::Greeted, rt::Error> {
        Err(rt::Error::not_implemented())
    }
}
