//! Security requirements → the credentials a request has to carry.

use super::deps::Graph;
use super::route::{Credential, Requirement};
use crate::ir::{self, SecurityKind};

/// Alternatives of combinations, as in the description.
pub fn plan(graph: &Graph, operation: &ir::Operation) -> Vec<Vec<Requirement>> {
    let combination = |requirement: &ir::Requirement| {
        let schemes = requirement.0.iter();
        let schemes = schemes.filter_map(|(name, scopes)| Some((graph.scheme(name)?, scopes)));
        schemes
            .map(|(scheme, scopes)| Requirement {
                scheme: scheme.constant.clone(),
                credential: scheme.credential.clone(),
                scopes: scopes.clone(),
            })
            .collect()
    };
    // One that only anonymous requests meet is met by all.
    if operation.security.iter().all(|all| all.0.is_empty()) {
        return Vec::new();
    }
    operation.security.iter().map(combination).collect()
}

/// The first discovery document (`OpenID` Connect) whose tokens operations ask for.
pub fn discovered(api: &ir::Api) -> Option<&str> {
    let requirements = api.operations.iter().flat_map(|known| &known.security);
    let names = requirements.flat_map(|requirement| requirement.0.keys());
    let mut kinds = names.filter_map(|name| Some(&api.security_schemes.get(name)?.kind));
    kinds.find_map(|kind| match kind {
        SecurityKind::OpenIdConnect { url } => Some(url.as_str()),
        _ => None,
    })
}

pub fn credential(kind: &SecurityKind) -> Credential {
    match kind {
        SecurityKind::ApiKey { name, location } => Credential::ApiKey(*location, name.clone()),
        SecurityKind::Http { scheme, .. } => Credential::Http(scheme.clone()),
        // A token that the client got by itself is a bearer token (RFC 6750 section 2.1).
        SecurityKind::OAuth2 { flows }
            if flows.iter().any(|flow| {
                matches!(
                    flow.kind.as_str(),
                    "password" | "authorizationCode" | "deviceAuthorization"
                )
            }) =>
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
