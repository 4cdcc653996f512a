//! Security requirements → the credentials a request has to carry.

use super::route::Credential;
use crate::ir::{self, SecurityKind};

/// Alternatives of combinations, as in the description; a scheme that is described in a way no version defines stays a
/// requirement, which no request meets.
pub fn plan(api: &ir::Api, operation: &ir::Operation) -> Vec<Vec<Credential>> {
    let combination = |requirement: &ir::Requirement| {
        let kinds = requirement
            .0
            .keys()
            .map(|name| api.security_schemes.get(name).map(|scheme| &scheme.kind));
        kinds
            .map(|kind| kind.map_or(Credential::Unknown, credential))
            .collect()
    };
    operation.security.iter().map(combination).collect()
}

fn credential(kind: &SecurityKind) -> Credential {
    match kind {
        SecurityKind::ApiKey { name, location } => Credential::ApiKey(*location, name.clone()),
        SecurityKind::Http { scheme, .. } => Credential::Http(scheme.clone()),
        // A token that the client got by itself is a bearer token (RFC 6750 section 2.1).
        SecurityKind::OAuth2 { flows }
            if flows
                .iter()
                .any(|flow| matches!(flow.kind.as_str(), "password" | "authorizationCode")) =>
        {
            Credential::Token
        }
        SecurityKind::OAuth2 { .. } | SecurityKind::OpenIdConnect { .. } => {
            Credential::Authorization
        }
        SecurityKind::MutualTls => Credential::ClientCertificate,
        SecurityKind::Unknown(_) => Credential::Unknown,
    }
}
