//! The service behind the operations of `notes`.

use crate::data;
use crate::deps::{CurrentUser, Deps, HttpClient, Principal, Session};
use api::models;
use api::services::notes::*;
use runtime::prelude as rt;

/// What its operations need beyond a request goes in here: clients, caches, settings.
#[derive(Debug, Clone, Default)]
pub struct NotesService;

impl Notes<Deps> for NotesService {
    /// `GET /notes`
    async fn list_notes(
        &self,
        _cx: &rt::Context,
        _principal: Principal,
        session: Session,
        _current_user: CurrentUser,
    ) -> Result<Vec<models::Note>, rt::Error> {
        let rows = data::notes::list(&session).await?;
        Ok(rows)
    }

    /// `POST /notes`
    async fn add_note(
        &self,
        _cx: &rt::Context,
        body: models::NewNote,
        _principal: Principal,
        session: Session,
        _current_user: CurrentUser,
    ) -> Result<models::Note, rt::Error> {
        let made = data::notes::insert(&session, &body).await?;
        Ok(made)
    }

    /// Left to a person
    ///
    /// `GET /digest`
    async fn digest(
        &self,
        _cx: &rt::Context,
        _principal: Principal,
        _http_client: HttpClient,
        _current_user: CurrentUser,
    ) -> Result<String, rt::Error> {
        Err(rt::Error::not_implemented())
    }
}
