//! The service behind the operations of `operations without a tag`.

use crate::deps::{Clock, Deps, Paging, Session};
use api::services::operations::*;
use runtime::prelude as rt;

/// What its operations need beyond a request goes in here: clients, caches, settings.
#[derive(Debug, Clone, Default)]
pub struct OperationsService;

impl Operations<Deps> for OperationsService {
    /// `GET /export`
    fn export(
        &self,
        _cx: &rt::Context,
        _params: ExportParams,
        _clock: Clock,
        _session: Session,
        _paging: Paging,
    ) -> Result<String, ExportFailure> {
        Err(rt::Error::not_implemented().into())
    }

    /// `GET /health`
    async fn health(&self, _cx: &rt::Context, _clock: Clock) -> Result<(), rt::Error> {
        Err(rt::Error::not_implemented())
    }
}
