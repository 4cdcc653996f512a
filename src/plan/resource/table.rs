//! One resource: its key, its columns, and each of its operations. What does not fit a table leaves the whole resource
//! to a person; what does not fit one operation leaves that one.

use super::column::{self, Column, ColumnType, Reference, plain};
use super::extension::is_true;
use super::item::{self, Field, Read, Source, Written, base, depth, fits, is_whole};
use super::operation::{self, Create, Delete, Patch, Set, Under, Update, path_params};
use super::path::Candidate;
use super::refusal::Refusal;
use super::{Key, List, Look, Made, Parent, Place, Resource, list};
use crate::naming::{TypeName, ValueName};
use crate::plan::model::{self, Presence, Struct, Type};

/// Why an operation, or the whole of it, is left to a person.
type Notes = Vec<(Place, String)>;

/// A table on its way.
struct Draft<'l, 'p> {
    look: &'l Look<'p>,
    model: TypeName,
    shape: &'p Struct,
    noun: String,
    key: Key,
    parent: Option<Parent>,
    columns: Vec<Column>,
    unique: Vec<Vec<String>>,
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
        fields,
        list: lists,
        create: (create, made),
        read,
        replace,
        patch,
        delete,
    })
}

fn noun(word: &str) -> String {
    column::singular(&column::name(word)).replace('_', " ")
}

fn table_name(
    look: &Look<'_>,
    candidate: &Candidate,
    title: &str,
    known: &[Resource],
    tables: &[String],
) -> Result<String, String> {
    let own = column::name(&candidate.word);
    let said = look
        .of_schema(title, "x-specwright-table")
        .and_then(serde_json::Value::as_str)
        .map(column::name);
    let under = known
        .iter()
        .find(|resource| resource.shape == candidate.parent)
        .map(|parent| format!("{}_{own}", column::singular(&parent.table)));
    let free =
        |name: &String| !tables.contains(name) && name.len() <= 50 && name != "schema_migrations";
    said.into_iter()
        .chain([own])
        .chain(under)
        .find(free)
        .ok_or_else(|| "another table has its name".to_owned())
}

fn parent(
    look: &Look<'_>,
    candidate: &Candidate,
    create: Place,
    known: &[Resource],
) -> Result<Option<Parent>, String> {
    if candidate.depth == 0 {
        return Ok(None);
    }
    if candidate.depth > 1 {
        return Err("it stands more than one level under something else".to_owned());
    }
    let parent = known
        .iter()
        .find(|resource| resource.shape == candidate.parent)
        .ok_or("what its path leads through is not recognised")?;
    let param = path_params(look, create)
        .first()
        .copied()
        .ok_or("its path has no parameter")?;
    if base(&param.ty) != base(&parent.key.ty) {
        return Err(format!(
            "`{}` in its path is not of the type of a {}'s key",
            param.wire, parent.noun
        ));
    }
    let own = column::name(&param.wire);
    let column = if plain(&own) == plain(&parent.key.wire) {
        format!("{}_{own}", column::singular(&parent.table))
    } else {
        own
    };
    Ok(Some(Parent {
        resource: parent.table.clone(),
        key: parent.key.column.clone(),
        column,
        ty: param.ty.clone(),
    }))
}

/// The property that the item path's parameter is compared with.
fn key(
    look: &Look<'_>,
    candidate: &Candidate,
    shape: &Struct,
    create: Place,
) -> Result<Key, String> {
    let items = [
        candidate.read,
        candidate.replace,
        candidate.patch,
        candidate.delete,
    ];
    let param = items
        .into_iter()
        .flatten()
        .find_map(|place| path_params(look, place).last().copied());
    let said = look
        .of_schema(&shape.title, "x-specwright-key")
        .and_then(serde_json::Value::as_str);
    let word = param.map(|param| plain(&param.wire));
    let noun_id = format!("{}id", plain(&noun(&candidate.word)));
    let named = |name: &str| shape.fields.iter().find(|field| plain(&field.wire) == name);
    let field = match said {
        Some(said) => shape.fields.iter().find(|field| field.wire == said),
        None => {
            let by_param = word.as_deref().and_then(named);
            by_param.or_else(|| named("id")).or_else(|| named(&noun_id))
        }
    };
    let field = field.ok_or_else(|| format!("`{}` has no key that its path names", shape.title))?;
    let whole = is_whole(&field.ty);
    if !whole && !matches!(base(&field.ty), Type::String | Type::Uuid) || depth(&field.ty) > 1 {
        return Err(format!(
            "its key `{}` is neither a number nor a text",
            field.wire
        ));
    }
    if let Some(param) = param
        && (base(&param.ty) != base(&field.ty) && !(whole && is_whole(&param.ty))
            || depth(&param.ty) > 0)
    {
        return Err(format!(
            "`{}` in its path is not of the type of `{}`",
            param.wire, field.wire
        ));
    }
    let (_, body) = item::body(look, create)?;
    let given = body.fields.iter().find(|given| given.wire == field.wire);
    let made = match given.map(|given| depth(&given.ty)) {
        Some(0) => Made::Client,
        _ if whole => Made::Counted,
        _ if *base(&field.ty) == Type::Uuid => Made::Id,
        // Keys that are words are for people to choose.
        _ if matches!(
            plain(&field.wire).as_str(),
            "name" | "slug" | "username" | "email" | "sku" | "key" | "code"
        ) =>
        {
            return Err(format!("nothing says where `{}` comes from", field.wire));
        }
        _ => Made::IdText,
    };
    Ok(Key {
        column: column::name(&field.wire),
        field: field.name.clone(),
        wire: field.wire.clone(),
        ty: param.map_or(&field.ty, |param| &param.ty).clone(),
        optional: depth(&field.ty) > 0,
        made,
    })
}

fn unique(look: &Look<'_>, title: &str, columns: &[Column]) -> Vec<Vec<String>> {
    let column = |wire: &str| {
        let column = columns.iter().find(|column| column.wire == wire)?;
        Some(column.name.clone())
    };
    let said = look.of_schema(title, "x-specwright-unique");
    let mut groups: Vec<Vec<String>> = said
        .and_then(serde_json::Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(|group| match group {
            serde_json::Value::String(wire) => Some(vec![column(wire)?]),
            serde_json::Value::Array(wires) => {
                wires.iter().map(|wire| column(wire.as_str()?)).collect()
            }
            _ => None,
        })
        .filter(|group: &Vec<String>| !group.is_empty())
        .collect();
    for known in columns {
        if is_true(look.of_property(title, &known.wire, "x-specwright-unique")) {
            groups.push(vec![known.name.clone()]);
        }
    }
    groups
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
        })
    }

    fn key_column(&mut self) -> Result<(), String> {
        let column = self.column(&self.key.wire, &self.key.ty, false)?;
        self.add(column)
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

    fn is_parent(&self, wire: &str) -> bool {
        self.parent
            .as_ref()
            .is_some_and(|parent| plain(&parent.column) == plain(wire))
    }

    fn item(&self, wire: &str) -> Option<&model::Field> {
        self.shape.fields.iter().find(|field| field.wire == wire)
    }

    /// Adds what a body has and the table has not; what the item has too is as the item has it.
    fn body_columns(&mut self, place: Place, makes: bool) -> Result<(), String> {
        let (_, body) = item::body(self.look, place)?;
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
                None => (&given.ty, !makes || depth(&given.ty) > 0),
            };
            if kept.is_some() && !fits(self.look, &given.ty, ty) {
                return Err(format!(
                    "`{}` is of one type in `{}` and of another in `{}`",
                    given.wire, body.title, self.shape.title
                ));
            }
            let column = self.column(&given.wire, ty, nullable)?;
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

    fn under(&self, place: Place) -> Option<Under> {
        self.parent.as_ref()?;
        let param = path_params(self.look, place).first().copied()?;
        Some(Under {
            param: param.name.clone(),
            refusal: Refusal::new(self.look, self.look.operation(place), 404),
        })
    }

    /// The answer for a row that is there already, where there can be one.
    fn exists(&self, place: Place, makes: bool) -> Option<Refusal> {
        let can = !self.unique.is_empty() || makes && self.key.made == Made::Client;
        can.then(|| self.conflict(place)).flatten()
    }

    fn conflict(&self, place: Place) -> Option<Refusal> {
        let refusal = Refusal::new(self.look, self.look.operation(place), 409);
        refusal.is_described().then_some(refusal)
    }

    /// Refuses a path that names rows by another type than the others do.
    fn same_key(&self, place: Place) -> Result<(), String> {
        let params = path_params(self.look, place);
        match params.last() {
            Some(param) if base(&param.ty) == base(&self.key.ty) => Ok(()),
            _ => Err("its path names rows by another type than the others do".to_owned()),
        }
    }

    fn missing(&self, place: Place) -> Refusal {
        Refusal::new(self.look, self.look.operation(place), 404)
    }

    fn create(&self, place: Place) -> Result<Create, String> {
        operation::plain_params(self.look, place)?;
        let operation = self.look.operation(place);
        let (body, shape) = item::body(self.look, place)?;
        let mut values = Vec::new();
        for column in &self.columns {
            let given = shape.fields.iter().find(|given| given.wire == column.wire);
            let source = if column.wire == self.key.wire {
                match (self.key.made, given) {
                    (Made::Counted, _) => continue,
                    (Made::Id, _) => Source::Id,
                    (Made::IdText, _) => Source::IdText,
                    (Made::Client, Some(given)) => self.written(given)?,
                    (Made::Client, None) => continue,
                }
            } else if self.is_parent(&column.name) {
                Source::Parent
            } else if let Some(given) = given {
                if depth(&given.ty) > 0 && !column.nullable {
                    return Err(format!(
                        "every `{}` has `{}`, and a request may leave it out",
                        self.shape.title, given.wire
                    ));
                }
                self.written(given)?
            } else if self
                .item(&column.wire)
                .is_some_and(|field| time(field).is_some())
            {
                Source::Now
            } else if column.nullable {
                continue;
            } else {
                return Err(format!("nothing says what `{}` is at first", column.wire));
            };
            values.push((column.name.clone(), source));
        }
        if values.is_empty() {
            return Err("its body says nothing".to_owned());
        }
        Ok(Create {
            body,
            under: self.under(place),
            values,
            shown: operation::shown_row(&operation.success, &self.model, self.has_location())?,
            exists: self.exists(place, true),
        })
    }

    /// Whether a key can stand in a path as it is.
    fn has_location(&self) -> bool {
        self.key.made != Made::Client || *base(&self.key.ty) != Type::String
    }

    fn written(&self, given: &model::Field) -> Result<Source, String> {
        Written::new(self.look, &given.name, &given.ty).map(Source::Body)
    }

    fn list(&mut self, place: Place) -> Result<List, String> {
        let under = self.under(place);
        let mut columns = self.columns.clone();
        let list = list::plan(
            self.look,
            place,
            (&self.model, self.shape),
            &mut columns,
            under,
        )?;
        self.columns = columns;
        Ok(list)
    }

    fn read(&self, place: Place) -> Result<Refusal, String> {
        self.without_body(place)?;
        let shown = operation::shown_row(&self.look.operation(place).success, &self.model, false)?;
        match (shown.body, shown.head) {
            (operation::Body::Row, None) => Ok(self.missing(place)),
            _ => Err("it answers with more than the item".to_owned()),
        }
    }

    fn without_body(&self, place: Place) -> Result<(), String> {
        operation::plain_params(self.look, place)?;
        self.same_key(place)?;
        match self.look.operation(place).body {
            Some(_) => Err("it takes a body".to_owned()),
            None => Ok(()),
        }
    }

    /// The columns that a body writes, each with the body's field.
    fn writes<'p>(
        &self,
        shape: &'p Struct,
    ) -> Result<Vec<(String, bool, &'p model::Field)>, String> {
        let mut written = Vec::new();
        for given in &shape.fields {
            if given.wire == self.key.wire || self.is_parent(&given.wire) {
                continue;
            }
            let column = self
                .columns
                .iter()
                .find(|column| column.wire == given.wire)
                .ok_or_else(|| format!("`{}` can't be stored", given.wire))?;
            if let Some(kept) = self.item(&given.wire)
                && !fits(self.look, &given.ty, &kept.ty)
            {
                return Err(format!(
                    "`{}` is of one type in `{}` and of another in `{}`",
                    given.wire, shape.title, self.shape.title
                ));
            }
            written.push((column.name.clone(), column.nullable, given));
        }
        if written.is_empty() {
            return Err("its body says nothing".to_owned());
        }
        Ok(written)
    }

    /// The columns that keep when a row was changed.
    fn changed(&self) -> impl Iterator<Item = String> + '_ {
        self.columns.iter().filter_map(|column| {
            let field = self.item(&column.wire)?;
            (time(field)? == Time::Changed).then(|| column.name.clone())
        })
    }

    fn replace(&self, place: Place) -> Result<Update, String> {
        operation::plain_params(self.look, place)?;
        self.same_key(place)?;
        let operation = self.look.operation(place);
        let (body, shape) = item::body(self.look, place)?;
        let mut values = Vec::new();
        for (column, nullable, given) in self.writes(shape)? {
            if depth(&given.ty) > 0 && !nullable {
                return Err(format!(
                    "every `{}` has `{}`, and a request may leave it out",
                    self.shape.title, given.wire
                ));
            }
            values.push((column, self.written(given)?));
        }
        values.extend(self.changed().map(|column| (column, Source::Now)));
        Ok(Update {
            body,
            values,
            shown: operation::shown_row(&operation.success, &self.model, false)?,
            missing: self.missing(place),
            exists: self.exists(place, false),
        })
    }

    fn patch(&self, place: Place) -> Result<Patch, String> {
        operation::plain_params(self.look, place)?;
        self.same_key(place)?;
        let operation = self.look.operation(place);
        let (body, shape) = item::body(self.look, place)?;
        let mut values = Vec::new();
        for (column, nullable, given) in self.writes(shape)? {
            let written = Written::new(self.look, &given.name, &given.ty)?;
            if matches!(
                given.presence,
                Presence::Default(_) | Presence::DefaultJson(_)
            ) {
                return Err(format!(
                    "`{}` has a default there: leaving it out can't be told from saying it",
                    given.wire
                ));
            }
            let set = match (depth(&given.ty), &given.presence) {
                (0, _) => Set::Always(written),
                (1, Presence::Required) if nullable => Set::Always(written),
                (2.., _) if nullable => Set::Present(written),
                _ => Set::Given(written),
            };
            values.push((column, set));
        }
        values.extend(self.changed().map(|column| (column, Set::Now)));
        Ok(Patch {
            body,
            values,
            shown: operation::shown_row(&operation.success, &self.model, false)?,
            missing: self.missing(place),
            exists: self.exists(place, false),
        })
    }

    fn delete(&self, place: Place) -> Result<Delete, String> {
        self.without_body(place)?;
        Ok(Delete {
            shown: operation::shown_row(&self.look.operation(place).success, &self.model, false)?,
            missing: self.missing(place),
            used: self.conflict(place),
        })
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Time {
    Made,
    Changed,
}

/// Whether a property is the time at which its row was made, or last changed: by its type and name.
fn time(field: &model::Field) -> Option<Time> {
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
