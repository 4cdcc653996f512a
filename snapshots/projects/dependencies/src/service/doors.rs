//! The service behind the operations of `doors`.

use crate::deps::{Clock, Deps, Principal};
use api::services::doors::*;
use runtime::prelude as rt;

/// What its operations need beyond a request goes in here: clients, caches, settings.
#[derive(Debug, Clone, Default)]
pub struct DoorsService;

impl Doors<Deps> for DoorsService {
    /// `GET /doors/query`
    async fn by_query(
        &self,
        _cx: &rt::Context,
        _principal: Principal,
        _clock: Clock,
    ) -> Result<String, rt::Error> {
        Err(rt::Error::not_implemented())
    }

    /// `GET /doors/cookie`
    async fn by_cookie(
        &self,
        _cx: &rt::Context,
        _principal: Principal,
        _clock: Clock,
    ) -> Result<String, rt::Error> {
        Err(rt::Error::not_implemented())
    }

    /// `GET /doors/digest`
    async fn by_digest(
        &self,
        _cx: &rt::Context,
        _principal: Principal,
        _clock: Clock,
    ) -> Result<String, rt::Error> {
        Err(rt::Error::not_implemented())
    }

    /// `GET /doors/custom`
    async fn by_custom(
        &self,
        _cx: &rt::Context,
        _principal: Principal,
        _clock: Clock,
    ) -> Result<String, rt::Error> {
        Err(rt::Error::not_implemented())
    }

    /// `GET /doors/oauth`
    async fn by_oauth(
        &self,
        _cx: &rt::Context,
        _principal: Principal,
        _clock: Clock,
    ) -> Result<String, rt::Error> {
        Err(rt::Error::not_implemented())
    }

    /// `GET /doors/oidc`
    async fn by_oidc(
        &self,
        _cx: &rt::Context,
        _principal: Principal,
        _clock: Clock,
    ) -> Result<String, rt::Error> {
        Err(rt::Error::not_implemented())
    }

    /// `GET /doors/certificate`
    async fn by_certificate(
        &self,
        _cx: &rt::Context,
        _principal: Principal,
        _clock: Clock,
    ) -> Result<String, rt::Error> {
        Err(rt::Error::not_implemented())
    }

    /// `GET /doors/several`
    async fn by_several(
        &self,
        _cx: &rt::Context,
        _principal: Principal,
        _clock: Clock,
    ) -> Result<String, rt::Error> {
        Err(rt::Error::not_implemented())
    }
}
