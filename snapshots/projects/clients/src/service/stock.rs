//! The service behind the operations of `stock`.

use crate::data;
use crate::deps::{Deps, Principal, Session};
use api::models;
use api::services::stock::*;
use runtime::prelude as rt;

/// What its operations need beyond a request goes in here: clients, caches, settings.
#[derive(Debug, Clone, Default)]
pub struct StockService;

impl Stock<Deps> for StockService {
    /// `GET /goods`
    async fn list_goods(
        &self,
        _cx: &rt::Context,
        _principal: Principal,
        session: Session,
    ) -> Result<Vec<models::Good>, rt::Error> {
        let rows = data::goods::list(&session).await?;
        Ok(rows)
    }

    /// `POST /goods`
    async fn add_good(
        &self,
        _cx: &rt::Context,
        body: models::NewGood,
        _principal: Principal,
        session: Session,
    ) -> Result<models::Good, rt::Error> {
        let made = data::goods::insert(&session, &body).await?;
        Ok(made)
    }

    /// For programs alone; left to a person
    ///
    /// `GET /report`
    async fn report(&self, _cx: &rt::Context, _principal: Principal) -> Result<String, rt::Error> {
        Err(rt::Error::not_implemented())
    }
}
