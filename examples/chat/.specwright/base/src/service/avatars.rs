//! The service behind the operations of `avatars`.

use crate::deps::Deps;
use api::services::avatars::*;
use runtime::prelude as rt;

/// What its operations need beyond a request goes in here: clients, caches, settings.
#[derive(Debug, Clone, Default)]
pub struct AvatarsService;

impl Avatars<Deps> for AvatarsService {
    /// A picture for a name, always the same one.
    ///
    /// `GET /avatars/{nick}`
    async fn avatar(&self, _cx: &rt::Context, _params: AvatarParams) -> Result<String, rt::Error> {
        Err(rt::Error::not_implemented())
    }
}
