//! Resources: which operations are the usual ones over a table, and which table. In: the planned services and models,
//! and the paths and extensions of the description. Out: tables, and for every operation what it became and why. It must
//! not know SQL's text, nor Rust's; what it is not sure of stays a stub.
//!
//! A resource is a collection path and its item path (`/pets`, `/pets/{petId}`) that answer with one schema. `path`
//! finds the pairs, `item` what a row looks like, `column` what each property is stored as, `list` what parameters of a
//! list mean (`filter`, `sort`), `does` what each operation does, `shown` how it answers, `refusal` how it says that there
//! is none, `schema` what is to be done to tables that are there.

mod column;
mod does;
mod extension;
mod filter;
mod item;
mod list;
mod named;
mod operation;
mod path;
mod refusal;
mod schema;
mod shown;
mod sort;
mod table;

pub use column::{Column, ColumnType, Initial, Reference, is_secret, plain, singular};
pub use filter::{Asked, Condition, Test};
pub use item::{Field, Read, Source, Written, base, body, depth, shape};
pub use list::{List, Number, Page, Said};
pub use operation::{
    Condition as Precondition, Create, Delete, Given, Makes, Patch, ReadOne, Set, Under, Update,
};
pub use refusal::{Challenge, Refusal, Text, variant};
pub use schema::{FILE as TABLES, Migration, Past, Schema, Step, Table, past};
pub use shown::{Body, Head, Shown, Value, Values};
pub use sort::{Sort, Sortable};

use super::account::{self, Accounts};
use super::model::{Model, Type};
use super::route::{Operation, Service};
use crate::diag::Diagnostics;
use crate::ir;
use crate::naming::{TypeName, ValueName};
use indexmap::IndexMap;

/// The data layer of a project.
#[derive(Debug, Default)]
pub struct Data {
    /// In the order in which their tables can be made: a table comes after those that it names.
    pub resources: Vec<Resource>,
    /// Who gets tokens, where the description has the operation for it.
    pub accounts: Option<Accounts>,
    /// Operation id → what became of it, in the order of the description.
    pub verdicts: Vec<Verdict>,
    /// What makes the tables.
    pub schema: Schema,
}

/// What became of an operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    pub operation: String,
    pub became: Became,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Became {
    /// It works: what it does, over which table.
    Working { does: &'static str, table: String },
    /// It is to be written: why it is not recognised.
    Stub { why: String },
}

/// A table, and the operations over it.
#[derive(Debug)]
pub struct Resource {
    /// Its collection's path, with `{}` for every parameter.
    pub shape: String,
    /// The module under `src/data/`.
    pub module: ValueName,
    pub table: String,
    /// What one row is called: `pet`.
    pub noun: String,
    /// What one row is read as.
    pub model: TypeName,
    pub key: Key,
    pub parent: Option<Parent>,
    /// In the order of the table, the key first.
    pub columns: Vec<Column>,
    /// Columns whose values, together, no two rows share.
    pub unique: Vec<Vec<String>>,
    /// The column that every write gives a new value: entity tags are made of it.
    pub version: Option<String>,
    /// How a row becomes a model.
    pub fields: Vec<Field>,
    pub list: Option<(Place, List)>,
    pub create: (Place, Create),
    pub read: Option<(Place, ReadOne)>,
    pub replace: Option<(Place, Update)>,
    pub patch: Option<(Place, Patch)>,
    pub delete: Option<(Place, Delete)>,
}

/// Where an operation stands: service, operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place(pub usize, pub usize);

/// What tells rows apart.
#[derive(Debug, Clone)]
pub struct Key {
    pub column: String,
    /// The model's field.
    pub field: ValueName,
    /// The property.
    pub wire: String,
    /// Of the path's parameter.
    pub ty: Type,
    /// The model may lack it.
    pub optional: bool,
    pub made: Made,
}

/// Where keys come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Made {
    /// The database counts.
    Counted,
    /// A new id.
    Id,
    /// A new id, as text.
    IdText,
    /// The client names it.
    Client,
}

/// What every path of a sub-resource begins with.
#[derive(Debug, Clone)]
pub struct Parent {
    /// The parent's table.
    pub resource: String,
    /// The parent's key.
    pub key: String,
    /// The column that names the parent.
    pub column: String,
    pub ty: Type,
}

impl Resource {
    /// Every operation over it.
    pub fn places(&self) -> impl Iterator<Item = Place> + '_ {
        let list = self.list.as_ref().map(|(place, _)| *place);
        let read = self.read.as_ref().map(|(place, _)| *place);
        let replace = self.replace.as_ref().map(|(place, _)| *place);
        let patch = self.patch.as_ref().map(|(place, _)| *place);
        let delete = self.delete.as_ref().map(|(place, _)| *place);
        [list, Some(self.create.0), read, replace, patch, delete]
            .into_iter()
            .flatten()
    }
}

/// Everything recognition looks at.
#[derive(Debug)]
pub struct Look<'p> {
    pub api: &'p ir::Api,
    pub services: &'p [Service],
    pub models: &'p IndexMap<TypeName, Model>,
}

/// What operations over tables depend on.
pub const SESSION: &str = "Session";

/// The description, with a session for every operation over a table, and what accounts depend on; `None` where there is
/// none. `always`: there is a session for others too.
pub fn with_dependencies(api: &ir::Api, plan: &super::Plan, always: bool) -> Option<ir::Api> {
    let data = plan.data.as_ref()?;
    let of_tables = data.resources.iter().flat_map(Resource::places);
    let of_accounts = data.accounts.iter().flat_map(Accounts::dependencies);
    let wanted: Vec<(usize, &str)> = of_tables
        .map(|place| (place, SESSION))
        .chain(of_accounts)
        .map(|(Place(service, at), name)| (plan.services[service].operations[at].place, name))
        .collect();
    let first = match wanted.first() {
        Some((place, _)) => api.operations.get(*place)?,
        None if always => api.operations.first()?,
        None => return None,
    };
    let mut api = api.clone();
    let session = ir::Dependency {
        at: first.at.clone(),
        description: Some(
            "The request's session with the database: a transaction, from the first write on."
                .to_owned(),
        ),
        depends: Vec::new(),
        parameters: Vec::new(),
        blocking: false,
        lifetime: ir::Lifetime::Request,
    };
    api.dependencies
        .entry(SESSION.to_owned())
        .or_insert(session);
    if data.accounts.is_some() {
        account::describe(&mut api, &first.at);
    }
    for (place, wanted) in wanted {
        if let Some(operation) = api.operations.get_mut(place)
            && !operation.dependencies.iter().any(|name| name == wanted)
        {
            operation.dependencies.push(wanted.to_owned());
        }
    }
    Some(api)
}

/// What is stored as JSON has to be read again: these types need decoders.
pub fn stored(data: &Data, models: &IndexMap<TypeName, Model>) -> Vec<Type> {
    let mut types = Vec::new();
    for resource in &data.resources {
        let view = resource
            .list
            .as_ref()
            .and_then(|(_, list)| list.view.as_ref());
        let view = view.map(|(model, fields)| (model, fields));
        for (model, fields) in view
            .into_iter()
            .chain([(&resource.model, &resource.fields)])
        {
            let Some(super::model::ModelKind::Struct(shape)) =
                models.get(model).map(|model| &model.kind)
            else {
                continue;
            };
            for (field, kept) in shape.fields.iter().zip(fields) {
                if matches!(kept.read, Read::Column { json: true, .. }) {
                    types.push(field.ty.clone());
                }
            }
        }
    }
    types
}

impl<'p> Look<'p> {
    pub(super) fn operation(&self, place: Place) -> &'p Operation {
        &self.services[place.0].operations[place.1]
    }

    pub(super) fn described(&self, place: Place) -> &'p ir::Operation {
        &self.api.operations[self.operation(place).place]
    }
}

/// Recognises what there is.
pub fn recognise(
    api: &ir::Api,
    services: &[Service],
    models: &IndexMap<TypeName, Model>,
    past: Past,
    diags: &mut Diagnostics,
) -> Data {
    let look = Look {
        api,
        services,
        models,
    };
    let mut reasons: IndexMap<(usize, usize), String> = IndexMap::new();
    let mut resources: Vec<Resource> = Vec::new();
    let mut tables = Vec::new();
    // The shortest paths first: a sub-resource needs its parent.
    for candidate in path::candidates(&look) {
        let mut notes = Vec::new();
        match table::plan(&look, &candidate, &resources, &mut tables, &mut notes) {
            Ok(resource) => resources.push(resource),
            Err(why) => notes.extend(candidate.places().map(|place| (place, why.clone()))),
        }
        for (place, why) in notes {
            reasons.insert((place.0, place.1), why);
        }
    }
    column::refer(&look, &mut resources);
    column::release(&mut resources);
    let mut note = |place: Place, why| drop(reasons.insert((place.0, place.1), why));
    let accounts = account::recognise(&look, &resources, &mut note);
    let verdicts = verdicts(&look, &resources, accounts.as_ref(), &reasons);
    let resources = column::in_order(resources);
    let schema = schema::plan(&resources, past, diags);
    Data {
        resources,
        accounts,
        verdicts,
        schema,
    }
}

fn verdicts(
    look: &Look<'_>,
    resources: &[Resource],
    accounts: Option<&Accounts>,
    reasons: &IndexMap<(usize, usize), String>,
) -> Vec<Verdict> {
    let mut verdicts: Vec<(usize, Verdict)> = Vec::new();
    for (service_at, service) in look.services.iter().enumerate() {
        for (at, operation) in service.operations.iter().enumerate() {
            let place = Place(service_at, at);
            let over_table = resources.iter().find_map(|resource| {
                does(resource, place).map(|does| (does, resource.table.clone()))
            });
            let working = over_table.or_else(|| accounts?.does(place));
            let became = match working {
                Some((does, table)) => Became::Working { does, table },
                None => Became::Stub {
                    why: reasons.get(&(service_at, at)).cloned().unwrap_or_else(|| {
                        let why = if operation.blocking {
                            "its method may block, and what works with tables waits"
                        } else {
                            "its path is neither a collection nor an item of one"
                        };
                        why.to_owned()
                    }),
                },
            };
            verdicts.push((
                operation.place,
                Verdict {
                    operation: operation.id.clone(),
                    became,
                },
            ));
        }
    }
    verdicts.sort_by_key(|(place, _)| *place);
    verdicts.into_iter().map(|(_, verdict)| verdict).collect()
}

fn does(resource: &Resource, place: Place) -> Option<&'static str> {
    let is = |known: Option<Place>| known == Some(place);
    if resource.create.0 == place {
        return Some("create");
    }
    [
        (resource.list.as_ref().map(|op| op.0), "list"),
        (resource.read.as_ref().map(|op| op.0), "read"),
        (resource.replace.as_ref().map(|op| op.0), "replace"),
        (resource.patch.as_ref().map(|op| op.0), "change"),
        (resource.delete.as_ref().map(|op| op.0), "delete"),
    ]
    .into_iter()
    .find_map(|(known, does)| is(known).then_some(does))
}
