//! The rooms of this process: who is in them, and what was said last.

use api::models::Heard;
use runtime::prelude as rt;
use serde::{Deserialize, Serialize};
use std::{
    collections::{BTreeMap, VecDeque},
    io,
    path::Path,
    sync::{Arc, Mutex, PoisonError},
};
use tokio::sync::broadcast;

/// So many messages of a room are kept, and so many may wait for somebody whose connection is slow.
const KEPT: usize = 100;
/// So many rooms are kept when nobody is in them.
const QUIET_ROOMS: usize = 1000;

/// The rooms that are open in this process.
#[derive(Debug, Clone, Default)]
pub struct Hub(Arc<Mutex<BTreeMap<String, Room>>>);

#[derive(Debug)]
struct Room {
    said: VecDeque<Heard>,
    ears: broadcast::Sender<Heard>,
}

impl Default for Room {
    fn default() -> Self {
        Self {
            said: VecDeque::new(),
            ears: broadcast::channel(KEPT).0,
        }
    }
}

impl Hub {
    /// Everything that is said in the room from now on.
    pub fn join(&self, room: &str) -> broadcast::Receiver<Heard> {
        self.with(|rooms| rooms.entry(room.to_owned()).or_default().ears.subscribe())
    }

    /// Says something to everyone in the room.
    pub fn say(&self, room: &str, heard: Heard) {
        self.with(|rooms| {
            let room = rooms.entry(room.to_owned()).or_default();
            if room.said.len() == KEPT {
                room.said.pop_front();
            }
            room.said.push_back(heard.clone());
            // Nobody has to be there.
            let _ = room.ears.send(heard);
        });
    }

    /// What was said last, the latest first.
    pub fn last(&self, room: &str, limit: usize) -> Vec<Heard> {
        self.with(|rooms| {
            let said = rooms.get(room).map(|room| room.said.iter());
            said.into_iter()
                .flatten()
                .rev()
                .take(limit)
                .cloned()
                .collect()
        })
    }

    /// Forgets a room in which nothing was said, and, when there are too many, those that have been quiet for longest.
    pub fn tidy(&self) {
        self.with(|rooms| {
            rooms.retain(|_, room| !room.said.is_empty() || room.ears.receiver_count() > 0);
            let quiet = rooms
                .iter()
                .filter(|(_, room)| room.ears.receiver_count() == 0);
            let mut quiet: Vec<_> = quiet
                .map(|(name, room)| (room.said.back().map(|heard| heard.at), name.clone()))
                .collect();
            quiet.sort();
            for (_, name) in quiet.iter().rev().skip(QUIET_ROOMS) {
                rooms.remove(name);
            }
        });
    }

    /// Reads what [`Hub::write`] has left; nothing, the first time.
    ///
    /// # Errors
    /// The file can't be read, or is something else.
    pub async fn read(&self, file: &Path) -> io::Result<()> {
        let text = match tokio::fs::read(file).await {
            Ok(text) => text,
            Err(fault) if fault.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(fault) => return Err(fault),
        };
        let kept: BTreeMap<String, VecDeque<Message>> = serde_json::from_slice(&text)?;
        self.with(|rooms| {
            for (name, said) in kept {
                rooms.entry(name).or_default().said = said.into_iter().map(Into::into).collect();
            }
        });
        Ok(())
    }

    /// Writes what was said to a file.
    ///
    /// # Errors
    /// It can't be written.
    pub async fn write(&self, file: &Path) -> io::Result<()> {
        let kept: BTreeMap<String, Vec<Message>> = self.with(|rooms| {
            let rooms = rooms.iter().filter(|(_, room)| !room.said.is_empty());
            let said = |room: &Room| room.said.iter().cloned().map(Into::into).collect();
            rooms
                .map(|(name, room)| (name.clone(), said(room)))
                .collect()
        });
        if let Some(folder) = file.parent() {
            tokio::fs::create_dir_all(folder).await?;
        }
        tokio::fs::write(file, serde_json::to_vec(&kept)?).await
    }

    fn with<T>(&self, work: impl FnOnce(&mut BTreeMap<String, Room>) -> T) -> T {
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// What was said, as the file has it.
#[derive(Serialize, Deserialize)]
struct Message {
    who: String,
    text: String,
    at: rt::DateTime,
}

impl From<Heard> for Message {
    fn from(Heard { who, text, at }: Heard) -> Self {
        Self { who, text, at }
    }
}

impl From<Message> for Heard {
    fn from(Message { who, text, at }: Message) -> Self {
        Self { who, text, at }
    }
}
