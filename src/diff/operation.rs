//! One operation, before and after: parameters, body, responses, security.

use super::{Comparison, Impact, Side};
use crate::ir::{
    Body, Header, Location, Media, Operation, Parameter, Requirement, Response, Status,
};
use crate::source::Place;

use Impact::{Breaking, Compatible};

impl Comparison<'_> {
    pub(super) fn operation(&mut self, before: &Operation, after: &Operation) {
        let subject = super::name(before);
        let at = (Some(&before.at), Some(&after.at));
        if before.deprecated != after.deprecated {
            let message = if after.deprecated {
                "is deprecated now"
            } else {
                "is no longer deprecated"
            };
            self.push(Compatible, &subject, message.to_owned(), at.0, at.1);
        }
        if let (Some(old), new) = (&before.id, &after.id)
            && Some(old) != new.as_ref()
        {
            let message = match new {
                Some(new) => format!(
                    "is called `{new}`, and was `{old}`: code that is generated from the description has other names"
                ),
                None => format!("is no longer called `{old}`"),
            };
            self.push(Compatible, &subject, message, at.0, at.1);
        }
        self.parameters(&subject, before, after);
        self.body(&subject, before, after);
        self.responses(&subject, before, after);
        self.security(&subject, before, after);
    }

    fn parameters(&mut self, subject: &str, before: &Operation, after: &Operation) {
        // Parameters of the path are told by their place in it; their names are nobody's concern.
        let renamed = |parameter: &Parameter, from: &Operation, to: &Operation| {
            let at = from
                .path
                .parameters()
                .position(|name| name == parameter.name)?;
            to.path.parameters().nth(at).map(str::to_owned)
        };
        let find = |list: &[Parameter], parameter: &Parameter, name: &str| {
            list.iter().position(|it| {
                it.location == parameter.location && same_name(it.location, &it.name, name)
            })
        };
        let mut met = Vec::new();
        for old in &before.parameters {
            let name = match old.location {
                Location::Path => renamed(old, before, after).unwrap_or_else(|| old.name.clone()),
                _ => old.name.clone(),
            };
            let subject = format!("{subject}, {}", described(old));
            let Some(index) = find(&after.parameters, old, &name) else {
                self.push(
                    Breaking,
                    &subject,
                    "is gone".to_owned(),
                    Some(&old.at),
                    None,
                );
                continue;
            };
            met.push(index);
            let new = &after.parameters[index];
            self.required(
                &subject,
                (old.required, &old.at),
                (new.required, &new.at),
                Side::Request,
            );
            if old.encoding != new.encoding {
                let message =
                    "is written in another way (`style`, `explode`, `content`)".to_owned();
                self.push(Breaking, &subject, message, Some(&old.at), Some(&new.at));
            }
            self.schemas(&subject, old.schema, new.schema, Side::Request);
        }
        for (index, new) in after.parameters.iter().enumerate() {
            if met.contains(&index) {
                continue;
            }
            let subject = format!("{subject}, {}", described(new));
            if new.required {
                let message = "is new, and required".to_owned();
                self.push(Breaking, &subject, message, None, Some(&new.at));
            } else {
                self.push(
                    Compatible,
                    &subject,
                    "is new".to_owned(),
                    None,
                    Some(&new.at),
                );
            }
        }
    }

    fn required(&mut self, subject: &str, old: (bool, &Place), new: (bool, &Place), side: Side) {
        let (message, narrower) = match (old.0, new.0) {
            (false, true) => ("is required now", true),
            (true, false) => ("is no longer required", false),
            _ => return,
        };
        let impact = super::schema::impact(side, narrower);
        self.push(
            impact,
            subject,
            message.to_owned(),
            Some(old.1),
            Some(new.1),
        );
    }

    fn body(&mut self, subject: &str, before: &Operation, after: &Operation) {
        let subject = format!("{subject}, body");
        match (&before.body, &after.body) {
            (None, None) => {}
            (Some(old), None) => {
                self.push(
                    Breaking,
                    &subject,
                    "is gone".to_owned(),
                    Some(&old.at),
                    None,
                );
            }
            (None, Some(new)) => {
                let (impact, message) = if new.required {
                    (Breaking, "is new, and required")
                } else {
                    (Compatible, "is new")
                };
                self.push(impact, &subject, message.to_owned(), None, Some(&new.at));
            }
            (Some(old), Some(new)) => {
                let (Body { required: was, .. }, Body { required: is, .. }) = (old, new);
                self.required(&subject, (*was, &old.at), (*is, &new.at), Side::Request);
                self.contents(&subject, &old.content, &new.content, Side::Request);
            }
        }
    }

    /// The media types of a body or response.
    fn contents(&mut self, subject: &str, before: &[Media], after: &[Media], side: Side) {
        let find = |list: &[Media], media: &Media| {
            let same = |it: &Media| it.media_type.eq_ignore_ascii_case(&media.media_type);
            list.iter().position(same)
        };
        for old in before {
            let subject = format!("{subject} {}", old.media_type);
            let Some(index) = find(after, old) else {
                self.push(
                    Breaking,
                    &subject,
                    "is gone".to_owned(),
                    Some(&old.at),
                    None,
                );
                continue;
            };
            let new = &after[index];
            match (old.schema, new.schema) {
                (Some(a), Some(b)) => self.schemas(&subject, a, b, side),
                (None, Some(_)) => {
                    let impact = super::schema::impact(side, true);
                    let message = "has a schema now".to_owned();
                    self.push(impact, &subject, message, Some(&old.at), Some(&new.at));
                }
                (Some(_), None) => {
                    let impact = super::schema::impact(side, false);
                    let message = "has no schema any more".to_owned();
                    self.push(impact, &subject, message, Some(&old.at), Some(&new.at));
                }
                (None, None) => {}
            }
        }
        for new in after.iter().filter(|it| find(before, it).is_none()) {
            let subject = format!("{subject} {}", new.media_type);
            self.push(
                Compatible,
                &subject,
                "is new".to_owned(),
                None,
                Some(&new.at),
            );
        }
    }

    fn responses(&mut self, subject: &str, before: &Operation, after: &Operation) {
        for old in &before.responses {
            let subject = format!("{subject}, response {}", status(old));
            let Some(new) = after.responses.iter().find(|it| it.status == old.status) else {
                self.push(
                    Breaking,
                    &subject,
                    "is gone".to_owned(),
                    Some(&old.at),
                    None,
                );
                continue;
            };
            if old.content.is_empty() && !new.content.is_empty() {
                let message = "has a body now".to_owned();
                self.push(Compatible, &subject, message, Some(&old.at), Some(&new.at));
            } else {
                self.contents(&subject, &old.content, &new.content, Side::Response);
            }
            self.headers(&subject, &old.headers, &new.headers);
        }
        for new in &after.responses {
            if !before.responses.iter().any(|it| it.status == new.status) {
                let subject = format!("{subject}, response {}", status(new));
                self.push(
                    Compatible,
                    &subject,
                    "is new".to_owned(),
                    None,
                    Some(&new.at),
                );
            }
        }
    }

    fn headers(&mut self, subject: &str, before: &[Header], after: &[Header]) {
        for old in before {
            let subject = format!("{subject}, header `{}`", old.name);
            let same = |it: &&Header| it.name.eq_ignore_ascii_case(&old.name);
            let Some(new) = after.iter().find(same) else {
                self.push(
                    Breaking,
                    &subject,
                    "is gone".to_owned(),
                    Some(&old.at),
                    None,
                );
                continue;
            };
            self.required(
                &subject,
                (old.required, &old.at),
                (new.required, &new.at),
                Side::Response,
            );
            self.schemas(&subject, old.schema, new.schema, Side::Response);
        }
    }

    /// Whoever could call the operation before must be able to still.
    fn security(&mut self, subject: &str, before: &Operation, after: &Operation) {
        let open = vec![Requirement::default()];
        let alternatives = |operation: &Operation| {
            if operation.security.is_empty() {
                open.clone()
            } else {
                operation.security.clone()
            }
        };
        let (old, new) = (alternatives(before), alternatives(after));
        if old == new {
            return;
        }
        let at = (Some(&before.at), Some(&after.at));
        let met = |credentials: &Requirement| new.iter().any(|asked| covers(credentials, asked));
        for lost in old.iter().filter(|it| !met(it)) {
            let message = format!("does not accept {} any more", shown(lost));
            self.push(Breaking, subject, message, at.0, at.1);
        }
        for added in new.iter().filter(|it| !old.contains(it)) {
            let message = format!("accepts {}", shown(added));
            self.push(Compatible, subject, message, at.0, at.1);
        }
    }
}

/// Do these credentials meet what is asked?
fn covers(credentials: &Requirement, asked: &Requirement) -> bool {
    asked.0.iter().all(|(scheme, scopes)| {
        let own = credentials.0.get(scheme);
        own.is_some_and(|own| scopes.iter().all(|scope| own.contains(scope)))
    })
}

fn shown(requirement: &Requirement) -> String {
    if requirement.0.is_empty() {
        return "requests without credentials".to_owned();
    }
    let parts: Vec<String> = requirement
        .0
        .iter()
        .map(|(scheme, scopes)| match &scopes[..] {
            [] => format!("`{scheme}`"),
            scopes => format!("`{scheme}` with the scopes {}", scopes.join(", ")),
        })
        .collect();
    parts.join(" and ")
}

fn same_name(location: Location, a: &str, b: &str) -> bool {
    match location {
        Location::Header => a.eq_ignore_ascii_case(b),
        _ => a == b,
    }
}

fn described(parameter: &Parameter) -> String {
    let place = match parameter.location {
        Location::Path => "path parameter",
        Location::Query => "query parameter",
        Location::Header => "header",
        Location::Cookie => "cookie",
        Location::QueryString => "query string",
    };
    format!("{place} `{}`", parameter.name)
}

fn status(response: &Response) -> String {
    match response.status {
        Status::Code(code) => code.to_string(),
        Status::Range(digit) => format!("{digit}XX"),
        Status::Default => "default".to_owned(),
    }
}
