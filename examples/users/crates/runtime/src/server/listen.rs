//! Accepts connections, speaks HTTP/1.1 on them, and lets go of them in order when the process is told to stop.

use super::{
    Server,
    pulse::{Pulse, Watched},
    quiet::Quiet,
    stop,
};
use axum::{
    Router,
    body::{Body, HttpBody},
    http::{
        Request, StatusCode, Version,
        header::{HOST, TRANSFER_ENCODING},
    },
    response::Response,
};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use std::{convert::Infallible, io, net::SocketAddr, pin::pin, sync::Arc, time::Duration};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpListener,
    sync::{Semaphore, watch},
    time::sleep,
};
use tower_service::Service;

/// The head of a request, and what is read of a body at once.
const BUFFER: usize = 64 * 1024;
/// How long to wait when the system has no more file descriptors.
const OUT_OF_FILES: Duration = Duration::from_millis(500);
/// How long a client has to finish what it asks for once the process is told to stop.
const LAST_CALL: Duration = Duration::from_secs(1);

pub(super) async fn serve(
    server: &Server,
    listener: TcpListener,
    router: Router,
) -> io::Result<()> {
    #[cfg(feature = "tls")]
    let tls = server.0.options.tls.as_ref();
    #[cfg(feature = "tls")]
    let tls = tls.map(super::tls::acceptor).transpose()?;
    let mut told = pin!(told_to_stop());
    // Every connection holds a receiver: it hears of the end, and its own end is heard of.
    let (connections, stopping) = watch::channel(false);
    let places = server.0.options.connections;
    let places = Arc::new(Semaphore::new(places.clamp(1, Semaphore::MAX_PERMITS)));
    loop {
        // Who comes when all places are taken waits in the system's queue.
        let accepted = async {
            let place = places.clone().acquire_owned().await;
            (listener.accept().await, place)
        };
        let (accepted, place) = tokio::select! {
            accepted = accepted => accepted,
            () = &mut told => break,
        };
        match accepted {
            Ok((stream, client)) => {
                let connection = Connection {
                    server: server.clone(),
                    client,
                    router: router.clone(),
                };
                // Small answers must not wait for more to send; a failure costs time and nothing else.
                let _ = stream.set_nodelay(true);
                let stopping = stopping.clone();
                #[cfg(feature = "tls")]
                let tls = tls.clone();
                tokio::spawn(async move {
                    // As long as the connection.
                    let _place = place;
                    #[cfg(feature = "tls")]
                    if let Some(tls) = tls {
                        if let Some(stream) = super::tls::shake_hands(&tls, stream, client).await {
                            connection.converse(stream, stopping).await;
                        }
                        return;
                    }
                    connection.converse(stream, stopping).await;
                });
            }
            Err(fault) if is_the_clients(&fault) => {}
            Err(fault) => {
                tracing::error!(%fault, "no connection can be accepted");
                sleep(OUT_OF_FILES).await;
            }
        }
    }
    drop((listener, stopping));
    let deadline = stop::begin(server);
    let _ = connections.send(true);
    stop::finish(server, deadline, connections.closed()).await;
    Ok(())
}

/// What ends a connection beside itself.
#[derive(PartialEq, Eq)]
enum Beside {
    Silence,
    Stop,
}

struct Connection {
    server: Server,
    client: SocketAddr,
    router: Router,
}

impl Connection {
    /// From its first request to its last.
    async fn converse(
        self,
        stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
        mut stopping: watch::Receiver<bool>,
    ) {
        let pulse = Arc::new(Pulse::default());
        let service = service_fn(|request| self.answer(&pulse, request));
        let stream = TokioIo::new(Watched {
            stream,
            pulse: pulse.clone(),
        });
        let mut connection = pin!(
            http1::Builder::new()
                .max_buf_size(BUFFER)
                .serve_connection(stream, service)
                .with_upgrades()
        );
        let beside = Quiet::new(async {
            tokio::select! {
                () = pulse.stopped(self.server.0.options.idle) => Beside::Silence,
                _ = stopping.wait_for(|stop| *stop) => Beside::Stop,
            }
        });
        let ended = tokio::select! {
            biased;
            ended = connection.as_mut() => ended,
            beside = beside => {
                if beside == Beside::Silence {
                    return;
                }
                connection.as_mut().graceful_shutdown();
                tokio::select! {
                    ended = connection => ended,
                    () = pulse.stopped(LAST_CALL) => return,
                }
            }
        };
        if let Err(fault) = ended {
            tracing::debug!(client = %self.client, %fault, "a connection broke");
        }
    }

    fn answer(
        &self,
        pulse: &Arc<Pulse>,
        request: Request<Incoming>,
    ) -> impl Future<Output = Result<Response, Infallible>> + use<> {
        let turn = pulse.turn();
        let mut request = request.map(Body::new);
        let errors = self.server.0.options.errors;
        let answer = if !names_its_host(&request) {
            Err(errors.response(StatusCode::BAD_REQUEST, "Name one host".into()))
        } else if is_compressed(&request) {
            Err(errors.status(StatusCode::NOT_IMPLEMENTED))
        } else {
            request.extensions_mut().insert(self.client);
            Ok(self.router.clone().call(request))
        };
        async move {
            let response = match answer {
                Ok(answer) => answer.await?,
                Err(refusal) => refusal,
            };
            Ok(response.map(|body| turn.until_sent(body)))
        }
    }
}

/// RFC 9112, section 3.2.
fn names_its_host(request: &Request<Body>) -> bool {
    let mut hosts = request.headers().get_all(HOST).iter();
    let named = hosts.next().is_some() || request.version() < Version::HTTP_11;
    named && hosts.next().is_none()
}

/// RFC 9112, section 6.1: chunks alone are understood, and not what may be in them.
fn is_compressed(request: &Request<Body>) -> bool {
    // Whose length is known is sent as it is.
    if request.body().size_hint().exact().is_some() {
        return false;
    }
    let mut codings = request.headers().get_all(TRANSFER_ENCODING).iter();
    codings.any(|coding| {
        !coding
            .as_bytes()
            .trim_ascii()
            .eq_ignore_ascii_case(b"chunked")
    })
}

fn is_the_clients(fault: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(
        fault.kind(),
        ConnectionAborted | ConnectionRefused | ConnectionReset
    )
}

/// Returns once Ctrl-C or, on Unix, SIGTERM arrives. Without a way to hear of them there is no stopping in order.
pub(super) async fn told_to_stop() {
    let interrupted = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminated = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => drop(signal.recv().await),
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminated = std::future::pending::<()>();
    tokio::select! {
        () = interrupted => {}
        () = terminated => {}
    }
}
