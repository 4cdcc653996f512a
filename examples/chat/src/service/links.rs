//! The service behind the operations of `links`.

use crate::deps::{Deps, HttpClient};
use api::models;
use api::services::links::*;
use runtime::prelude as rt;
use tokio::task::JoinSet;

/// So many links of one request are looked up at a time.
const AT_ONCE: usize = 4;

/// What its operations need beyond a request goes in here: clients, caches, settings.
#[derive(Debug, Clone, Default)]
pub struct LinksService;

impl Links<Deps> for LinksService {
    /// Look several links up, a few at a time.
    ///
    /// `POST /previews`
    async fn preview(
        &self,
        _cx: &rt::Context,
        body: models::Urls,
        http_client: HttpClient,
    ) -> Result<Vec<models::Preview>, rt::Error> {
        let client = http_client.limited(AT_ONCE);
        // When the client of this service goes away, so do the calls: the set is dropped with the request.
        let mut calls = JoinSet::new();
        for (place, url) in body.urls.into_iter().enumerate() {
            let client = client.clone();
            calls.spawn(async move { (place, look_up(&client, url).await) });
        }
        let mut previews = calls.join_all().await;
        previews.sort_by_key(|(place, _)| *place);
        Ok(previews.into_iter().map(|(_, preview)| preview).collect())
    }
}

/// A page that can't be had is no failure of the request: its link is shown as it is.
async fn look_up(client: &HttpClient, url: String) -> models::Preview {
    let received = match client.get(&url).send().await {
        Ok(received) => received,
        Err(fault) => {
            tracing::debug!(url, %fault, "no preview");
            return models::Preview {
                url,
                title: None,
                status: None,
            };
        }
    };
    models::Preview {
        url,
        title: title(&String::from_utf8_lossy(&received.body)),
        status: Some(received.status.as_u16().into()),
    }
}

/// What stands between the first `<title>` and its end.
fn title(page: &str) -> Option<String> {
    // Lower case of ASCII alone: places stay what they are.
    let folded = page.to_ascii_lowercase();
    let start = folded.find("<title")?;
    let start = start + folded[start..].find('>')? + 1;
    let end = start + folded[start..].find("</title>")?;
    let words: Vec<&str> = page[start..end].split_whitespace().collect();
    Some(words.join(" ")).filter(|title| !title.is_empty())
}
