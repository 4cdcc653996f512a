//! The service behind the operations of `bodies`.

use api::models;
use api::services::bodies::*;
use runtime::prelude as rt;

/// What its operations need beyond a request goes in here: clients, caches, settings.
#[derive(Debug, Clone, Default)]
pub struct BodiesService;

impl Bodies for BodiesService {
    /// `POST /bodies`
    async fn send(
        &self,
        _cx: &rt::Context,
        _params: SendParams,
        _body: Option<SendBody>,
    ) -> Result<Vec<String>, rt::Error> {
        Err(rt::Error::not_implemented())
    }

    /// `POST /lists`
    async fn lists(
        &self,
        _cx: &rt::Context,
        _body: models::ListsBody,
    ) -> Result<Vec<String>, rt::Error> {
        Err(rt::Error::not_implemented())
    }

    /// `PUT /archive`
    async fn keep(
        &self,
        _cx: &rt::Context,
        _params: KeepParams,
        _body: KeepBody,
    ) -> Result<Vec<String>, rt::Error> {
        Err(rt::Error::not_implemented())
    }

    /// `GET /refusals/{status}`
    async fn refuse(&self, _cx: &rt::Context, _params: RefuseParams) -> Result<(), RefuseFailure> {
        Err(rt::Error::not_implemented().into())
    }
}
