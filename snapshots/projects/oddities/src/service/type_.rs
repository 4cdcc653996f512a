//! The service behind the operations of `type`.

use api::services::type_::*;
use runtime::prelude as rt;

/// What its operations need beyond a request goes in here: clients, caches, settings.
#[derive(Debug, Clone, Default)]
pub struct TypeService;

impl Type for TypeService {
    /// `POST /jobs/{id}:cancel`
    async fn r#gen(&self, _cx: &rt::Context, _params: GenParams) -> Result<GenSuccess, rt::Error> {
        Err(rt::Error::not_implemented())
    }

    /// `GET /reports/{name}.json`
    fn get_reports_by_name_json(
        &self,
        _cx: &rt::Context,
        _params: GetReportsByNameJsonParams,
    ) -> Result<GetReportsByNameJsonSuccess, rt::Error> {
        Err(rt::Error::not_implemented())
    }
}
