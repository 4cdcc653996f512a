//! The service behind the operations of `rooms`.

use crate::deps::{Deps, Hub, Mail, Mailer};
use api::models;
use api::services::rooms::*;
use chrono::Utc;
use runtime::prelude as rt;
use tokio::sync::broadcast::error::RecvError;

/// What its operations need beyond a request goes in here: clients, caches, settings.
#[derive(Debug, Clone, Default)]
pub struct RoomsService;

impl Rooms<Deps> for RoomsService {
    /// Talk to everyone in a room.
    ///
    /// `WEBSOCKET /rooms/{room}`
    async fn talk(
        &self,
        cx: &rt::Context,
        params: TalkParams,
        mut socket: rt::Socket<models::Said, models::Heard>,
        hub: Hub,
    ) -> Result<(), rt::Error> {
        let TalkParams { room, nick } = params;
        let mut others = hub.join(&room);
        // Whatever ends the conversation: a good-bye, a lost connection, the end of this process.
        cx.on_exit({
            let hub = hub.clone();
            async move |_| {
                hub.tidy();
                Ok(())
            }
        });
        loop {
            tokio::select! {
                said = socket.next() => {
                    let Some(models::Said { text }) = said? else {
                        return Ok(());
                    };
                    let (who, at) = (nick.clone(), Utc::now().into());
                    hub.say(&room, models::Heard { who, text, at });
                }
                heard = others.recv() => match heard {
                    Ok(heard) => socket.send(&heard).await?,
                    // A connection that is too slow to hear everything hears the rest.
                    Err(RecvError::Lagged(_)) => {}
                    Err(RecvError::Closed) => return Ok(()),
                },
            }
        }
    }

    /// What was said last, the latest first.
    ///
    /// `GET /rooms/{room}/messages`
    async fn list_messages(
        &self,
        _cx: &rt::Context,
        params: ListMessagesParams,
        hub: Hub,
    ) -> Result<Vec<models::Heard>, rt::Error> {
        let limit = usize::try_from(params.limit)?;
        Ok(hub.last(&params.room, limit))
    }

    /// Invite somebody. The mail is sent after the answer.
    ///
    /// `POST /rooms/{room}/invitations`
    async fn invite(
        &self,
        cx: &rt::Context,
        params: InviteParams,
        body: models::Invitation,
        mailer: Mailer,
    ) -> Result<(), rt::Error> {
        let note = body.note.unwrap_or_default();
        let mail = Mail {
            to: body.email,
            subject: format!("Come to {}", params.room),
            text: format!("You are invited to the room {}.\n\n{note}", params.room),
        };
        cx.background(async move {
            if let Err(fault) = mailer.send(&mail).await {
                tracing::error!(%fault, "an invitation was not sent");
            }
        });
        Ok(())
    }
}
