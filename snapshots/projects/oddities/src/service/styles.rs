//! The service behind the operations of `styles`.

use api::models;
use api::services::styles::*;
use runtime::prelude as rt;

/// What its operations need beyond a request goes in here: clients, caches, settings.
#[derive(Debug, Clone, Default)]
pub struct StylesService;

impl Styles for StylesService {
    /// `GET /simple/{string}/{array}/{arrays}/{object}/{objects}`
    async fn simple(
        &self,
        _cx: &rt::Context,
        _params: SimpleParams,
    ) -> Result<models::Styled, rt::Error> {
        Err(rt::Error::not_implemented())
    }

    /// `GET /label/{string}/{array}/{arrays}/{object}/{objects}`
    async fn label(
        &self,
        _cx: &rt::Context,
        _params: LabelParams,
    ) -> Result<models::Styled, rt::Error> {
        Err(rt::Error::not_implemented())
    }

    /// `GET /matrix/{string}/{array}/{arrays}/{object}/{objects}`
    async fn matrix(
        &self,
        _cx: &rt::Context,
        _params: MatrixParams,
    ) -> Result<models::Styled, rt::Error> {
        Err(rt::Error::not_implemented())
    }

    /// `GET /form`
    async fn form(
        &self,
        _cx: &rt::Context,
        _params: FormParams,
    ) -> Result<models::Styled, rt::Error> {
        Err(rt::Error::not_implemented())
    }

    /// `GET /delimited`
    async fn delimited(
        &self,
        _cx: &rt::Context,
        _params: DelimitedParams,
    ) -> Result<models::Styled, rt::Error> {
        Err(rt::Error::not_implemented())
    }

    /// `GET /header`
    async fn header(
        &self,
        _cx: &rt::Context,
        _params: HeaderParams,
    ) -> Result<models::Styled, rt::Error> {
        Err(rt::Error::not_implemented())
    }

    /// `GET /cookie`
    async fn cookie(
        &self,
        _cx: &rt::Context,
        _params: CookieParams,
    ) -> Result<models::Styled, rt::Error> {
        Err(rt::Error::not_implemented())
    }

    /// `GET /given`
    async fn given(
        &self,
        _cx: &rt::Context,
        _params: GivenParams,
    ) -> Result<Vec<String>, rt::Error> {
        Err(rt::Error::not_implemented())
    }
}
