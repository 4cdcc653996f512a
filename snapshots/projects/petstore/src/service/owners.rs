//! The service behind the operations of `owners`.

use crate::deps::{Deps, Principal};
use api::models;
use api::services::owners::*;
use runtime::prelude as rt;

/// What its operations need beyond a request goes in here: clients, caches, settings.
#[derive(Debug, Clone, Default)]
pub struct OwnersService;

impl Owners<Deps> for OwnersService {
    /// List owners
    ///
    /// `GET /owners`
    async fn list_owners(
        &self,
        _cx: &rt::Context,
        _params: ListOwnersParams,
        _principal: Option<Principal>,
    ) -> Result<Vec<models::Owner>, ListOwnersFailure> {
        Err(rt::Error::not_implemented().into())
    }

    /// One owner
    ///
    /// `GET /owners/{ownerId}`
    async fn get_owner(
        &self,
        _cx: &rt::Context,
        _params: GetOwnerParams,
        _principal: Option<Principal>,
    ) -> Result<models::Owner, GetOwnerFailure> {
        Err(rt::Error::not_implemented().into())
    }
}
