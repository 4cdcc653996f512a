//! Operations → services: names, parameters, bodies, successes and failures.

use super::body;
use super::deps::Graph;
use super::model::{Reader, Type};
use super::parameter;
use super::reply;
use super::route::{Messages, Operation, Params, ReplyBody, Service};
use super::schema::{Context, Planner, Read, Side, docs_text};
use super::security;
use crate::ir;
use crate::naming::{Name, Scope, TypeName, ValueName};
use indexmap::IndexMap;

/// What planning all operations gives, beside the models.
pub struct Routes {
    pub services: Vec<Service>,
    /// Types that requests carry.
    pub request_roots: Vec<Type>,
    /// Types of each service, for grouping models by use.
    pub uses: Vec<(ValueName, Type)>,
}

/// What a module of a service can't be called: methods of `Api` that are there, the module of shared models, and the
/// user's module around it.
const RESERVED: [&str; 5] = ["common", "default", "into_router", "new", "service"];

pub fn services(api: &ir::Api, graph: &Graph, planner: &mut Planner<'_, '_>) -> Routes {
    let mut groups: IndexMap<Option<&str>, Vec<&ir::Operation>> = IndexMap::new();
    for tag in &api.tags {
        groups.insert(Some(tag.name.as_str()), Vec::new());
    }
    for operation in &api.operations {
        groups
            .entry(operation.tags.first().map(String::as_str))
            .or_default()
            .push(operation);
    }
    groups.retain(|_, operations| !operations.is_empty());
    let mut modules = Scope::reserving(RESERVED);
    let mut stems = Scope::default();
    let mut routes = Routes {
        services: Vec::new(),
        request_roots: Vec::new(),
        uses: Vec::new(),
    };
    for (tag, operations) in groups {
        let text = tag.unwrap_or("operations");
        let reserved = RESERVED.contains(&ValueName::module(text).as_str());
        let module = if reserved {
            format!("{text} operations")
        } else {
            text.to_owned()
        };
        let module = modules.claim(&module, ValueName::module);
        let name = planner.claim_service(text);
        let docs = api
            .tags
            .iter()
            .find(|known| Some(known.name.as_str()) == tag)
            .and_then(|tag| tag.description.as_deref());
        let mut functions = Scope::default();
        let mut planned = Vec::new();
        for operation in operations {
            let id = id(operation);
            let function = functions.claim(&id, ValueName::make);
            let stem: TypeName = stems.claim(&id, TypeName::variant);
            planned.push(plan(
                api,
                graph,
                operation,
                id,
                function,
                &stem,
                planner,
                &module,
                &mut routes,
            ));
        }
        routes.services.push(Service {
            tag: tag.map(str::to_owned),
            module,
            name,
            docs: docs_text(None, docs),
            operations: planned,
        });
    }
    routes
}

/// The operationId, else method and path: `get /pets/{petId}` is `get pets by petId`.
pub fn id(operation: &ir::Operation) -> String {
    if let Some(id) = operation.id.as_deref().filter(|id| !id.trim().is_empty()) {
        return id.to_owned();
    }
    let mut words = vec![operation.method.key().to_owned()];
    for piece in operation.path.segments.iter().flatten() {
        match piece {
            ir::Piece::Literal(text) => words.push(text.clone()),
            ir::Piece::Parameter(name) => words.push(format!("by {name}")),
        }
    }
    if words.len() == 1 {
        words.push("root".to_owned());
    }
    words.join(" ")
}

#[expect(
    clippy::too_many_arguments,
    reason = "each is one decision already taken"
)]
fn plan(
    api: &ir::Api,
    graph: &Graph,
    operation: &ir::Operation,
    id: String,
    function: ValueName,
    stem: &TypeName,
    planner: &mut Planner<'_, '_>,
    module: &ValueName,
    routes: &mut Routes,
) -> Operation {
    let taken = graph.taken(api, operation);
    let own: Vec<ir::Parameter> = operation
        .parameters
        .iter()
        .filter(|parameter| !taken.iter().any(|taken| taken.has(parameter)))
        .map(|parameter| ir::Parameter {
            required: operation.requires(parameter),
            ..parameter.clone()
        })
        .collect();
    let fields = parameter::plan(api, &own, stem, planner);
    let params = (!fields.is_empty()).then(|| Params {
        name: planner.claim(&format!("{} params", stem.as_str())),
        groups: parameter::groups(operation, &fields, planner),
        fields,
    });
    let body = body::plan(operation, stem, planner);
    let (success, failure) = reply::plan(operation, stem, planner);
    let messages = operation
        .messages
        .map(|messages| self::messages(messages, stem, planner));
    let mut carry = |ty: &Type, request: bool| {
        routes.uses.push((module.clone(), ty.clone()));
        if request {
            routes.request_roots.push(ty.clone());
        }
    };
    let own = params.iter().flat_map(|params| &params.fields);
    for field in own.chain(taken.iter().flat_map(|taken| &taken.fields)) {
        carry(&field.ty, true);
    }
    for alternative in body.iter().flat_map(|body| &body.alternatives) {
        carry(&alternative.ty, true);
    }
    if let Some(messages) = &messages {
        carry(&messages.incoming, true);
        carry(&messages.outgoing, false);
    }
    for reply in reply::all(&success, &failure) {
        for ty in reply
            .body
            .iter()
            .flat_map(ReplyBody::types)
            .chain(reply.headers.iter().map(|header| &header.ty))
        {
            carry(ty, false);
        }
    }
    let title = format!("`{} {}`", operation.method.token(), operation.path.raw);
    let text = docs_text(
        operation.summary.as_deref(),
        operation.description.as_deref(),
    );
    let docs = if text.is_empty() {
        title
    } else {
        format!("{text}\n\n{title}")
    };
    Operation {
        id,
        function,
        method: operation.method.token(),
        path: operation.path.raw.clone(),
        template: operation.path.template(),
        docs,
        deprecated: operation.deprecated,
        blocking: operation.blocking,
        params,
        body,
        messages,
        success,
        failure,
        security: security::plan(graph, operation),
        needs: graph.of(operation),
        taken,
        place: api
            .operations
            .iter()
            .position(|known| std::ptr::eq(known, operation))
            .unwrap_or_default(),
    }
}

fn messages(messages: ir::Messages, stem: &TypeName, planner: &mut Planner<'_, '_>) -> Messages {
    let mut read = |schema: Option<ir::SchemaId>, side, role| match schema {
        Some(schema) => planner.read(schema, side, &Context::new(stem, role)),
        None => Read {
            ty: Type::Value,
            reader: Reader::Plain("value"),
        },
    };
    let incoming = read(messages.incoming, Side::Request, "incoming");
    let outgoing = read(messages.outgoing, Side::Response, "outgoing");
    Messages {
        incoming: incoming.ty,
        reader: incoming.reader,
        outgoing: outgoing.ty,
    }
}

impl Planner<'_, '_> {
    /// The trait's name: the tag's; where a model has it, with `Service` behind it.
    pub fn claim_service(&mut self, text: &str) -> TypeName {
        self.claim_one_of(
            [
                TypeName::make(text),
                TypeName::make(text).join("service"),
                TypeName::make(text).join("operations"),
            ],
            text,
        )
    }
}
