//! WebSockets (RFC 6455) whose messages are typed: JSON that is read, and refused, by the same decoders as bodies.

use super::{
    call::Call,
    error::Error,
    promise::{self, Watch},
};
use crate::{
    context::Context,
    decode::{Options, Read, decode_slice},
    scope::Outcome,
};
use axum::{
    extract::{
        FromRequestParts,
        ws::{CloseFrame, Message, Utf8Bytes, WebSocket, WebSocketUpgrade, close_code},
    },
    http::{HeaderValue, StatusCode, header::UPGRADE},
    response::Response,
};
use serde::Serialize;
use std::{fmt, marker::PhantomData, pin::Pin, time::Duration};
use tokio::{sync::oneshot, time::timeout};

/// How long a client that has said good-bye may take to hear the answer.
const PARTING: Duration = Duration::from_secs(1);

/// A connection on which the client sends `I` and receives `O`.
pub struct Socket<I, O> {
    /// `None`: closed.
    open: Option<WebSocket>,
    /// Where the connection goes when the service lets go of it, for the good-bye.
    home: Option<oneshot::Sender<WebSocket>>,
    read: Read<I>,
    max_faults: usize,
    /// Ends when the process is told to.
    stopping: Pin<Box<dyn Future<Output = ()> + Send>>,
    /// For builds that hold what is sent against the description.
    watch: Option<Watch>,
    outgoing: PhantomData<fn(O)>,
}

impl<I, O: Serialize> Socket<I, O> {
    /// The next message; `None` when the client has closed the connection, or when this process is told to stop: then
    /// the client hears that the service goes away (1001). It may be dropped while it waits, as `tokio::select!` does,
    /// and no message is lost.
    ///
    /// # Errors
    /// 422 with every fault of a message that does not fit: a service that passes it on closes the connection with it,
    /// one that does not may go on. 400 when the connection breaks off.
    pub async fn next(&mut self) -> Result<Option<I>, Error> {
        while let Some(socket) = &mut self.open {
            let message = tokio::select! {
                message = socket.recv() => message,
                () = &mut self.stopping => {
                    // The client may be gone already.
                    let _ = socket.send(good_bye(close_code::AWAY, "")).await;
                    self.open = None;
                    break;
                }
            };
            match message {
                Some(Ok(Message::Text(text))) => {
                    return self.decode(text.as_str().as_bytes()).map(Some);
                }
                Some(Ok(Message::Binary(bytes))) => return self.decode(&bytes).map(Some),
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                Some(Ok(Message::Close(_))) => {
                    // The good-bye in answer to theirs goes out with the next read (RFC 6455, section 5.5.1).
                    let _ = timeout(PARTING, socket.recv()).await;
                    self.open = None;
                }
                None => self.open = None,
                Some(Err(fault)) => {
                    self.open = None;
                    return Err(broken_off(fault));
                }
            }
        }
        Ok(None)
    }

    /// Sends a message.
    ///
    /// # Errors
    /// The client is gone, or the message does not serialise.
    pub async fn send(&mut self, message: &O) -> Result<(), Error> {
        let text = serde_json::to_string(message)?;
        if let Some(watch) = &self.watch {
            watch.see(&text);
        }
        let Some(socket) = &mut self.open else {
            return Err(Error::bad_request("The client is gone"));
        };
        let sent = socket.send(Message::Text(text.into())).await;
        sent.map_err(broken_off)
    }

    fn decode(&self, json: &[u8]) -> Result<I, Error> {
        let options = Options {
            max_faults: self.max_faults,
            ..Options::default()
        };
        decode_slice(json, &options, self.read).map_err(|faults| {
            let detail = faults.to_json()["detail"].take();
            Error::new(StatusCode::UNPROCESSABLE_ENTITY, detail)
        })
    }
}

impl<I, O> Drop for Socket<I, O> {
    fn drop(&mut self) {
        if let (Some(socket), Some(home)) = (self.open.take(), self.home.take()) {
            let _ = home.send(socket);
        }
    }
}

#[cold]
fn broken_off(fault: axum::Error) -> Error {
    Error::bad_request("The connection broke off").with_source(fault)
}

/// Says good-bye, in the way that fits how the service ended.
async fn close(mut socket: WebSocket, result: &Result<(), Error>) {
    let (code, reason) = match result {
        Ok(()) => (close_code::NORMAL, String::new()),
        Err(error) if error.status().is_server_error() => {
            (close_code::ERROR, "Internal Server Error".to_owned())
        }
        Err(error) if error.status() == StatusCode::UNPROCESSABLE_ENTITY => {
            (close_code::INVALID, reason(error))
        }
        Err(error) => (close_code::POLICY, reason(error)),
    };
    // The client may be gone already.
    let _ = socket.send(good_bye(code, &reason)).await;
}

fn good_bye(code: u16, reason: &str) -> Message {
    let reason = Utf8Bytes::from(reason);
    Message::Close(Some(CloseFrame { code, reason }))
}

impl<I, O> fmt::Debug for Socket<I, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Socket")
    }
}

/// What fits into a close frame: 123 bytes of text (RFC 6455, section 5.5).
fn reason(error: &Error) -> String {
    let first = &error.detail()[0];
    let text = match (first["msg"].as_str(), error.detail().as_str()) {
        (Some(message), _) => {
            let place: Vec<String> = first["loc"]
                .as_array()
                .into_iter()
                .flatten()
                .map(|step| {
                    step.as_str()
                        .map_or_else(|| step.to_string(), str::to_owned)
                })
                .collect();
            format!("{}: {message}", place.join("."))
        }
        (None, Some(text)) => text.to_owned(),
        (None, None) => String::new(),
    };
    let mut end = text.len().min(123);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text[..end].to_owned()
}

impl Call {
    /// Makes a WebSocket of the request, and has it served in a task that a shutdown waits for; the request's cleanups
    /// run when it ends. 426 when the request asks for no WebSocket.
    pub async fn upgrade<I, O, F>(
        self,
        read: Read<I>,
        serve: impl FnOnce(Context, Socket<I, O>) -> F + Send + 'static,
    ) -> Response
    where
        I: Send + 'static,
        O: Serialize + Send + 'static,
        F: Future<Output = Result<(), Error>> + Send + 'static,
    {
        let (mut context, setup) = self.into_parts();
        let options = setup.options;
        let Ok(upgrade) = WebSocketUpgrade::from_request_parts(context.parts_mut(), &()).await
        else {
            let mut response = setup.errors.status(StatusCode::UPGRADE_REQUIRED);
            let websocket = HeaderValue::from_static("websocket");
            response.headers_mut().insert(UPGRADE, websocket);
            return response;
        };
        let watch = if cfg!(debug_assertions) {
            promise::messages(setup.description, context.operation())
        } else {
            None
        };
        let (kept, tasks) = (context.keep(), context.tasks().clone());
        let upgrade = upgrade
            .max_message_size(options.body_limit)
            .max_frame_size(options.body_limit);
        upgrade.on_upgrade(async move |open| {
            let (home, mut back) = oneshot::channel();
            let socket = Socket {
                open: Some(open),
                home: Some(home),
                read,
                max_faults: options.max_faults,
                stopping: Box::pin(tasks.stopping()),
                watch,
                outgoing: PhantomData,
            };
            tasks.spawn(async move {
                let result = serve(context, socket).await;
                if let Ok(socket) = back.try_recv() {
                    close(socket, &result).await;
                }
                let outcome = match &result {
                    Ok(()) => Outcome::Success,
                    Err(_) => Outcome::Failure,
                };
                if let Err(error) = result {
                    error.log();
                }
                kept.finish(outcome).await;
            });
        })
    }
}
