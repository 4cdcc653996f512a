//! The service behind the operations of `pets`.

use crate::deps::{Clock, CurrentUser, Deps, Principal, Report, Session};
use api::services::pets::*;
use runtime::prelude as rt;

/// What its operations need beyond a request goes in here: clients, caches, settings.
#[derive(Debug, Clone, Default)]
pub struct PetsService;

impl Pets<Deps> for PetsService {
    /// `GET /pets`
    async fn list_pets(
        &self,
        _cx: &rt::Context,
        _principal: Option<Principal>,
        _clock: Clock,
        _session: Session,
    ) -> Result<(), rt::Error> {
        Err(rt::Error::not_implemented())
    }

    /// `POST /pets`
    async fn create_pet(
        &self,
        _cx: &rt::Context,
        _principal: Principal,
        _clock: Clock,
        _session: Session,
        _current_user: CurrentUser,
        _report: Report,
    ) -> Result<(), rt::Error> {
        Err(rt::Error::not_implemented())
    }
}
