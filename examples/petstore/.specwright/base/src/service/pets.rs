//! The service behind the operations of `pets`.

use crate::data;
use crate::deps::{Deps, Principal, Session};
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
        params: ListPetsParams,
        _principal: Option<Principal>,
        session: Session,
    ) -> Result<ListPetsSuccess, ListPetsFailure> {
        let (rows, total) = data::pets::list(&session, &params).await?;
        Ok(ListPetsSuccess {
            x_total_count: total,
            body: rows,
        })
    }

    /// Add a pet
    ///
    /// `POST /pets`
    async fn create_pet(
        &self,
        _cx: &rt::Context,
        body: models::NewPet,
        _principal: Principal,
        session: Session,
    ) -> Result<CreatePetSuccess, CreatePetFailure> {
        let made = match data::pets::insert(&session, &body).await {
            Err(error) if error.is_duplicate() => {
                return Err(CreatePetFailure::Conflict(pet_exists()));
            }
            made => made?,
        };
        Ok(CreatePetSuccess {
            location: Some(format!("/pets/{}", made.id)),
            body: made,
        })
    }

    /// One pet
    ///
    /// `GET /pets/{petId}`
    async fn get_pet(
        &self,
        _cx: &rt::Context,
        params: GetPetParams,
        _principal: Option<Principal>,
        session: Session,
    ) -> Result<models::Pet, GetPetFailure> {
        let found = data::pets::find(&session, params.pet_id).await?;
        found.ok_or_else(|| GetPetFailure::NotFound(no_pet()))
    }

    /// Replace a pet
    ///
    /// `PUT /pets/{petId}`
    async fn replace_pet(
        &self,
        _cx: &rt::Context,
        params: ReplacePetParams,
        body: models::NewPet,
        _principal: Principal,
        session: Session,
    ) -> Result<models::Pet, ReplacePetFailure> {
        let found = match data::pets::replace(&session, params.pet_id, &body).await {
            Err(error) if error.is_duplicate() => {
                return Err(ReplacePetFailure::Default {
                    status: rt::StatusCode::CONFLICT,
                    body: pet_exists(),
                });
            }
            found => found?,
        };
        found.ok_or_else(|| ReplacePetFailure::NotFound(no_pet()))
    }

    /// Remove a pet
    ///
    /// `DELETE /pets/{petId}`
    async fn delete_pet(
        &self,
        _cx: &rt::Context,
        params: DeletePetParams,
        _principal: Principal,
        session: Session,
    ) -> Result<(), DeletePetFailure> {
        let found = data::pets::delete(&session, params.pet_id).await?;
        if !found {
            return Err(DeletePetFailure::NotFound(no_pet()));
        }
        Ok(())
    }

    /// Change some of a pet
    ///
    /// `PATCH /pets/{petId}`
    async fn update_pet(
        &self,
        _cx: &rt::Context,
        params: UpdatePetParams,
        body: models::PetChanges,
        _principal: Principal,
        session: Session,
    ) -> Result<models::Pet, UpdatePetFailure> {
        let found = match data::pets::change(&session, params.pet_id, &body).await {
            Err(error) if error.is_duplicate() => {
                return Err(UpdatePetFailure::Default {
                    status: rt::StatusCode::CONFLICT,
                    body: pet_exists(),
                });
            }
            found => found?,
        };
        found.ok_or_else(|| UpdatePetFailure::NotFound(no_pet()))
    }

    /// The visits of a pet to the vet
    ///
    /// `GET /pets/{petId}/visits`
    async fn list_visits(
        &self,
        _cx: &rt::Context,
        params: ListVisitsParams,
        _principal: Option<Principal>,
        session: Session,
    ) -> Result<Vec<models::Visit>, ListVisitsFailure> {
        let parent = data::pets::find(&session, params.pet_id).await?;
        if parent.is_none() {
            return Err(ListVisitsFailure::NotFound(no_pet()));
        }
        let rows = data::visits::list(&session, params.pet_id, &params).await?;
        Ok(rows)
    }

    /// Note a visit
    ///
    /// `POST /pets/{petId}/visits`
    async fn add_visit(
        &self,
        _cx: &rt::Context,
        params: AddVisitParams,
        body: models::NewVisit,
        _principal: Principal,
        session: Session,
    ) -> Result<models::Visit, AddVisitFailure> {
        let parent = data::pets::find(&session, params.pet_id).await?;
        if parent.is_none() {
            return Err(AddVisitFailure::NotFound(no_pet()));
        }
        let made = data::visits::insert(&session, params.pet_id, &body).await?;
        Ok(made)
    }
}

fn pet_exists() -> models::Problem {
    models::Problem {
        code: "exists".to_owned(),
        message: "there is such a pet already".to_owned(),
    }
}

fn no_pet() -> models::Problem {
    models::Problem {
        code: "not_found".to_owned(),
        message: "there is no such pet".to_owned(),
    }
}
