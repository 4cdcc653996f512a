//! The service behind the operations of `owners`.

use crate::data;
use crate::deps::{Deps, Principal, Session};
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
        params: ListOwnersParams,
        _principal: Option<Principal>,
        session: Session,
    ) -> Result<Vec<models::Owner>, ListOwnersFailure> {
        let rows = data::owners::list(&session, &params).await?;
        Ok(rows)
    }

    /// Add an owner
    ///
    /// `POST /owners`
    async fn add_owner(
        &self,
        _cx: &rt::Context,
        body: models::NewOwner,
        _principal: Principal,
        session: Session,
    ) -> Result<AddOwnerSuccess, AddOwnerFailure> {
        let made = data::owners::insert(&session, &body).await?;
        Ok(AddOwnerSuccess {
            location: format!("/owners/{}", made.id),
            body: made,
        })
    }

    /// One owner
    ///
    /// `GET /owners/{ownerId}`
    async fn get_owner(
        &self,
        _cx: &rt::Context,
        params: GetOwnerParams,
        _principal: Option<Principal>,
        session: Session,
    ) -> Result<models::Owner, GetOwnerFailure> {
        let found = data::owners::find(&session, params.owner_id).await?;
        found.ok_or_else(|| GetOwnerFailure::NotFound(no_owner()))
    }
}

fn no_owner() -> models::Problem {
    models::Problem {
        code: "not_found".to_owned(),
        message: "there is no such owner".to_owned(),
    }
}
