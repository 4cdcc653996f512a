//! Which operation of the description a URL of its security schemes names.

use super::super::resource::{Look, Place};
use super::super::server;
use crate::diag::{Diagnostic, Diagnostics};
use crate::ir::{self, SecurityKind};

/// The `POST` operation at the URL; `None` where it is somebody else's, or no operation.
pub fn of(look: &Look<'_>, url: &str) -> Option<Place> {
    let paths = paths(&look.api.servers, url);
    super::places_of(look).find(|place| {
        let operation = look.operation(*place);
        let own = operation.path.trim_end_matches('/');
        operation.method == "POST" && paths.iter().any(|path| path == own)
    })
}

/// The operations that hand out tokens, by any flow.
pub fn issuing(look: &Look<'_>) -> Vec<Place> {
    let schemes = look.api.security_schemes.values();
    let flows = schemes.flat_map(|scheme| match &scheme.kind {
        SecurityKind::OAuth2 { flows } => flows.as_slice(),
        _ => &[],
    });
    let urls = flows.flat_map(|flow| [&flow.token_url, &flow.refresh_url]);
    urls.flatten().filter_map(|url| of(look, url)).collect()
}

/// Says which schemes' tokens come from somewhere else: their operation is not in the description.
pub fn report(look: &Look<'_>, diags: &mut Diagnostics) {
    for (name, scheme) in &look.api.security_schemes {
        let SecurityKind::OAuth2 { flows } = &scheme.kind else {
            continue;
        };
        let own = ["password", "clientCredentials"];
        let urls = flows
            .iter()
            .filter(|flow| own.contains(&flow.kind.as_str()));
        let mut urls = urls.filter_map(|flow| flow.token_url.as_deref());
        let Some(url) = urls.find(|url| of(look, url).is_none()) else {
            continue;
        };
        if super::is_used(look, name) {
            let message =
                format!("tokens of `{name}` come from elsewhere: no operation is at `{url}`");
            let help = "tokens are judged by `JWT_JWKS`, `JWT_OPENID` or `JWT_SECRET`; `client = true` under [generate] lets the service fetch the keys of who issues them";
            diags.push(
                Diagnostic::note("token-elsewhere", message)
                    .at(&scheme.at)
                    .help(help),
            );
        }
    }
}

/// The paths, without a slash at their end, that a URL can mean in the description; none where it is somebody else's.
fn paths(servers: &[ir::Server], url: &str) -> Vec<String> {
    let url = url.split(['?', '#']).next().unwrap_or_default();
    let (authority, path) = match url.split_once("//") {
        Some((scheme, rest)) if scheme.is_empty() || scheme.ends_with(':') => {
            let end = rest.find('/').unwrap_or(rest.len());
            (Some(&rest[..end]), &rest[end..])
        }
        _ => (None, url),
    };
    if authority.is_some_and(|authority| !is_ours(servers, authority)) {
        return Vec::new();
    }
    let path = path.strip_prefix("./").unwrap_or(path);
    let path = format!("/{}", path.trim_matches('/'));
    let mut paths = vec![path.clone()];
    for server in servers {
        let base = server::base_path(std::slice::from_ref(server));
        let below = path
            .strip_prefix(&base)
            .filter(|rest| rest.starts_with('/'));
        paths.extend(below.filter(|_| !base.is_empty()).map(str::to_owned));
    }
    paths
}

/// Whether the API is served there: one of its servers, or this machine.
fn is_ours(servers: &[ir::Server], authority: &str) -> bool {
    let host = match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|b| b.is_ascii_digit()) => host,
        _ => authority,
    };
    let local = ["localhost", "127.0.0.1", "[::1]", "0.0.0.0"];
    local.contains(&host)
        || servers.iter().any(|server| {
            let mut url = server.url.clone();
            for (name, default) in &server.variables {
                url = url.replace(&format!("{{{name}}}"), default);
            }
            let rest = url.split_once("//").map(|(_, rest)| rest);
            let own = rest.and_then(|rest| rest.split(['/', '?', '#']).next());
            own.is_some_and(|own| own.eq_ignore_ascii_case(authority))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_means_a_path_of_the_api() {
        let servers = ["https://example.org/v1", "/v2"].map(|url| ir::Server {
            url: url.to_owned(),
            description: None,
            variables: indexmap::IndexMap::new(),
        });
        for (url, expected) in [
            ("token", vec!["/token"]),
            ("./token", vec!["/token"]),
            ("/auth/token/", vec!["/auth/token"]),
            ("/v1/token", vec!["/v1/token", "/token"]),
            ("https://EXAMPLE.org/v1/token", vec!["/v1/token", "/token"]),
            ("https://example.org/token?a=b", vec!["/token"]),
            ("//example.org/v2/token", vec!["/v2/token", "/token"]),
            ("http://localhost:8000/token", vec!["/token"]),
            ("https://login.example.org/v1/token", vec![]),
            ("https://example.org:8443/v1/token", vec![]),
            ("https://example.org", vec!["/"]),
        ] {
            assert_eq!(paths(&servers, url), expected, "{url}");
        }
    }
}
