//! The flows of the security schemes whose token operation is in the description, and who can have tokens for each scheme.

use super::super::resource::{Look, Place};
use super::token::Wanted;
use super::{is_guarded, is_used, place, places_of};
use crate::ir::{Flow, SecurityKind};

#[derive(Debug, Default)]
pub struct Flows {
    /// Token operations, and what is asked of them.
    pub places: Vec<(Place, Wanted)>,
    /// Schemes that only users can meet, those that only programs can, and those that both can.
    pub of_users: Vec<String>,
    pub of_clients: Vec<String>,
    pub of_both: Vec<String>,
}

pub fn read(look: &Look<'_>) -> Flows {
    let mut found = Flows::default();
    for (name, scheme) in &look.api.security_schemes {
        let SecurityKind::OAuth2 { flows } = &scheme.kind else {
            continue;
        };
        if !is_used(look, name) {
            continue;
        }
        let own = |kind: &str| {
            let flow = flows.iter().find(|flow| flow.kind == kind)?;
            place::of(look, flow.token_url.as_deref()?)
        };
        let (password, client) = (own("password"), own("clientCredentials"));
        if let Some(place) = password {
            found.wanted(place).password = true;
        }
        if let Some(place) = client {
            found.wanted(place).client = true;
        }
        let is_for_clients = |flow: &Flow| flow.kind == "clientCredentials";
        let of_clients = flows.iter().any(is_for_clients);
        let list = match (password, client) {
            (Some(_), _) if !of_clients => &mut found.of_users,
            (_, Some(_)) if flows.iter().all(is_for_clients) => &mut found.of_clients,
            (None, None) => continue,
            _ => &mut found.of_both,
        };
        list.push(name.clone());
    }
    found
}

impl Flows {
    fn wanted(&mut self, place: Place) -> &mut Wanted {
        let known = self.places.iter().position(|(known, _)| *known == place);
        let at = known.unwrap_or_else(|| {
            self.places.push((place, Wanted::default()));
            self.places.len() - 1
        });
        &mut self.places[at].1
    }

    /// Operations that programs may call; those first that nobody else may.
    pub fn open_to_clients(&self, look: &Look<'_>) -> Vec<Place> {
        let schemes: Vec<String> = self
            .of_clients
            .iter()
            .chain(&self.of_both)
            .cloned()
            .collect();
        let of_clients = places_of(look).filter(|place| is_guarded(look, *place, &self.of_clients));
        let mut open: Vec<Place> = of_clients.collect();
        let rest = places_of(look).filter(|place| is_guarded(look, *place, &schemes));
        let rest: Vec<Place> = rest.filter(|place| !open.contains(place)).collect();
        open.extend(rest);
        open
    }
}
