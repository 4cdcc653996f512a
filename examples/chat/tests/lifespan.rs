//! What happens at start, and at the end.

use chat::{app::start_up, deps::Deps, settings::Settings};
use runtime::server::Server;

#[tokio::test]
async fn what_was_said_outlives_a_restart() {
    let folder = tempfile::tempdir().expect("a folder");
    let settings = Settings {
        history: folder.path().join("kept/history.json"),
        mail: folder.path().join("mail"),
        ..Settings::default()
    };
    let start = async || {
        let (server, deps) = (Server::default(), Deps::new(&settings));
        start_up(&server, &deps).await.expect("it starts");
        (server, deps)
    };
    let (server, deps) = start().await;
    let heard = api::models::Heard {
        who: "Ada".to_owned(),
        text: "Remember me".to_owned(),
        at: chrono::Utc::now().into(),
    };
    deps.hub.say("hall", heard.clone());
    server.stop().await;

    let (_, deps) = start().await;
    assert_eq!(deps.hub.last("hall", 10), [heard]);
}

#[tokio::test]
async fn it_does_not_start_where_it_can_not_write() {
    let file = tempfile::NamedTempFile::new().expect("a file");
    let settings = Settings {
        mail: file.path().join("below-a-file"),
        ..Settings::default()
    };
    let started = start_up(&Server::default(), &Deps::new(&settings)).await;
    assert!(started.is_err());
}
