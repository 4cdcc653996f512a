//! The service behind the operations of `rooms`.

use crate::deps::{Deps, Hub, Mailer};
use api::models;
use api::services::rooms::*;
use runtime::prelude as rt;

/// What its operations need beyond a request goes in here: clients, caches, settings.
#[derive(Debug, Clone, Default)]
pub struct RoomsService;

impl Rooms<Deps> for RoomsService {
    /// Talk to everyone in a room.
    ///
    /// `WEBSOCKET /rooms/{room}`
    async fn talk(
        &self,
        _cx: &rt::Context,
        _params: TalkParams,
        _socket: rt::Socket<models::Said, models::Heard>,
        _hub: Hub,
    ) -> Result<(), rt::Error> {
        Err(rt::Error::not_implemented())
    }

    /// What was said last, the latest first.
    ///
    /// `GET /rooms/{room}/messages`
    async fn list_messages(
        &self,
        _cx: &rt::Context,
        _params: ListMessagesParams,
        _hub: Hub,
    ) -> Result<Vec<models::Heard>, rt::Error> {
        Err(rt::Error::not_implemented())
    }

    /// Invite somebody. The mail is sent after the answer.
    ///
    /// `POST /rooms/{room}/invitations`
    async fn invite(
        &self,
        _cx: &rt::Context,
        _params: InviteParams,
        _body: models::Invitation,
        _mailer: Mailer,
    ) -> Result<(), rt::Error> {
        Err(rt::Error::not_implemented())
    }
}
