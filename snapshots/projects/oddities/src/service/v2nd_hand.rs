//! The service behind the operations of `2nd hand`.

use api::models;
use api::services::v2nd_hand::*;
use runtime::prelude as rt;

/// What its operations need beyond a request goes in here: clients, caches, settings.
#[derive(Debug, Clone, Default)]
pub struct V2ndHandService;

impl V2ndHand for V2ndHandService {
    /// `GET /jobs/{id}`
    async fn jobs_get_by_id(
        &self,
        _cx: &rt::Context,
        _params: JobsGetByIdParams,
    ) -> Result<models::Job, JobsGetByIdFailure> {
        Err(rt::Error::not_implemented().into())
    }

    /// `DELETE /jobs/{id}`
    async fn delete_jobs_by_id(
        &self,
        _cx: &rt::Context,
        _params: DeleteJobsByIdParams,
    ) -> Result<(), DeleteJobsByIdFailure> {
        Err(rt::Error::not_implemented().into())
    }
}
