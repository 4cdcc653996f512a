//! The service behind the operations of `notes`.

use crate::deps::{Deps, Principal};
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
        _params: ListNotesParams,
        _principal: Principal,
    ) -> Result<Vec<String>, rt::Error> {
        Err(rt::Error::not_implemented())
    }

    /// `QUERY /notes`
    async fn search_notes(
        &self,
        _cx: &rt::Context,
        _body: models::Search,
        _principal: Principal,
    ) -> Result<Vec<String>, rt::Error> {
        Err(rt::Error::not_implemented())
    }

    /// `GET /notes/log`
    async fn log_notes(
        &self,
        _cx: &rt::Context,
        _principal: Principal,
    ) -> Result<rt::ItemStream<models::Search>, rt::Error> {
        Err(rt::Error::not_implemented())
    }

    /// `GET /notes/find`
    async fn find_notes(
        &self,
        _cx: &rt::Context,
        _params: FindNotesParams,
        _principal: Principal,
    ) -> Result<Vec<String>, rt::Error> {
        Err(rt::Error::not_implemented())
    }

    /// `COPY /notes/{id}`
    async fn copy_note(
        &self,
        _cx: &rt::Context,
        _params: CopyNoteParams,
        _principal: Principal,
    ) -> Result<(), rt::Error> {
        Err(rt::Error::not_implemented())
    }
}
