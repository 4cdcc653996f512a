//! One resource: its columns, and how a row becomes the item. What does not fit a table leaves the whole resource to a
//! person.

use super::column::{self, Column, ColumnType, Reference, plain};
use super::extension::is_true;
use super::item::{self, Field, Read, base, depth, fits};
use super::named::{key, noun, parent, table_name, unique};
use super::path::Candidate;
use super::{Key, Look, Parent, Place, Resource, operation};
use crate::naming::{TypeName, ValueName};
use crate::plan::model::{self, Struct, Type};

/// Why an operation, or the whole of it, is left to a person.
type Notes = Vec<(Place, String)>;

/// A table on its way.
#[derive(Debug)]
pub struct Draft<'l, 'p> {
    pub look: &'l Look<'p>,
    pub model: TypeName,
    pub shape: &'p Struct,
    pub noun: String,
    pub key: Key,
    pub parent: Option<Parent>,
    pub columns: Vec<Column>,
    pub unique: Vec<Vec<String>>,
    /// The column that every write changes.
    pub version: Option<String>,
}

pub fn plan(
    look: &Look<'_>,
    candidate: &Candidate,
    known: &[Resource],
    tables: &mut Vec<String>,
    notes: &mut Notes,
) -> Result<Resource, String> {
    let create = candidate
        .create
        .ok_or("nothing creates what is at its path")?;
    let (model, shape) = item::model(look, candidate)?;
    let title = shape.title.clone();
    if is_true(look.of_schema(&title, "x-specwright-ignore")) {
        return Err("`x-specwright-ignore` says so".to_owned());
    }
    let parent = parent(look, candidate, create, known)?;
    let key = key(look, candidate, shape, create)?;
    let table = table_name(look, candidate, &title, known, tables)?;
    let mut draft = Draft {
        look,
        noun: noun(&candidate.word),
        model,
        shape,
        key,
        parent,
        columns: Vec::new(),
        unique: Vec::new(),
        version: None,
    };
    draft.key_column()?;
    draft.parent_column()?;
    let bodies = [Some(create), candidate.replace, candidate.patch];
    for place in bodies.into_iter().flatten() {
        // A body that does not fit is the operation's affair, but for the one that makes rows.
        match draft.body_columns(place, place == create) {
            Err(why) if place == create => return Err(why),
            _ => {}
        }
    }
    let fields = draft.fields()?;
    draft.unique = unique(look, &title, &draft.columns);
    if is_versioned(look, candidate) {
        draft.version_column()?;
    }
    let made = draft.create(create)?;
    let mut work = |place: Option<Place>, plan: &mut dyn FnMut(Place) -> Result<(), String>| {
        if let Some(place) = place
            && let Err(why) = plan(place)
        {
            notes.push((place, why));
        }
    };
    let (mut lists, mut read, mut replace, mut patch, mut delete) = (None, None, None, None, None);
    work(candidate.list, &mut |place| {
        lists = Some((place, draft.list(place)?));
        Ok(())
    });
    work(candidate.read, &mut |place| {
        read = Some((place, draft.read(place)?));
        Ok(())
    });
    work(candidate.replace, &mut |place| {
        replace = Some((place, draft.replace(place)?));
        Ok(())
    });
    work(candidate.patch, &mut |place| {
        patch = Some((place, draft.patch(place)?));
        Ok(())
    });
    work(candidate.delete, &mut |place| {
        delete = Some((place, draft.delete(place)?));
        Ok(())
    });
    if lists.is_none() && read.is_none() {
        return Err("nothing shows what is created".to_owned());
    }
    tables.push(table.clone());
    let Draft {
        noun,
        key,
        parent,
        columns,
        model,
        unique,
        version,
        ..
    } = draft;
    Ok(Resource {
        shape: candidate.shape.clone(),
        module: ValueName::module(&table),
        table,
        noun,
        model,
        key,
        parent,
        columns,
        unique,
        version,
        fields,
        list: lists,
        create: (create, made),
        read,
        replace,
        patch,
        delete,
    })
}

/// Whether requests or answers speak of a row's version.
fn is_versioned(look: &Look<'_>, candidate: &Candidate) -> bool {
    let single = [
        candidate.create,
        candidate.read,
        candidate.replace,
        candidate.patch,
        candidate.delete,
    ];
    single.into_iter().flatten().any(|place| {
        let tells = look.operation(place).replies().any(|reply| {
            let mut headers = reply.headers.iter();
            reply.status.is_some_and(|status| status < 300)
                && headers.any(|header| header.wire.eq_ignore_ascii_case("etag"))
        });
        tells
            || operation::text_header(look, place, "if-match").is_some()
            || operation::text_header(look, place, "if-none-match").is_some()
    })
}

impl Draft<'_, '_> {
    fn add(&mut self, column: Column) -> Result<(), String> {
        if self.columns.iter().any(|known| known.name == column.name) {
            return Err(format!(
                "two properties would be the column `{}`",
                column.name
            ));
        }
        if column.name.len() > 60 {
            return Err(format!("`{}` is too long for a column", column.wire));
        }
        self.columns.push(column);
        Ok(())
    }

    fn column(&self, wire: &str, ty: &Type, nullable: bool) -> Result<Column, String> {
        if column::is_secret(wire) {
            return Err(format!("`{wire}` must not be stored as it is"));
        }
        let (stored, choices) =
            column::of(self.look, ty).map_err(|why| format!("`{wire}` can't be stored: {why}"))?;
        Ok(Column {
            name: column::name(wire),
            wire: wire.to_owned(),
            ty: stored,
            nullable,
            choices,
            indexed: false,
            references: None,
            default: None,
        })
    }

    fn key_column(&mut self) -> Result<(), String> {
        let column = self.column(&self.key.wire, &self.key.ty, false)?;
        self.add(column)
    }

    fn version_column(&mut self) -> Result<(), String> {
        let taken = self.columns.iter().any(|column| column.name == "version");
        let name = if taken { "row_version" } else { "version" };
        self.version = Some(name.to_owned());
        self.add(Column {
            name: name.to_owned(),
            wire: String::new(),
            ty: ColumnType::Uuid,
            nullable: false,
            choices: Vec::new(),
            indexed: false,
            references: None,
            // Rows that are there already share a version, which is as good as one of their own: the key is not shared.
            default: Some(column::Initial::Text(
                "00000000-0000-0000-0000-000000000000".to_owned(),
            )),
        })
    }

    fn parent_column(&mut self) -> Result<(), String> {
        let Some(parent) = self.parent.clone() else {
            return Ok(());
        };
        let mut column = self.column(&parent.column, &parent.ty, false)?;
        column.name.clone_from(&parent.column);
        column.indexed = true;
        column.references = Some(Reference {
            table: parent.resource,
            column: parent.key,
            cascade: true,
        });
        self.add(column)
    }

    pub fn is_parent(&self, wire: &str) -> bool {
        self.parent
            .as_ref()
            .is_some_and(|parent| plain(&parent.column) == plain(wire))
    }

    pub fn item(&self, wire: &str) -> Option<&model::Field> {
        self.shape.fields.iter().find(|field| field.wire == wire)
    }

    /// Adds what a body has and the table has not; what the item has too is as the item has it.
    fn body_columns(&mut self, place: Place, makes: bool) -> Result<(), String> {
        let (_, body) = item::given(self.look, place, self.shape)?;
        for given in &body.fields {
            if given.wire == self.key.wire
                || self.is_parent(&given.wire)
                || self.columns.iter().any(|known| known.wire == given.wire)
            {
                continue;
            }
            let kept = self.item(&given.wire);
            let (ty, nullable) = match kept {
                Some(kept) => (&kept.ty, depth(&kept.ty) > 0),
                // What a change says of something that neither is made nor shown may be anything: a new name, a step.
                None if !makes => continue,
                None => (&given.ty, depth(&given.ty) > 0),
            };
            if kept.is_some() && !fits(self.look, &given.ty, ty) {
                return Err(format!(
                    "`{}` is of one type in `{}` and of another in `{}`",
                    given.wire, body.title, self.shape.title
                ));
            }
            let mut column = self.column(&given.wire, ty, nullable)?;
            column.default = column::default_of(self.look, given, column.ty == ColumnType::Json);
            self.add(column)?;
        }
        Ok(())
    }

    /// How each property of the item is filled from a row; adds the columns of times.
    fn fields(&mut self) -> Result<Vec<Field>, String> {
        let mut fields = Vec::new();
        for field in &self.shape.fields {
            let absent = depth(&field.ty) > 0;
            let known = self.columns.iter().find(|known| {
                known.wire == field.wire
                    || known.references.is_some() && self.is_parent(&field.wire)
            });
            let column = match known {
                Some(known) => Some((known.name.clone(), known.ty)),
                None if time(field).is_some() => {
                    let column = self.column(&field.wire, &field.ty, false)?;
                    let name = column.name.clone();
                    self.add(column)?;
                    Some((name, ColumnType::Moment))
                }
                None if absent => None,
                None => {
                    return Err(format!(
                        "every `{}` has `{}`, and nothing in a request says what it is",
                        self.shape.title, field.wire
                    ));
                }
            };
            if self.is_parent(&field.wire)
                && self
                    .parent
                    .as_ref()
                    .is_some_and(|parent| base(&parent.ty) != base(&field.ty))
            {
                return Err(format!("`{}` is not of its path's type", field.wire));
            }
            let read = match column {
                Some((column, ty)) => Read::Column {
                    column,
                    json: ty == ColumnType::Json,
                    some: depth(&field.ty) > 1,
                },
                None => Read::Absent,
            };
            fields.push(Field {
                name: field.name.clone(),
                read,
            });
        }
        Ok(fields)
    }

    /// How a row is shown that lists show otherwise than alone: with fewer properties, all of them the item's.
    pub fn view(&self, shape: &Struct) -> Result<Vec<Field>, String> {
        let other = |wire: &str| format!("a row of it has another `{wire}` than an item has");
        let mut fields = Vec::new();
        for field in &shape.fields {
            let kept = self.item(&field.wire);
            let column = self.columns.iter().find(|known| known.wire == field.wire);
            let read = match (kept, column) {
                (Some(kept), Some(column)) => {
                    let json = column.ty == ColumnType::Json;
                    let alike = if json {
                        base(&kept.ty) == base(&field.ty)
                    } else {
                        fits(self.look, &kept.ty, &field.ty)
                    };
                    if !alike || column.nullable && depth(&field.ty) == 0 {
                        return Err(other(&field.wire));
                    }
                    Read::Column {
                        column: column.name.clone(),
                        json,
                        some: depth(&field.ty) > 1,
                    }
                }
                _ if depth(&field.ty) > 0 => Read::Absent,
                _ => return Err(other(&field.wire)),
            };
            fields.push(Field {
                name: field.name.clone(),
                read,
            });
        }
        // Rows that are not told apart are rows of something else.
        let keyed = shape.fields.iter().any(|field| field.wire == self.key.wire);
        keyed
            .then_some(fields)
            .ok_or_else(|| "its answer is no list of it".to_owned())
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Time {
    Made,
    Changed,
}

/// Whether a property is the time at which its row was made, or last changed: by its type and name.
pub fn time(field: &model::Field) -> Option<Time> {
    if *base(&field.ty) != Type::DateTime {
        return None;
    }
    match plain(&field.wire).as_str() {
        "createdat" | "created" | "createdon" | "datecreated" | "createdtime" | "creationdate"
        | "insertedat" | "addedat" => Some(Time::Made),
        "updatedat" | "updated" | "updatedon" | "dateupdated" | "updatedtime" | "modified"
        | "modifiedat" | "lastmodified" | "changedat" => Some(Time::Changed),
        _ => None,
    }
}
