//! Whoever registers gets a mail, whatever happens meanwhile.

mod common;

use common::TestApp;
use runtime::jobs::{Job, WorkerOptions};
use std::fs;
use users_service::{
    deps::Deps,
    jobs::{WelcomeMail, worker},
    settings::Settings,
};

const REGISTER: &str = r#"
POST /users
content-type: application/json

{"username": "ada", "email": "ada@example.org", "password": "correct-horse-1"}
"#;

async fn promised(app: &TestApp) -> i64 {
    let session = app.database.session();
    let count = session.query("SELECT COUNT(*) AS jobs FROM durable_jobs WHERE name = $1");
    let count = count.bind(WelcomeMail::NAME);
    count.one(|row| row.get("jobs")).await.expect("a number")
}

#[tokio::test]
async fn a_mail_is_promised_with_the_registration_and_sent_by_a_worker() {
    let app = TestApp::with(|deps| deps).await;
    assert_eq!(app.send(REGISTER).await.status, 201);
    assert_eq!(promised(&app).await, 1);
    // The name is taken: neither the user nor the mail.
    assert_eq!(app.send(REGISTER).await.status, 409);
    assert_eq!(promised(&app).await, 1);

    // There is no folder yet: it fails, and waits for its next attempt.
    let folder = tempfile::tempdir().expect("a folder");
    let settings = Settings {
        mail: folder.path().join("mail"),
        ..Settings::default()
    };
    let deps = Deps::new(&settings, &app.database);
    let worker = worker(&deps, &app.database, WorkerOptions::default());
    assert_eq!(worker.run_due().await.expect("a database"), 1);
    assert_eq!(promised(&app).await, 1);
    assert_eq!(worker.run_due().await.expect("a database"), 0);

    deps.mailer.open().await.expect("a folder");
    let session = app.database.session();
    let now = session.query("UPDATE durable_jobs SET run_at = created_at");
    now.execute().await.expect("it is due");
    session.commit().await.expect("it is due");
    assert_eq!(worker.run_due().await.expect("a database"), 1);
    assert_eq!(promised(&app).await, 0);
    let mails: Vec<_> = fs::read_dir(&settings.mail).expect("a folder").collect();
    let [Ok(mail)] = mails.as_slice() else {
        panic!("one mail, and not {mails:?}");
    };
    let text = fs::read_to_string(mail.path()).expect("a mail");
    assert!(
        text.starts_with("To: <ada@example.org>\r\nSubject: Welcome, ada\r\n"),
        "{text}"
    );
}
