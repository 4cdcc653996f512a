//! What comes before every path: the path of the server that the description names first. Clients that were made from
//! the description send it; the router takes requests with it and without.

use crate::ir;

/// `/v1` of `https://{host}/v1/`; empty where there is none.
pub fn base_path(servers: &[ir::Server]) -> String {
    let Some(server) = servers.first() else {
        return String::new();
    };
    let mut url = server.url.clone();
    for (name, default) in &server.variables {
        url = url.replace(&format!("{{{name}}}"), default);
    }
    let path = match url.split_once("://") {
        Some((_, rest)) => rest.find('/').map_or("", |at| &rest[at..]),
        None => url.as_str(),
    };
    let path = path
        .split(['?', '#'])
        .next()
        .unwrap_or_default()
        .trim_end_matches('/');
    // What is left of a variable without a default, or no path at all, is nothing a request can begin with.
    let usable =
        path.starts_with('/') && !path.starts_with("//") && !path.contains(['{', '}', ' ']);
    if usable {
        path.to_owned()
    } else {
        String::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_path_of_the_first_server() {
        for (url, path) in [
            ("https://example.org/v1/", "/v1"),
            ("https://{host}/{base}", "/api"),
            ("//example.org/v2", ""),
            ("/v3", "/v3"),
            ("/", ""),
            ("https://example.org", ""),
            ("https://example.org/{unknown}", ""),
            ("v4", ""),
        ] {
            let variables = [("base".to_owned(), "api".to_owned())]
                .into_iter()
                .collect();
            let server = ir::Server {
                url: url.to_owned(),
                description: None,
                variables,
            };
            assert_eq!(base_path(&[server]), path, "{url}");
        }
        assert_eq!(base_path(&[]), "");
    }
}
