//! `specs/rust/shop.rs` becomes a service with a database, and `specs/rust/shop.sh` drives it through its whole life. What
//! a person writes into it is the news: who hears of orders. Slow: it compiles.

#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    clippy::disallowed_macros,
    reason = "a test fails where it stands, and says what it leaves out"
)]

#[allow(
    dead_code,
    reason = "the list of projects is for the tests that go through it"
)]
mod project;

use project::{made, root};
use std::fs;
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// Killed when it is dropped.
struct Service(Child);

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// What stands in a file of the project's, and what a person makes of it.
fn edit(dir: &Path, file: &str, changes: &[(&str, &str)]) {
    let path = dir.join(file);
    let mut text = fs::read_to_string(&path).unwrap();
    for (before, after) in changes {
        assert!(text.contains(before), "{file} has no `{before}`:\n{text}");
        text = text.replacen(before, after, 1);
    }
    fs::write(path, text).unwrap();
}

fn write_the_news(dir: &Path) {
    edit(
        dir,
        "src/deps/mod.rs",
        &[
            (
                "pub struct NewsDesk;",
                "pub struct NewsDesk(pub tokio::sync::broadcast::Sender<api::models::Order>);",
            ),
            (
                "async fn news_desk(&self) -> Result<NewsDesk, rt::Error> {\n        Err(rt::Error::not_implemented())",
                "async fn news_desk(&self) -> Result<NewsDesk, rt::Error> {\n        Ok(NewsDesk(tokio::sync::broadcast::Sender::new(16)))",
            ),
        ],
    );
    edit(
        dir,
        "src/service/news.rs",
        &[
            ("_socket: rt::Socket", "mut socket: rt::Socket"),
            ("_news_desk: NewsDesk", "news_desk: NewsDesk"),
            (
                "        Err(rt::Error::not_implemented())",
                "        let mut orders = news_desk.0.subscribe();
        loop {
            tokio::select! {
                said = socket.next() => if said?.is_none() { return Ok(()) },
                Ok(order) = orders.recv() => socket.send(&order).await?,
            }
        }",
            ),
        ],
    );
    let told = "        let order = made.clone();
        cx.background(async move {
            let _ = news_desk.0.send(order);
        });
        Ok(CreateOrderSuccess {";
    let orders = "src/service/orders.rs";
    edit(dir, orders, &[("        Ok(CreateOrderSuccess {", told)]);
    // In the method that makes one: the context, and who is told.
    let text = fs::read_to_string(dir.join(orders)).unwrap();
    let (before, method) = text.split_once("async fn create_order(").unwrap();
    let method = method
        .replacen("_cx: &rt::Context", "cx: &rt::Context", 1)
        .replacen("_news_desk: NewsDesk", "news_desk: NewsDesk", 1);
    let text = format!("{before}async fn create_order({method}");
    fs::write(dir.join(orders), text).unwrap();
}

#[test]
fn the_shop_lives() {
    let mut curl = Command::new("curl");
    let curl = curl.arg("--version").stdout(Stdio::null()).status();
    if !curl.is_ok_and(|status| status.success()) {
        eprintln!("skipped: there is no curl");
        return;
    }
    let projects = Path::new(env!("CARGO_TARGET_TMPDIR")).join("projects");
    fs::create_dir_all(&projects).unwrap();
    let dir = projects.join("shop");
    let kept_lock = fs::read(dir.join("Cargo.lock")).ok();
    if dir.exists() {
        fs::remove_dir_all(&dir).unwrap();
    }
    made("specs/rust/shop.rs", &dir);
    if let Some(lock) = kept_lock {
        fs::write(dir.join("Cargo.lock"), lock).unwrap();
    }
    write_the_news(&dir);
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("builds");
    let built = Command::new(env!("CARGO"))
        .current_dir(&dir)
        .args(["build", "--quiet"])
        .env("CARGO_TARGET_DIR", &target)
        .env("CARGO_PROFILE_DEV_DEBUG", "0")
        .env_remove("RUSTFLAGS")
        .stdin(Stdio::null())
        .status()
        .unwrap();
    assert!(built.success());

    // Free again before the service takes it.
    let free = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = free.local_addr().unwrap().port();
    drop(free);
    let service = Command::new(target.join("debug/shop"))
        .current_dir(&dir)
        .env("PORT", port.to_string())
        .env("RUST_LOG", "error")
        .stdin(Stdio::null())
        .spawn()
        .unwrap();
    let _service = Service(service);
    let begun = Instant::now();
    while TcpStream::connect(("127.0.0.1", port)).is_err() {
        assert!(
            begun.elapsed() < Duration::from_secs(30),
            "it does not start"
        );
        thread::sleep(Duration::from_millis(50));
    }
    let life = Command::new("sh")
        .arg(root().join("specs/rust/shop.sh"))
        .arg(format!("http://127.0.0.1:{port}"))
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert!(
        life.status.success(),
        "{}{}",
        String::from_utf8_lossy(&life.stdout),
        String::from_utf8_lossy(&life.stderr)
    );
}
