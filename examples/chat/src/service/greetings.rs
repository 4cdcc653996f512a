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
    async fn hi(&self, _cx: &rt::Context, params: HiParams) -> Result<models::Greeted, rt::Error> {
        Ok(greet(&params.name, 1))
    }

    /// Greet somebody who stands in the path.
    ///
    /// `GET /hi/{name}`
    async fn hi_name(
        &self,
        _cx: &rt::Context,
        params: HiNameParams,
    ) -> Result<models::Greeted, rt::Error> {
        Ok(greet(&params.name, 1))
    }

    /// Greet somebody who stands in the body.
    ///
    /// `POST /hi`
    async fn hi_body(
        &self,
        _cx: &rt::Context,
        body: models::Greeting,
    ) -> Result<models::Greeted, rt::Error> {
        Ok(greet(&body.name, usize::try_from(body.times)?))
    }
}

fn greet(name: &str, times: usize) -> models::Greeted {
    let message = vec![format!("Hi, {name}!"); times].join(" ");
    models::Greeted { message }
}
