//! The service behind the operations of `operations without a tag`.

use api::models;
use api::services::operations::*;
use runtime::prelude as rt;

/// What its operations need beyond a request goes in here: clients, caches, settings.
#[derive(Debug, Clone, Default)]
pub struct OperationsService;

impl Operations for OperationsService {
    /// `PUT /nodes`
    async fn put_node(
        &self,
        _cx: &rt::Context,
        _body: models::Node,
    ) -> Result<PutNodeSuccess, PutNodeFailure> {
        Err(rt::Error::not_implemented().into())
    }

    /// `POST /shapes`
    async fn self_(
        &self,
        _cx: &rt::Context,
        _params: SelfValueParams,
        _body: Option<models::Shape>,
    ) -> Result<std::collections::BTreeMap<String, f64>, SelfValueFailure> {
        Err(rt::Error::not_implemented().into())
    }
}
