//! Responses that are made item by item: Server-Sent Events (WHATWG HTML, section 9.2) and JSON lines
//! (`application/jsonl`, `application/x-ndjson`).

use super::{
    error::Error,
    promise::Watch,
    stream::{Broken, Gone, broken, channel},
};
use axum::body::{Bytes, HttpBody};
use futures_core::Stream;
use hyper::body::Frame;
use serde::Serialize;
use std::{
    fmt,
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};
use tokio::{
    sync::mpsc,
    time::{Interval, MissedTickBehavior, interval},
};

/// A line goes to a silent client this often, so that nothing between takes the connection for dead.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// Values of one type, one after the other, as they become known.
pub struct ItemStream<T>(Pin<Box<dyn Stream<Item = Result<T, Error>> + Send>>);

/// Server-Sent Events whose data are values of one type.
pub type EventStream<T> = ItemStream<Event<T>>;

impl<T> ItemStream<T> {
    /// The items of a stream. An error ends the response where it is.
    pub fn new(items: impl Stream<Item = Result<T, Error>> + Send + 'static) -> Self {
        Self(Box::pin(items))
    }
}

impl<T: Send + 'static> ItemStream<T> {
    /// A stream and the end that feeds it. `capacity`: how many items may wait for the client.
    #[must_use]
    pub fn channel(capacity: usize) -> (ItemSender<T>, Self) {
        let (sender, receiver) = channel(capacity);
        (ItemSender(sender), Self::new(receiver))
    }
}

impl<T, I> FromIterator<I> for ItemStream<T>
where
    I: Into<T>,
    T: Send + Unpin + 'static,
{
    fn from_iter<L: IntoIterator<Item = I>>(items: L) -> Self {
        let items: Vec<T> = items.into_iter().map(Into::into).collect();
        Self::new(Listed(items.into_iter()))
    }
}

impl<T> Stream for ItemStream<T> {
    type Item = Result<T, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.as_mut().poll_next(cx)
    }
}

impl<T> fmt::Debug for ItemStream<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ItemStream")
    }
}

struct Listed<T>(std::vec::IntoIter<T>);

impl<T: Unpin> Stream for Listed<T> {
    type Item = Result<T, Error>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.0.next().map(Ok))
    }
}

/// The end of an [`ItemStream`] that its items are put in at; dropping it ends the stream.
#[derive(Debug)]
pub struct ItemSender<T>(mpsc::Sender<Result<T, Error>>);

impl<T> ItemSender<T> {
    /// Sends an item, once there is room for it.
    ///
    /// # Errors
    /// The client is gone.
    pub async fn send(&self, item: impl Into<T>) -> Result<(), Gone> {
        self.0.send(Ok(item.into())).await.map_err(|_| Gone)
    }

    /// Ends the response as broken.
    pub async fn fail(&self, error: impl Into<Error>) {
        let _ = self.0.send(Err(error.into())).await;
    }
}

impl<T> Clone for ItemSender<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

/// One event.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Event<T> {
    pub data: T,
    /// Its type; `message` to a browser where it has none.
    pub event: Option<String>,
    /// What a client that comes back says it saw last (`Last-Event-ID`).
    pub id: Option<String>,
    /// How long a client waits before it comes back.
    pub retry: Option<Duration>,
}

impl<T> Event<T> {
    pub fn new(data: T) -> Self {
        Self {
            data,
            event: None,
            id: None,
            retry: None,
        }
    }

    #[must_use]
    pub fn named(mut self, event: impl Into<String>) -> Self {
        self.event = Some(event.into());
        self
    }

    #[must_use]
    pub fn with_id(mut self, id: impl Into<String>) -> Self {
        self.id = Some(id.into());
        self
    }

    #[must_use]
    pub fn with_retry(mut self, retry: Duration) -> Self {
        self.retry = Some(retry);
        self
    }
}

impl<T> From<T> for Event<T> {
    fn from(data: T) -> Self {
        Self::new(data)
    }
}

/// The lines of an event, the empty one at its end among them. Text is sent as it is, everything else as JSON.
fn event_lines<T: Serialize>(event: &Event<T>) -> Result<String, Error> {
    let json = serde_json::to_string(&event.data)?;
    let text = if json.starts_with('"') {
        serde_json::from_str::<String>(&json)?
    } else {
        json
    };
    let mut lines = String::with_capacity(text.len() + 16);
    for (field, value) in [("event", &event.event), ("id", &event.id)] {
        if let Some(value) = value {
            // A line break would begin another field.
            let value: String = value.chars().filter(|c| !"\r\n\0".contains(*c)).collect();
            lines.push_str(&format!("{field}: {value}\n"));
        }
    }
    if let Some(retry) = event.retry {
        lines.push_str(&format!("retry: {}\n", retry.as_millis()));
    }
    for line in text.replace("\r\n", "\n").split(['\n', '\r']) {
        lines.push_str(&format!("data: {line}\n"));
    }
    lines.push('\n');
    Ok(lines)
}

fn json_line<T: Serialize>(item: &T) -> Result<String, Error> {
    let mut line = serde_json::to_string(item)?;
    line.push('\n');
    Ok(line)
}

/// How an item is looked at as JSON.
type AsJson<T> = fn(&T) -> serde_json::Result<String>;

/// A body of items, each written as it comes.
pub(super) struct ItemBody<T> {
    items: ItemStream<T>,
    write: fn(&T) -> Result<String, Error>,
    /// Looks at the JSON of each item.
    watch: Option<(Watch, AsJson<T>)>,
    /// What is sent to a client that hears nothing else.
    pulse: Option<(Interval, &'static str)>,
}

/// The body of `text/event-stream`.
pub(super) fn event_body<T: Serialize + 'static>(
    items: EventStream<T>,
    watch: Option<Watch>,
) -> ItemBody<Event<T>> {
    let data = |event: &Event<T>| serde_json::to_string(&event.data);
    ItemBody {
        watch: watch.map(|watch| (watch, data as _)),
        ..pulsing(items, KEEP_ALIVE)
    }
}

fn pulsing<T: Serialize + 'static>(items: EventStream<T>, every: Duration) -> ItemBody<Event<T>> {
    let mut pulse = interval(every);
    pulse.set_missed_tick_behavior(MissedTickBehavior::Delay);
    pulse.reset();
    ItemBody {
        items,
        write: event_lines::<T>,
        watch: None,
        pulse: Some((pulse, ":\n\n")),
    }
}

/// The body of `application/jsonl` and its relatives.
pub(super) fn line_body<T: Serialize + 'static>(
    items: ItemStream<T>,
    watch: Option<Watch>,
) -> ItemBody<T> {
    ItemBody {
        items,
        write: json_line::<T>,
        watch: watch.map(|watch| (watch, serde_json::to_string::<T> as _)),
        pulse: None,
    }
}

impl<T> HttpBody for ItemBody<T> {
    type Data = Bytes;
    type Error = Broken;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Broken>>> {
        let this = &mut *self;
        let item = match this.items.0.as_mut().poll_next(cx) {
            Poll::Ready(item) => item,
            Poll::Pending => {
                let Some((pulse, text)) = &mut this.pulse else {
                    return Poll::Pending;
                };
                ready!(pulse.poll_tick(cx));
                return Poll::Ready(Some(Ok(Frame::data(Bytes::from_static(text.as_bytes())))));
            }
        };
        if let Some((pulse, _)) = &mut this.pulse {
            pulse.reset();
        }
        let Some(item) = item else {
            return Poll::Ready(None);
        };
        if let (Some((watch, json)), Ok(item)) = (&this.watch, &item)
            && let Ok(json) = json(item)
        {
            watch.see(&json);
        }
        let written = item.and_then(|item| (this.write)(&item));
        Poll::Ready(Some(match written {
            Ok(text) => Ok(Frame::data(text.into())),
            Err(error) => Err(broken(error)),
        }))
    }
}
