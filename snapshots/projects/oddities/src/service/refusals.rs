//! The service behind the operations of `refusals`.

use api::services::refusals::*;
use runtime::prelude as rt;

/// What its operations need beyond a request goes in here: clients, caches, settings.
#[derive(Debug, Clone, Default)]
pub struct RefusalsService;

impl Refusals for RefusalsService {
    /// `GET /seats/{id}`
    async fn read_seat(
        &self,
        _cx: &rt::Context,
        _params: ReadSeatParams,
    ) -> Result<Vec<String>, ReadSeatFailure> {
        Err(rt::Error::not_implemented().into())
    }

    /// `PUT /seats/{id}`
    async fn take_seat(
        &self,
        _cx: &rt::Context,
        _params: TakeSeatParams,
    ) -> Result<Vec<String>, TakeSeatFailure> {
        Err(rt::Error::not_implemented().into())
    }
}
