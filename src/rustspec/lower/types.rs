//! Types with their names resolved and their generics filled in: what they are does not depend on where they stand.

use super::Cx;
use super::known::{self, KNOWN, Known};
use crate::diag::Diagnostic;
use crate::rustspec::ast::{self, At, Kind};
use crate::rustspec::scope::{ModuleId, TypeId};
use serde_json::Value;

#[derive(Debug, Clone)]
pub struct Type {
    pub at: At,
    pub form: Form,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Form {
    Declared(TypeId, Vec<Argument>),
    Known(Known, Vec<Argument>),
    Tuple(Vec<Type>),
    Array(Box<Type>, u64),
    /// What could not be had: said already.
    Lost,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Argument {
    Type(Type),
    Value(Value),
}

/// Where a type stands does not tell it from another.
impl PartialEq for Type {
    fn eq(&self, other: &Self) -> bool {
        self.form == other.form
    }
}

/// Where names are looked up.
#[derive(Debug, Clone)]
pub struct Scope {
    pub module: ModuleId,
    /// The generic parameters of the type that is being read.
    pub generics: Vec<(String, Argument)>,
}

impl Scope {
    pub fn of(module: ModuleId) -> Self {
        Self {
            module,
            generics: Vec::new(),
        }
    }
}

/// How deep type arguments may nest.
const DEPTH: usize = 24;

impl Type {
    /// The first type argument.
    pub fn inner(&self) -> Option<&Type> {
        match &self.form {
            Form::Known(_, arguments) | Form::Declared(_, arguments) => {
                arguments.iter().find_map(|argument| match argument {
                    Argument::Type(ty) => Some(ty),
                    Argument::Value(_) => None,
                })
            }
            Form::Array(inner, _) => Some(inner),
            _ => None,
        }
    }

    pub fn is(&self, known: Known) -> bool {
        matches!(&self.form, Form::Known(it, _) if *it == known)
    }

    /// `Option<T>`: T.
    pub fn option(&self) -> Option<&Type> {
        self.inner().filter(|_| self.is(Known::Option))
    }

    pub fn is_unit(&self) -> bool {
        matches!(&self.form, Form::Tuple(items) if items.is_empty())
    }

    fn depth(&self) -> usize {
        let inner = match &self.form {
            Form::Known(_, arguments) | Form::Declared(_, arguments) => arguments
                .iter()
                .filter_map(|argument| match argument {
                    Argument::Type(ty) => Some(ty.depth()),
                    Argument::Value(_) => None,
                })
                .max(),
            Form::Tuple(items) => items.iter().map(Type::depth).max(),
            Form::Array(inner, _) => Some(inner.depth()),
            Form::Lost => None,
        };
        1 + inner.unwrap_or_default()
    }
}

impl Cx<'_, '_> {
    pub fn resolve(&mut self, ty: &ast::Type, scope: &Scope) -> Type {
        let form = self.form(ty, scope);
        let resolved = Type { at: ty.at, form };
        if resolved.depth() > DEPTH {
            let message = format!("the arguments of this type nest deeper than {DEPTH} levels");
            self.error(
                "unsupported-type",
                message,
                ty.at,
                "a generic type that holds itself with larger arguments has no end",
            );
            return Type {
                at: ty.at,
                form: Form::Lost,
            };
        }
        resolved
    }

    fn form(&mut self, ty: &ast::Type, scope: &Scope) -> Form {
        match &ty.kind {
            Kind::Tuple(items) => {
                Form::Tuple(items.iter().map(|item| self.resolve(item, scope)).collect())
            }
            Kind::List(item) => {
                let item = Argument::Type(self.resolve(item, scope));
                Form::Known(Known::List, vec![item])
            }
            Kind::Array(item, length) => {
                let item = self.resolve(item, scope);
                match self.length(length, scope) {
                    Some(length) => Form::Array(Box::new(item), length),
                    None => Form::Known(Known::List, vec![Argument::Type(item)]),
                }
            }
            Kind::Never => Form::Known(Known::Never, Vec::new()),
            Kind::Unsupported(what) => {
                let message = format!("{what} has no form in JSON");
                self.error(
                    "unsupported-type",
                    message,
                    ty.at,
                    "write the type of what goes over the wire",
                );
                Form::Lost
            }
            Kind::Named { name, arguments } => self.by_name(ty.at, name, arguments, scope),
        }
    }

    fn length(&mut self, length: &ast::Argument, scope: &Scope) -> Option<u64> {
        let value = match self.bound_argument(length, scope)? {
            Argument::Value(value) => value,
            Argument::Type(_) => return None,
        };
        value.as_u64()
    }

    fn bound_argument(&mut self, argument: &ast::Argument, scope: &Scope) -> Option<Argument> {
        match argument {
            ast::Argument::Value(value) => Some(Argument::Value(value.clone())),
            ast::Argument::Type(ty) => {
                // A generic parameter may stand for a value.
                if let Kind::Named { name, arguments } = &ty.kind
                    && arguments.is_empty()
                    && let Some((_, bound)) = scope.generics.iter().find(|(known, _)| known == name)
                {
                    return Some(bound.clone());
                }
                if let Kind::Named { name, arguments } = &ty.kind
                    && arguments.is_empty()
                    && self.spec.find(scope.module, name).is_none()
                    && let Some(value) = self.spec.constant(scope.module, name)
                {
                    return Some(Argument::Value(value.clone()));
                }
                // The offset of a `DateTime<Utc>` is not looked up.
                if let Kind::Named { name, .. } = &ty.kind
                    && matches!(
                        name.as_str(),
                        "Utc" | "Local" | "FixedOffset" | "RandomState"
                    )
                    && self.spec.find(scope.module, name).is_none()
                {
                    return None;
                }
                Some(Argument::Type(self.resolve(ty, scope)))
            }
        }
    }

    fn by_name(&mut self, at: At, name: &str, arguments: &[ast::Argument], scope: &Scope) -> Form {
        if let Some((_, Argument::Type(bound))) =
            scope.generics.iter().find(|(known, _)| known == name)
        {
            return bound.form.clone();
        }
        let declared = self.spec.find(scope.module, name);
        let mut given: Vec<Argument> = arguments
            .iter()
            .filter_map(|argument| self.bound_argument(argument, scope))
            .collect();
        if let Some(id) = declared {
            self.fill(id, &mut given, at);
            return Form::Declared(id, given);
        }
        let Some(known) = known::find(name) else {
            self.unknown(at, name);
            return Form::Lost;
        };
        if known == Known::Transparent
            && let Some(Argument::Type(inner)) = given.first()
        {
            return inner.form.clone();
        }
        // `serde_json::Map<String, Value>`, and a map under a short name.
        if known == Known::Object && given.len() == 2 {
            return Form::Known(Known::Map, given);
        }
        if known == Known::Result {
            return Form::Known(known, given);
        }
        let least = match known {
            Known::Option
            | Known::Nullable
            | Known::List
            | Known::Set
            | Known::Literal
            | Known::AnyOf
            | Known::OneOf
            | Known::AllOf
            | Known::Not
            | Known::Transparent => 1,
            Known::Map | Known::Either => 2,
            _ => 0,
        };
        if given.len() < least {
            let message = format!("`{name}` is short of its type arguments");
            let help = if least == 2 {
                format!("write `{name}<String, T>`")
            } else {
                format!("write `{name}<T>`")
            };
            self.error("missing-type", message, at, help);
            return Form::Lost;
        }
        Form::Known(known, given)
    }

    /// Arguments that are not given have their defaults.
    fn fill(&mut self, id: TypeId, given: &mut Vec<Argument>, at: At) {
        let ty = &self.spec.types[id];
        let generics = &ty.item.generics;
        while given.len() < generics.len() {
            let generic = &generics[given.len()];
            let Some(default) = &generic.default else {
                let message = format!(
                    "`{}` has {} type parameter(s), and {} given here",
                    ty.item.name.text,
                    generics.len(),
                    match given.len() {
                        0 => "none is".to_owned(),
                        1 => "1 is".to_owned(),
                        more => format!("{more} are"),
                    }
                );
                self.error(
                    "missing-type",
                    message,
                    at,
                    format!("give `{}`", generic.name),
                );
                while given.len() < generics.len() {
                    given.push(Argument::Type(Type {
                        at,
                        form: Form::Lost,
                    }));
                }
                return;
            };
            let scope = Scope {
                module: ty.module,
                generics: generics
                    .iter()
                    .map(|generic| generic.name.clone())
                    .zip(given.iter().cloned())
                    .collect(),
            };
            match self.bound_argument(default, &scope) {
                Some(argument) => given.push(argument),
                None => return,
            }
        }
        given.truncate(generics.len());
    }

    fn unknown(&mut self, at: At, name: &str) {
        let message = format!("the type `{name}` is declared nowhere");
        let known = KNOWN.iter().map(|(known, _)| *known);
        let near = self.spec.near(name, known);
        let help = match (known::instead(name), near) {
            (Some(instead), _) => instead.to_owned(),
            (None, Some(near)) => format!("did you mean `{near}`?"),
            (None, None) => format!(
                "declare it (`pub struct {name} {{ … }}`); for a type of another crate that is a string on the wire: `#[schema(format = \"…\")] pub struct {name}(String);`"
            ),
        };
        self.report(
            Diagnostic::error("missing-type", message)
                .at(&at.place())
                .help(help),
        );
    }

    /// What is inside a declared type: its module, and its generics bound.
    pub fn scope_of(&self, id: TypeId, arguments: &[Argument]) -> Scope {
        let ty = &self.spec.types[id];
        Scope {
            module: ty.module,
            generics: ty
                .item
                .generics
                .iter()
                .map(|generic| generic.name.clone())
                .zip(arguments.iter().cloned())
                .collect(),
        }
    }

    /// Through aliases (and, where asked, structs of one unnamed field) to what a type is.
    pub fn bare(&mut self, ty: &Type, through_structs: bool) -> Type {
        let mut here = ty.clone();
        for _ in 0..64 {
            let Form::Declared(id, arguments) = &here.form else {
                return here;
            };
            let scope = self.scope_of(*id, arguments);
            let target = match &self.spec.types[*id].item.kind {
                ast::TypeKind::Alias(target) => target,
                ast::TypeKind::Struct(ast::Fields::Tuple(fields))
                    if through_structs && fields.len() == 1 =>
                {
                    &fields[0].ty
                }
                _ => return here,
            };
            here = self.resolve(target, &scope);
        }
        Type {
            at: ty.at,
            form: Form::Lost,
        }
    }
}
