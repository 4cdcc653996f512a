//! Which model a schema is on which side, and what it is called.

use super::{Context, Key, Planner, Side, children};
use crate::ir::SchemaId;
use crate::naming::{Name, TypeName};

impl Planner<'_, '_> {
    /// Where a part stands: in an operation, or among the components, by whose name it goes in all operations then. A
    /// schema that has this name already keeps it: `Error` is the schema's, `ErrorResponse` the response's.
    pub fn context(
        &mut self,
        component: Option<&str>,
        kind: &'static str,
        stem: &TypeName,
        role: &str,
    ) -> Context {
        let Some(component) = component else {
            return Context::new(stem, role);
        };
        let names = &self.names;
        let owner = self
            .shared
            .entry((kind, component.to_owned()))
            .or_insert_with(|| {
                let name = TypeName::make(component);
                if names.has(&name) {
                    name.join(kind)
                } else {
                    name
                }
            });
        Context::new(owner, "")
    }

    /// The type of a response among the components that has headers: `RateLimitedResponse`.
    pub fn response_type(&mut self, component: &str) -> TypeName {
        let key = ("response type", component.to_owned());
        if let Some(known) = self.shared.get(&key) {
            return known.clone();
        }
        let plain = TypeName::make(component);
        let name = if plain.as_str().ends_with("Response") {
            plain
        } else {
            plain.join("response")
        };
        // A body that is described in place has taken the name of its response.
        let other = name.join("with headers");
        let name = self.claim_one_of([name, other], &format!("{component} response"));
        self.shared.insert(key, name.clone());
        name
    }

    /// A component's own name, else one from the context. Never depends on unrelated parts of the description.
    pub(super) fn name(&mut self, key: Key, context: &Context) -> TypeName {
        if let Some(name) = self.named.get(&key) {
            return name.clone();
        }
        let suffix = if key.1 == Some(Side::Request) {
            " input"
        } else {
            ""
        };
        let own = self.arena[key.0].name.as_ref();
        let own = own.map(|name| TypeName::make(&format!("{name}{suffix}")));
        let by_context = TypeName::join(&context.owner, &format!("{}{suffix}", context.role));
        // Made one by one: most names are free at once.
        let tails = ["inline", "value", "data", "schema", "shape"];
        let told_apart = tails.into_iter().map(|tail| by_context.join(tail));
        let numbered = (2..100).map(|n| by_context.join(&format!("variant {n}")));
        let candidates = own
            .into_iter()
            .chain(std::iter::once(by_context.clone()))
            .chain(told_apart)
            .chain(numbered);
        let name = self
            .names
            .claim_first(candidates)
            .unwrap_or_else(|| self.names.claim(by_context.as_str(), TypeName::make));
        self.named.insert(key, name.clone());
        name
    }

    pub(super) fn key(&mut self, id: SchemaId, side: Side) -> Key {
        (id, self.splits(id).then_some(side))
    }

    /// Whether requests and responses carry different properties, anywhere inside.
    pub(super) fn splits(&mut self, id: SchemaId) -> bool {
        if let Some(&known) = self.splits.get(&id) {
            return known;
        }
        let mut seen = std::collections::BTreeSet::new();
        let mut pending = vec![id];
        let mut found = false;
        while let Some(next) = pending.pop() {
            if !seen.insert(next) {
                continue;
            }
            if let Some(&known) = self.splits.get(&next) {
                found |= known;
                continue;
            }
            let schema = &self.arena[next];
            found |= schema.object.properties.values().any(|&property| {
                let meta = &self.arena[property].meta;
                meta.read_only || meta.write_only
            });
            if found {
                break;
            }
            pending.extend(children(schema));
        }
        self.splits.insert(id, found);
        if !found {
            self.splits.extend(seen.into_iter().map(|id| (id, false)));
        }
        found
    }
}
