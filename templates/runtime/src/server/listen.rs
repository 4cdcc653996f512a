//! Accepts connections, speaks HTTP/1.1 on them, and lets go of them in order when the process is told to stop.

use super::Server;
use axum::{Router, body::Body, http::Request};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use std::{io, net::SocketAddr, pin::pin, time::Duration};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::watch,
    time::{sleep, timeout},
};
use tower_service::Service;

/// A client has so long for a request's head, and may be silent so long between two requests.
const HEAD_TIMEOUT: Duration = Duration::from_secs(30);
/// How long to wait when the system has no more file descriptors.
const OUT_OF_FILES: Duration = Duration::from_millis(500);

pub(super) async fn serve(
    server: &Server,
    listener: TcpListener,
    router: Router,
) -> io::Result<()> {
    let mut told = pin!(told_to_stop());
    // Every connection holds a receiver: it hears of the end, and its own end is heard of.
    let (stop, stopping) = watch::channel(false);
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut told => break,
        };
        match accepted {
            Ok((stream, client)) => {
                tokio::spawn(converse(stream, client, router.clone(), stopping.clone()));
            }
            Err(fault) if is_the_clients(&fault) => {}
            Err(fault) => {
                tracing::error!(%fault, "no connection can be accepted");
                sleep(OUT_OF_FILES).await;
            }
        }
    }
    drop((listener, stopping));
    server.health().drain();
    let deadline = server.0.options.shutdown;
    tracing::info!(?deadline, "stopping: finishing what is under way");
    let _ = stop.send(true);
    let tasks = server.tasks();
    let finished = async {
        stop.closed().await;
        tasks.finished().await;
    };
    if timeout(deadline, finished).await.is_err() {
        tracing::warn!(
            connections = stop.receiver_count(),
            tasks = tasks.count(),
            "stopped before all was finished"
        );
    }
    Ok(())
}

/// One connection, from its first request to its last.
async fn converse(
    stream: TcpStream,
    client: SocketAddr,
    router: Router,
    mut stopping: watch::Receiver<bool>,
) {
    // Small answers must not wait for more to send; a failure costs time and nothing else.
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request: Request<Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(client);
        router.clone().call(request)
    });
    let mut connection = pin!(
        http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(HEAD_TIMEOUT)
            .serve_connection(TokioIo::new(stream), service)
            .with_upgrades()
    );
    let stop = async { drop(stopping.wait_for(|stop| *stop).await) };
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = stop => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(fault) = ended {
        tracing::debug!(%client, %fault, "a connection broke");
    }
}

fn is_the_clients(fault: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(
        fault.kind(),
        ConnectionAborted | ConnectionRefused | ConnectionReset
    )
}

/// Returns once Ctrl-C or, on Unix, SIGTERM arrives. Without a way to hear of them there is no stopping in order.
async fn told_to_stop() {
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
