//! The service that real clients are tried with.

use crate::deps::{Deps, Principal};
use api::models;
use api::services::desk::*;
use runtime::prelude as rt;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// One list for the whole process is enough here.
static NOTES: Mutex<Vec<models::Note>> = Mutex::new(Vec::new());

#[derive(Debug, Clone, Default)]
pub struct DeskService;

impl Desk<Deps> for DeskService {
    async fn list_notes(
        &self,
        _cx: &rt::Context,
        params: ListNotesParams,
    ) -> Result<Vec<models::Note>, rt::Error> {
        let notes = NOTES.lock().unwrap_or_else(PoisonError::into_inner);
        let wanted = |note: &&models::Note| match &params.labels {
            Some(labels) => note.labels.iter().flatten().any(|label| labels.contains(label)),
            None => true,
        };
        let limit = usize::try_from(params.limit)?;
        Ok(notes.iter().filter(wanted).take(limit).cloned().collect())
    }

    async fn add_note(
        &self,
        _cx: &rt::Context,
        body: models::NewNote,
        principal: Principal,
    ) -> Result<models::Note, AddNoteFailure> {
        let mut notes = NOTES.lock().unwrap_or_else(PoisonError::into_inner);
        let note = models::Note {
            id: i64::try_from(notes.len() + 1).map_err(rt::Error::from)?,
            text: body.text,
            by: principal.subject.clone(),
            labels: body.labels,
        };
        notes.push(note.clone());
        Ok(note)
    }

    async fn add_file(
        &self,
        _cx: &rt::Context,
        body: models::AddFileBodyForm,
        _principal: Principal,
    ) -> Result<models::Stored, AddFileFailure> {
        let (mut stream, mut bytes) = (body.file.stream().await?, 0);
        while let Some(piece) = stream.next().await? {
            bytes += i64::try_from(piece.len()).map_err(rt::Error::from)?;
        }
        Ok(models::Stored { title: body.title, bytes })
    }

    async fn ticks(
        &self,
        _cx: &rt::Context,
        params: TicksParams,
    ) -> Result<rt::EventStream<models::Tick>, rt::Error> {
        let (sender, stream) = rt::EventStream::channel(1);
        tokio::spawn(async move {
            for number in 1..=params.count {
                if sender.send(rt::Event::new(models::Tick { number })).await.is_err() {
                    break;
                }
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        });
        Ok(stream)
    }

    async fn talk(
        &self,
        _cx: &rt::Context,
        params: TalkParams,
        mut socket: rt::Socket<models::Said, models::Heard>,
    ) -> Result<(), rt::Error> {
        while let Some(models::Said { text }) = socket.next().await? {
            let room = params.room.clone();
            socket.send(&models::Heard { text, room }).await?;
        }
        Ok(())
    }
}
