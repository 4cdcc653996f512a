//! Lists, envelopes and entity tags of the emitted service: run inside the project made of
//! `specs/features/collections.yaml`. With `LIVE_DATABASE_URL=postgres://…`, an empty database, on that one.

#![allow(clippy::unwrap_used, reason = "a test fails where it stands")]

use collections::{app::app, data::MIGRATIONS, deps::Deps, service::services, settings::Settings};
use runtime::{
    data::{Database, DatabaseOptions},
    server::Server,
    testing::{self, Answer},
};
use serde_json::{Value, json};

struct App(axum::Router);

impl App {
    async fn new() -> Self {
        let database = match std::env::var("LIVE_DATABASE_URL") {
            Ok(url) => {
                let options = DatabaseOptions {
                    url,
                    ..DatabaseOptions::default()
                };
                Database::open(&options).await.unwrap()
            }
            Err(_) => Database::in_memory().await.unwrap(),
        };
        database.migrate(MIGRATIONS).await.unwrap();
        let deps = Deps::new(&Settings::default(), &database);
        let api = services(deps);
        Self(app(&Settings::default(), &Server::default(), api))
    }

    async fn send(&self, request: &str) -> Answer {
        let request = testing::request(request).unwrap();
        testing::send(self.0.clone(), request).await
    }

    async fn get(&self, path: &str) -> Answer {
        let answer = self.send(&format!("GET {path}\nhost: books.example")).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
        answer
    }

    async fn with(&self, head: &str, body: &Value) -> Answer {
        self.send(&written(head, body)).await
    }
}

/// A request with a body; changes are merge patches.
fn written(head: &str, body: &Value) -> String {
    let kind = if head.starts_with("PATCH") {
        "merge-patch+json"
    } else {
        "json"
    };
    format!("{head}\ncontent-type: application/{kind}\n\n{body}")
}

fn header<'a>(answer: &'a Answer, name: &str) -> Option<&'a str> {
    Some(answer.headers.get(name)?.to_str().unwrap())
}

fn titles(page: &Value) -> Vec<&str> {
    let books = page["books"].as_array().unwrap();
    books
        .iter()
        .map(|book| book["title"].as_str().unwrap())
        .collect()
}

/// Everything on one database, one after another.
#[tokio::test]
async fn lists_are_as_they_are_asked_for() {
    let app = App::new().await;
    books(&app).await;
    conditions(&app).await;
    shelves(&app).await;
    events(&app).await;
}

async fn books(app: &App) {
    let ratings = [Some(4.5), None, Some(0.1), Some(0.2), None, Some(4.5)];
    for (number, rating) in ratings.iter().enumerate() {
        let kind = ["novel", "poem"][number % 2];
        let book = json!({"title": format!("T{number}"), "price": number, "kind": kind,
            "pages": number * 100, "rating": rating, "note": "secret"});
        let made = app.with("POST /books", &json!({ "book": book })).await;
        assert_eq!(made.status, 201, "{}", made.text());
        assert!(made.json()["book"].get("note").is_none(), "{}", made.text());
        let id = made.json()["book"]["id"].as_str().unwrap().to_owned();
        assert_eq!(
            header(&made, "location"),
            Some(format!("/books/{id}").as_str())
        );
    }
    let again = json!({"book": {"title": "T0", "price": 1, "kind": "poem"}});
    assert_eq!(app.with("POST /books", &again).await.status, 409);

    for (query, expected) in [
        ("", "T0 T1 T2 T3 T4 T5"),
        ("sort=-price", "T5 T4 T3 T2 T1 T0"),
        ("sort=-created", "T5 T4 T3 T2 T1 T0"),
        // What has no rating comes last both ways.
        ("sort=rating", "T2 T3 T0 T5 T1 T4"),
        ("sort=-rating", "T0 T5 T3 T2 T1 T4"),
        ("min_price=2&max_price=4", "T2 T3 T4"),
        ("pages[gte]=100&pages[lt]=300", "T1 T2"),
        ("kinds=novel", "T0 T2 T4"),
        ("kinds=novel,poem&max_price=1", "T0 T1"),
        ("kinds=essay", ""),
        ("q=t3", "T3"),
        ("q=%25", ""),
        ("title_contains=T", "T0 T1 T2 T3 T4 T5"),
        ("created_after=2020-01-01T00:00:00Z&max_price=0", "T0"),
        ("created_after=2999-01-01T00:00:00%2B02:00", ""),
    ] {
        let page = app.get(&format!("/books?{query}")).await.json();
        assert_eq!(titles(&page).join(" "), expected, "{query}");
        assert_eq!(page["next_cursor"], Value::Null, "{query}");
    }

    // Page by page gives the same as at once, whatever is inserted meanwhile.
    for sort in [
        "", "title", "-title", "price", "-created", "rating", "-rating",
    ] {
        let asked = |limit: usize| match sort {
            "" => format!("/books?limit={limit}"),
            sort => format!("/books?limit={limit}&sort={sort}"),
        };
        let whole = app.get(&asked(100)).await.json();
        for limit in 1..=3 {
            let (mut found, mut path) = (Vec::new(), asked(limit));
            loop {
                let answer = app.get(&path).await;
                let page = answer.json();
                assert!(titles(&page).len() <= limit);
                found.extend(page["books"].as_array().unwrap().clone());
                let Some(next) = page["next_cursor"].as_str() else {
                    assert_eq!(header(&answer, "link"), None);
                    break;
                };
                path = format!("{}&cursor={next}", asked(limit));
                let link = header(&answer, "link").unwrap();
                assert_eq!(link, format!("<{path}>; rel=\"next\""));
            }
            assert_eq!(json!(found), whole["books"], "{sort} {limit}");
        }
    }

    // A cursor is of one order; what is no cursor is told.
    let next = app.get("/books?limit=1").await.json()["next_cursor"].clone();
    let path = format!("/books?sort=title&cursor={}", next.as_str().unwrap());
    for path in [path.as_str(), "/books?cursor=nonsense"] {
        let answer = app.send(&format!("GET {path}")).await;
        assert_eq!(answer.status, 422, "{path}");
        assert_eq!(
            answer.json()["detail"][0]["loc"],
            json!(["query", "cursor"])
        );
    }
    assert_eq!(app.send("GET /books?sort=note").await.status, 422);
}

async fn conditions(app: &App) {
    let made = app
        .with(
            "POST /books",
            &json!({"book": {"title": "Tagged", "price": 1, "kind": "novel"}}),
        )
        .await;
    let first = header(&made, "etag").unwrap().to_owned();
    let path = header(&made, "location").unwrap().to_owned();
    assert_eq!(header(&app.get(&path).await, "etag"), Some(first.as_str()));

    let known = app
        .send(&format!("GET {path}\nif-none-match: \"x\", W/{first}"))
        .await;
    assert_eq!((known.status, known.text().as_str()), (304, ""));
    assert_eq!(header(&known, "etag"), Some(first.as_str()));

    let price = |price: u32| json!({ "price": price });
    let change = |tag: &str| format!("PATCH {path}\nif-match: {tag}");
    let changed = app.with(&change(&first), &price(2)).await;
    assert_eq!(changed.status, 200, "{}", changed.text());
    let second = header(&changed, "etag").unwrap().to_owned();
    assert_ne!(first, second);
    for stale in [first.as_str(), "\"x\"", &format!("W/{second}")] {
        let refused = app.with(&change(stale), &price(3)).await;
        assert_eq!(refused.status, 412, "{stale}");
        assert_eq!(
            refused.json(),
            json!({"message": "the book was changed meanwhile"})
        );
    }
    assert_eq!(app.with(&change("*"), &price(3)).await.status, 200);
    assert_eq!(
        app.with(&format!("PATCH {path}"), &price(4)).await.status,
        200
    );
    let read = app.get(&path).await;
    assert_eq!(read.json()["book"]["price"].as_f64(), Some(4.0));
    let third = header(&read, "etag").unwrap().to_owned();

    // Many writers who have read the same version: one of them writes.
    let asked = change(&third);
    let mut writers = Vec::new();
    for number in 0..8 {
        let router = app.0.clone();
        let request = written(&asked, &price(10 + number));
        writers.push(tokio::spawn(async move {
            testing::send(router, testing::request(&request).unwrap())
                .await
                .status
        }));
    }
    let mut statuses = Vec::new();
    for writer in writers {
        statuses.push(writer.await.unwrap());
    }
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 412, 412, 412, 412, 412, 412, 412]);

    let put = json!({"book": {"title": "Put", "price": 1, "kind": "poem"}});
    assert_eq!(app.with(&format!("PUT {path}"), &put).await.status, 428);
    assert_eq!(
        app.with(&format!("PUT {path}\nif-match: {third}"), &put)
            .await
            .status,
        412
    );
    let replaced = app.with(&format!("PUT {path}\nif-match: *"), &put).await;
    assert_eq!(replaced.json()["book"]["title"], "Put");
    let last = header(&replaced, "etag").unwrap();
    let none = "/books/00000000-0000-0000-0000-000000000000";
    assert_eq!(
        app.with(&format!("PUT {none}\nif-match: {last}"), &put)
            .await
            .status,
        404
    );
    let delete = |tag: &str| format!("DELETE {path}\nif-match: {tag}");
    assert_eq!(app.send(&delete(&third)).await.status, 412);
    assert_eq!(app.send(&delete(last)).await.status, 204);
    assert_eq!(app.send(&delete(last)).await.status, 404);
}

async fn shelves(app: &App) {
    for (id, room) in [
        ("a", "red"),
        ("b", "green"),
        ("c", "red"),
        ("d", "blue"),
        ("e", "red"),
    ] {
        let put = format!("PUT /shelves/{id}");
        let content = json!({"room": room, "height": 2});
        let made = app.with(&put, &content).await;
        assert_eq!((made.status, &made.json()["id"]), (201, &json!(id)));
        let again = app.with(&put, &content).await;
        assert_eq!((again.status, again.json()), (200, made.json()));
    }
    let again = app
        .with("POST /shelves", &json!({"id": "a", "room": "x"}))
        .await;
    assert_eq!(again.status, 409, "{}", again.text());

    let ids = |answer: &Answer| {
        let page = answer.json();
        let rows = page["data"].as_array().unwrap();
        let ids: Vec<&str> = rows.iter().map(|row| row["id"].as_str().unwrap()).collect();
        ids.join("")
    };
    for (query, expected) in [
        ("per_page=50", "abcde"),
        ("per_page=50&sort_by=room", "dbace"),
        ("per_page=50&sort_by=room&order=desc", "acebd"),
        ("per_page=50&sort_by=room:desc,id:desc", "ecabd"),
        ("per_page=50&order=desc", "edcba"),
        ("per_page=50&ids=a&ids=d", "ad"),
        ("page=2", "cd"),
        ("page=3", "e"),
        ("page=4", ""),
    ] {
        assert_eq!(
            ids(&app.get(&format!("/shelves?{query}")).await),
            expected,
            "{query}"
        );
    }
    let refused = app.send("GET /shelves?sort_by=colour").await;
    assert_eq!(
        refused.json()["detail"][0]["loc"],
        json!(["query", "sort_by"])
    );

    let page = app.get("/shelves?page=2&order=asc").await;
    assert_eq!(header(&page, "x-total-count"), Some("5"));
    assert_eq!(
        header(&page, "link"),
        Some(
            "</shelves?order=asc&page=3>; rel=\"next\", </shelves?order=asc&page=1>; rel=\"prev\", \
             </shelves?order=asc&page=1>; rel=\"first\", </shelves?order=asc&page=3>; rel=\"last\""
        )
    );
    let page = page.json();
    let meta = json!({"total": 5, "page": 2, "per_page": 2, "total_pages": 3, "next_page": 3});
    assert_eq!(page["meta"], meta);
    let links = json!({"next": "http://books.example/shelves?order=asc&page=3",
        "previous": "http://books.example/shelves?order=asc&page=1"});
    assert_eq!(page["links"], links);
    let last = app.get("/shelves?page=3").await.json();
    assert_eq!(last["meta"]["next_page"], Value::Null);
    assert!(last["links"].get("next").is_none());
}

async fn events(app: &App) {
    for what in ["one", "two", "three"] {
        let made = app
            .with(
                "POST /events",
                &json!({"what": what, "where": {"room": "1"}}),
            )
            .await;
        assert_eq!(made.json()["event"]["what"], what);
    }
    let first = app.get("/events?limit=2").await.json();
    assert_eq!(first["has_more"], true);
    assert_eq!(first["data"][0]["where"]["room"], "1");
    let last = &first["data"][1]["id"];
    let second = app
        .get(&format!("/events?limit=2&starting_after={last}"))
        .await
        .json();
    assert_eq!(second["has_more"], false);
    assert_eq!(second["data"].as_array().unwrap().len(), 1);
    assert_eq!(second["data"][0]["what"], "three");
}
