//! The plan as the project's texts need it: names and types as they stand in a file of the user's.

use super::text::{self, Made, Operation, Project, Request, Service, Work};
use super::{account, data};
use crate::naming::Name;
use crate::plan::account::{Accounts, Holder};
use crate::plan::{self, Lifetime, Need, Outcome, Plan, Type};

pub fn project(plan: &Plan) -> Project {
    let plan::Project {
        package,
        version,
        title,
        description,
        spec,
        ..
    } = &plan.project;
    let layer = data::of(plan);
    let bodies = layer
        .map(|layer| data::bodies(plan, layer))
        .unwrap_or_default();
    let mut cycles = layer
        .map(|layer| data::cycles(plan, layer))
        .unwrap_or_default();
    Project {
        package: package.clone(),
        crate_name: package.replace('-', "_"),
        version: version.clone(),
        title: one_line(title),
        summary: description
            .split("\n\n")
            .next()
            .unwrap_or_default()
            .trim()
            .to_owned(),
        spec: spec.clone(),
        dependencies: plan.project.dependencies.clone(),
        has_sockets: plan
            .services
            .iter()
            .flat_map(|service| &service.operations)
            .any(|operation| operation.messages.is_some()),
        services: plan
            .services
            .iter()
            .enumerate()
            .map(|(at, service)| {
                let mut made = self::service(plan, service);
                for (operation_at, operation) in made.operations.iter_mut().enumerate() {
                    operation.work = bodies.methods.get(&(at, operation_at)).map(|method| Work {
                        text: method.text.clone(),
                        uses: method.uses.clone(),
                    });
                }
                made.functions = bodies.functions.get(&at).cloned().unwrap_or_default();
                made.cycles = cycles.remove(&at).unwrap_or_default();
                made
            })
            .collect(),
        deps: plan.deps.as_ref().map(|deps| self::deps(deps, plan)),
        lifespan: lifespan(plan),
        data: layer.is_some(),
        jobs: plan.project.jobs && layer.is_some(),
        accounts: account::of(plan)
            .and_then(|accounts| accounts.users.as_ref())
            .map(account::texts),
        clients: account::of(plan)
            .and_then(|accounts| accounts.clients.as_ref())
            .map(|clients| clients.module.as_str().to_owned()),
        client: plan.project.client,
        discovery: plan.project.discovery.clone().unwrap_or_default(),
    }
}

/// `None` where nothing happens before or after all requests.
fn lifespan(plan: &Plan) -> Option<text::Lifespan> {
    let plan::Lifespan { startup, shutdown } = &plan.lifespan;
    let hooks = |hooks: &[plan::Hook]| {
        let hooks = hooks.iter().map(|hook| text::Hook {
            function: hook.function.as_str().to_owned(),
            docs: one_line(&hook.docs),
            blocking: hook.blocking,
        });
        hooks.collect()
    };
    (!startup.is_empty() || !shutdown.is_empty()).then(|| text::Lifespan {
        startup: hooks(startup),
        shutdown: hooks(shutdown),
    })
}

/// Whether it is made out of nothing, for each request.
fn is_plain(known: &plan::Dependency) -> bool {
    known.needs.is_empty() && known.params.is_none() && known.lifetime == Lifetime::Request
}

fn deps(deps: &plan::Deps, plan: &Plan) -> text::Deps {
    let data = data::of(plan).is_some();
    let accounts = account::of(plan);
    let users = accounts.and_then(|accounts| accounts.users.as_ref());
    let guarded = users.filter(|users| !users.guarded.is_empty());
    let made = |known: &plan::Dependency| match (known.wire.as_str(), accounts) {
        (plan::resource::SESSION, _) if data && is_plain(known) => Made::Session,
        (plan::account::TOKENS, Some(_)) => Made::Tokens,
        (plan::account::CURRENT_USER, _) => match guarded {
            Some(users) => Made::CurrentUser(users.module.as_str().to_owned()),
            None => Made::ByHand,
        },
        _ if known.is_client() => Made::HttpClient,
        _ => Made::ByHand,
    };
    text::Deps {
        principal: deps.principal,
        schemes: deps
            .schemes
            .iter()
            .map(|known| scheme(known, accounts))
            .collect(),
        dependencies: deps
            .dependencies
            .iter()
            .map(|known| text::Dependency {
                made: made(known),
                ..dependency(known)
            })
            .collect(),
        data,
        client: plan.project.client,
        graph: graph(deps),
    }
}

fn scheme(scheme: &plan::Scheme, accounts: Option<&Accounts>) -> text::Scheme {
    let holder = accounts.map_or(Holder::Anybody, |accounts| accounts.holder(&scheme.wire));
    text::Scheme {
        holder: match holder {
            Holder::Anybody => "",
            Holder::User => ".of_user()",
            Holder::Client => ".of_client()",
        },
        docs: super::rust::scheme_docs(scheme),
        method: scheme.method.as_str().to_owned(),
        proof: match scheme.proof {
            plan::Proof::Key => text::Proof::Key,
            plan::Proof::Token => text::Proof::Token,
            plan::Proof::Password => text::Proof::Password,
            plan::Proof::Text => text::Proof::Text,
            plan::Proof::Elsewhere => text::Proof::Elsewhere,
        },
    }
}

fn dependency(dependency: &plan::Dependency) -> text::Dependency {
    let docs = match dependency.docs.lines().next() {
        Some(line) => line.to_owned(),
        None => format!("`{}`", dependency.wire),
    };
    text::Dependency {
        docs,
        ty: dependency.ty.as_str().to_owned(),
        method: dependency.name.as_str().to_owned(),
        params: dependency
            .params
            .as_ref()
            .map(|params| params.name.as_str().to_owned()),
        arguments: dependency.needs.iter().map(need).collect(),
        blocking: dependency.blocking,
        of_application: dependency.lifetime == Lifetime::Application,
        made: Made::ByHand,
    }
}

/// The argument, and the user's type.
fn need(need: &Need) -> (String, String) {
    let (name, ty) = match need {
        Need::Principal => ("principal", "Principal"),
        Need::OptionalPrincipal => ("principal", "Option<Principal>"),
        Need::Value { name, ty } => (name.as_str(), ty.as_str()),
    };
    (name.to_owned(), ty.to_owned())
}

/// What is made from what, as mermaid draws it.
fn graph(deps: &plan::Deps) -> String {
    let mut lines = vec!["graph LR".to_owned()];
    for scheme in &deps.schemes {
        lines.push(format!(
            "    {}([{}]) --> Principal",
            scheme.method.plain(),
            scheme.method.plain()
        ));
    }
    for dependency in &deps.dependencies {
        let ty = dependency.ty.as_str();
        lines.push(format!("    {ty}"));
        for inner in &dependency.needs {
            let (_, from) = need(inner);
            lines.push(format!("    {from} --> {ty}"));
        }
    }
    lines.join("\n")
}

fn service(plan: &Plan, service: &plan::Service) -> Service {
    let trait_name = service.name.as_str().to_owned();
    let ending = if trait_name.ends_with("Service") {
        "Impl"
    } else {
        "Service"
    };
    Service {
        module: service.module.as_str().to_owned(),
        file: service.module.plain().to_owned(),
        title: service
            .tag
            .as_deref()
            .map_or_else(|| "operations without a tag".to_owned(), one_line),
        type_name: format!("{trait_name}{ending}"),
        trait_name,
        operations: service
            .operations
            .iter()
            .map(|operation| self::operation(plan, operation))
            .collect(),
        functions: String::new(),
        cycles: String::new(),
    }
}

fn operation(plan: &Plan, operation: &plan::Operation) -> Operation {
    let mut arguments = Vec::new();
    arguments.extend(
        operation
            .params
            .iter()
            .map(|params| ("params".to_owned(), params.name.as_str().to_owned())),
    );
    arguments.extend(operation.body.iter().map(|body| {
        let ty = body_type(body);
        ("body".to_owned(), ty)
    }));
    arguments.extend(operation.messages.iter().map(|messages| {
        let (incoming, outgoing) = (type_text(&messages.incoming), type_text(&messages.outgoing));
        (
            "socket".to_owned(),
            format!("rt::Socket<{incoming}, {outgoing}>"),
        )
    }));
    arguments.extend(operation.needs.iter().map(need));
    let depends = operation.needs.iter().map(|need| match need {
        Need::Principal | Need::OptionalPrincipal => "Principal".to_owned(),
        Need::Value { ty, .. } => ty.as_str().to_owned(),
    });
    let depends = depends.collect();
    let success = match &operation.success {
        Outcome::Plain(reply) => reply
            .body
            .as_ref()
            .map_or_else(|| "()".to_owned(), |body| type_text(&body.ty)),
        Outcome::Struct(name, _) | Outcome::Enum(name, _) => name.as_str().to_owned(),
    };
    let route = format!("`{} {}`", operation.method, operation.path);
    let summary = operation.docs.lines().next().filter(|line| *line != route);
    let sample = plan
        .samples
        .get(&operation.id)
        .map(|plan::Request { uri, headers, body }| Request {
            uri: uri.clone(),
            headers: headers.clone(),
            body: body.clone(),
        });
    Operation {
        function: operation.function.as_str().to_owned(),
        method: operation.method.to_owned(),
        path: operation.path.clone(),
        summary: summary.unwrap_or_default().to_owned(),
        arguments,
        depends,
        success,
        failure: operation
            .failure
            .name
            .as_ref()
            .map(|name| name.as_str().to_owned()),
        sample,
        blocking: operation.blocking,
        work: None,
    }
}

/// The enum over several media types stands with the trait; every other named type is a model.
fn body_type(body: &plan::Body) -> String {
    let Some(name) = &body.name else {
        return type_text(&body.ty);
    };
    type_text(&body.ty).replace(&format!("models::{}", name.as_str()), name.as_str())
}

pub fn type_text(ty: &Type) -> String {
    let around = |name: &str, inner: &Type| format!("{name}<{}>", type_text(inner));
    match ty {
        Type::Unit => "()".to_owned(),
        Type::Bool => "bool".to_owned(),
        Type::I32 => "i32".to_owned(),
        Type::I64 => "i64".to_owned(),
        Type::U32 => "u32".to_owned(),
        Type::U64 => "u64".to_owned(),
        Type::F64 => "f64".to_owned(),
        Type::Decimal => "rt::Decimal".to_owned(),
        Type::String => "String".to_owned(),
        Type::Value => "rt::Value".to_owned(),
        Type::Uuid => "rt::Uuid".to_owned(),
        Type::Date => "rt::NaiveDate".to_owned(),
        Type::DateTime => "rt::DateTime".to_owned(),
        Type::Ipv4 => "std::net::Ipv4Addr".to_owned(),
        Type::Ipv6 => "std::net::Ipv6Addr".to_owned(),
        Type::Base64 => "rt::Base64".to_owned(),
        Type::Int => "rt::Int".to_owned(),
        Type::Secret => "rt::Secret".to_owned(),
        Type::Custom(path) => path.clone(),
        Type::Upload => "rt::Upload".to_owned(),
        Type::ByteStream => "rt::ByteStream".to_owned(),
        Type::Events(inner) => around("rt::EventStream", inner),
        Type::Items(inner) => around("rt::ItemStream", inner),
        Type::Local(name) => name.as_str().to_owned(),
        Type::Model(name) | Type::Alias(name, _) => format!("models::{}", name.as_str()),
        Type::Option(inner) => around("Option", inner),
        Type::List(inner) => around("Vec", inner),
        Type::Map(inner) => format!("std::collections::BTreeMap<String, {}>", type_text(inner)),
        Type::Boxed(inner) => around("Box", inner),
        Type::OrEmpty(inner) => around("rt::OrEmpty", inner),
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
