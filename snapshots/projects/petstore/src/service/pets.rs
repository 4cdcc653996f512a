//! The service behind the operations of `pets`.

use crate::deps::{Deps, Principal};
use api::models;
use api::services::pets::*;
use runtime::prelude as rt;

/// What its operations need beyond a request goes in here: clients, caches, settings.
#[derive(Debug, Clone, Default)]
pub struct PetsService;

impl Pets<Deps> for PetsService {
    /// List pets
    ///
    /// `GET /pets`
    async fn list_pets(
        &self,
        _cx: &rt::Context,
        _params: ListPetsParams,
        _principal: Option<Principal>,
    ) -> Result<ListPetsSuccess, ListPetsFailure> {
        Err(rt::Error::not_implemented().into())
    }

    /// Add a pet
    ///
    /// `POST /pets`
    async fn create_pet(
        &self,
        _cx: &rt::Context,
        _body: models::NewPet,
        _principal: Principal,
    ) -> Result<CreatePetSuccess, CreatePetFailure> {
        Err(rt::Error::not_implemented().into())
    }

    /// One pet
    ///
    /// `GET /pets/{petId}`
    async fn get_pet(
        &self,
        _cx: &rt::Context,
        _params: GetPetParams,
        _principal: Option<Principal>,
    ) -> Result<models::Pet, GetPetFailure> {
        Err(rt::Error::not_implemented().into())
    }

    /// Replace a pet
    ///
    /// `PUT /pets/{petId}`
    async fn replace_pet(
        &self,
        _cx: &rt::Context,
        _params: ReplacePetParams,
        _body: models::NewPet,
        _principal: Principal,
    ) -> Result<models::Pet, ReplacePetFailure> {
        Err(rt::Error::not_implemented().into())
    }

    /// Remove a pet
    ///
    /// `DELETE /pets/{petId}`
    async fn delete_pet(
        &self,
        _cx: &rt::Context,
        _params: DeletePetParams,
        _principal: Principal,
    ) -> Result<(), DeletePetFailure> {
        Err(rt::Error::not_implemented().into())
    }

    /// Change some of a pet
    ///
    /// `PATCH /pets/{petId}`
    async fn update_pet(
        &self,
        _cx: &rt::Context,
        _params: UpdatePetParams,
        _body: models::PetChanges,
        _principal: Principal,
    ) -> Result<models::Pet, UpdatePetFailure> {
        Err(rt::Error::not_implemented().into())
    }

    /// The visits of a pet to the vet
    ///
    /// `GET /pets/{petId}/visits`
    async fn list_visits(
        &self,
        _cx: &rt::Context,
        _params: ListVisitsParams,
        _principal: Option<Principal>,
    ) -> Result<Vec<models::Visit>, ListVisitsFailure> {
        Err(rt::Error::not_implemented().into())
    }
}
