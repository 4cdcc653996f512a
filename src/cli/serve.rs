//! Runs an emitted server until it, or the user, ends it. In: the program and an address. Out: the addresses to open,
//! once it answers.

use super::Exit;
use super::console::Console;
use crate::diag::Diagnostic;
use std::io::{Read, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener, TcpStream, ToSocketAddrs};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

const POLL: Duration = Duration::from_millis(40);
/// From the start of the program to its first answer.
const PATIENCE: Duration = Duration::from_secs(30);
/// For requests under way when it is asked to stop.
const GRACE: Duration = Duration::from_secs(5);

/// Where the server listens.
pub(super) struct Address(SocketAddr);

impl Address {
    /// Port 0 becomes a port that is free.
    pub(super) fn new(host: &str, port: u16) -> Result<Self, String> {
        let fault = || format!("`{host}` is no address of this machine");
        let mut address = (host, port)
            .to_socket_addrs()
            .map_err(|_| fault())?
            .next()
            .ok_or_else(fault)?;
        if port == 0 {
            address = TcpListener::bind(address)
                .and_then(|free| free.local_addr())
                .map_err(|_| fault())?;
        }
        Ok(Self(address))
    }

    /// Better now than after the build.
    pub(super) fn refuse_taken(&self) -> Result<(), String> {
        TcpListener::bind(self.0)
            .map(drop)
            .map_err(|error| format!("cannot listen on {}: {error}; try --port", self.0))
    }

    /// Where a client on this machine finds it.
    fn reachable(&self) -> SocketAddr {
        let ip = match self.0.ip() {
            IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
            IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::V6(Ipv6Addr::LOCALHOST),
            ip => ip,
        };
        SocketAddr::new(ip, self.0.port())
    }

    fn answers(&self) -> bool {
        let ask = || -> std::io::Result<bool> {
            let mut stream = TcpStream::connect_timeout(&self.reachable(), Duration::from_secs(1))?;
            stream.set_read_timeout(Some(Duration::from_secs(1)))?;
            write!(
                stream,
                "GET /healthz HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n",
                self.reachable()
            )?;
            let mut head = [0; 12];
            stream.read_exact(&mut head)?;
            Ok(head.ends_with(b" 200"))
        };
        ask().unwrap_or(false)
    }
}

/// A server that answers.
pub(super) struct Server {
    child: Child,
    stop: Arc<AtomicBool>,
}

/// Starts the program with mock answers and waits until it is healthy.
pub(super) fn start(
    program: &Path,
    dir: &Path,
    address: &Address,
    console: &Console,
) -> Result<Server, Exit> {
    let stop = Arc::new(AtomicBool::new(false));
    let asked = Arc::clone(&stop);
    // When no handler can be set the signal ends both processes, which is what was asked for.
    let _ = ctrlc::set_handler(move || asked.store(true, Ordering::Relaxed));
    let spawned = Command::new(program)
        .current_dir(dir)
        .env("MOCK", "1")
        .env("HOST", address.0.ip().to_string())
        .env("PORT", address.0.port().to_string())
        .stdin(Stdio::null())
        .spawn();
    let child = spawned.map_err(|error| {
        failed(
            &format!("cannot start {}: {error}", program.display()),
            console,
        )
    })?;
    let mut server = Server { child, stop };
    let progress = console.progress("Starting the server");
    let started = Instant::now();
    while !address.answers() {
        if server.stop.load(Ordering::Relaxed) {
            server.end();
            return Err(Exit::Fine);
        }
        if let Ok(Some(status)) = server.child.try_wait() {
            return Err(failed(
                &format!("the server stopped before its first answer ({status})"),
                console,
            ));
        }
        if started.elapsed() > PATIENCE {
            server.end();
            return Err(failed(
                "the server did not answer /healthz in time",
                console,
            ));
        }
        std::thread::sleep(POLL);
    }
    drop(progress);
    let base = format!("http://{}", address.reachable());
    console.out(&format!(
        "Serving mock answers until Ctrl-C:\n\n  {base}/docs\n  {base}/redoc\n  {base}/openapi.json\n\n"
    ));
    Ok(server)
}

fn failed(message: &str, console: &Console) -> Exit {
    console.fault(Diagnostic::error("server-failed", message));
    Exit::Failed
}

impl Server {
    /// Until Ctrl-C, or until the server ends by itself.
    pub(super) fn wait(mut self, console: &Console) -> Exit {
        loop {
            if self.stop.load(Ordering::Relaxed) {
                self.end();
                return Exit::Fine;
            }
            match self.child.try_wait() {
                Ok(None) => std::thread::sleep(POLL),
                Ok(Some(status)) => {
                    return failed(&format!("the server stopped ({status})"), console);
                }
                Err(error) => return failed(&format!("the server was lost: {error}"), console),
            }
        }
    }

    /// Asks it to stop, then stops it.
    fn end(&mut self) {
        #[cfg(unix)]
        // Ctrl-C reaches the server by itself; a signal sent to us alone does not.
        let _ = Command::new("kill")
            .arg(self.child.id().to_string())
            .stderr(Stdio::null())
            .status();
        let asked = Instant::now();
        while asked.elapsed() < GRACE {
            if !matches!(self.child.try_wait(), Ok(None)) {
                return;
            }
            std::thread::sleep(POLL);
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
