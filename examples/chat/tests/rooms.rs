//! Tests of the operations of `rooms`.

mod common;

use chat::deps::Mailer;
use common::TestApp;
use serde_json::json;
use std::fs;

#[tokio::test]
async fn everyone_in_a_room_hears_what_is_said() {
    let app = TestApp::new();
    let mut ada = app.talk("/rooms/hall?nick=Ada").await;
    let mut bob = app.talk("/rooms/hall?nick=Bob").await;
    let mut eve = app.talk("/rooms/attic").await;

    ada.say(&json!({"text": "Hello"})).await;
    for hears in [&mut ada, &mut bob] {
        let heard = hears.hear().await.expect("a message");
        assert_eq!(
            (&heard["who"], &heard["text"]),
            (&json!("Ada"), &json!("Hello"))
        );
    }
    eve.say(&json!({"text": "Nobody here"})).await;
    assert_eq!(eve.hear().await.expect("a message")["who"], "someone");

    let said = app.send("GET /rooms/hall/messages?limit=5").await.json();
    assert_eq!(said.as_array().map(Vec::len), Some(1));
    assert_eq!(said[0]["text"], "Hello");
}

#[tokio::test]
async fn what_does_not_fit_ends_the_conversation() {
    let app = TestApp::new();
    let mut ada = app.talk("/rooms/hall").await;
    ada.say(&json!({"text": ""})).await;
    assert_eq!(ada.hear().await, None);
    assert_eq!(ada.closed(), Some(1007));
    let answer = app.send("GET /rooms/No%20Room/messages").await;
    assert_eq!(answer.status, 422);
}

#[tokio::test]
async fn an_empty_room_is_forgotten() {
    let app = TestApp::new();
    let ada = app.talk("/rooms/hall").await;
    drop(ada);
    app.settled().await;
    assert_eq!(app.send("GET /rooms/hall/messages").await.json(), json!([]));
}

#[tokio::test]
async fn whoever_is_there_hears_that_the_service_stops() {
    let app = TestApp::new();
    let mut ada = app.talk("/rooms/hall").await;
    app.server.stop().await;
    assert_eq!(ada.hear().await, None);
    assert_eq!(ada.closed(), Some(1001));
}

#[tokio::test]
async fn an_invitation_is_sent_after_the_answer() {
    let folder = tempfile::tempdir().expect("a folder");
    let mailer = Mailer::new(folder.path().to_owned());
    let app = TestApp::with(|deps| deps.mailer(move |_| std::future::ready(Ok(mailer.clone()))));
    let answer = app
        .send("POST /rooms/hall/invitations\ncontent-type: application/json\n\n{\"email\": \"bob@example.org\", \"note\": \"Do!\"}")
        .await;
    assert_eq!((answer.status, answer.text().as_str()), (202, ""));
    app.settled().await;
    let mails: Vec<_> = fs::read_dir(folder.path()).expect("a folder").collect();
    let [Ok(mail)] = mails.as_slice() else {
        panic!("one mail, and not {mails:?}");
    };
    let text = fs::read_to_string(mail.path()).expect("a mail");
    assert!(
        text.starts_with("To: <bob@example.org>\r\nSubject: Come to hall\r\n"),
        "{text}"
    );
    assert!(text.ends_with("\r\n\r\nDo!\r\n"), "{text}");
}
