//! What each operation does with its table: what a row is made of, what a change writes, how it is answered. What does
//! not fit one operation leaves that one to a person.

use super::item::{self, Source, Written, base, depth, fits};
use super::operation::{
    self, Create, Delete, Makes, Patch, ReadOne, Set, Under, Update, path_params,
};
use super::refusal::Refusal;
use super::shown::{self, Shown};
use super::table::{Draft, Time, time};
use super::{List, Made, Place, list};
use crate::plan::model::{self, Presence, Struct, Type};
use crate::plan::route::Param;

impl Draft<'_, '_> {
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

    pub fn create(&self, place: Place) -> Result<Create, String> {
        operation::plain_params(self.look, place, None)?;
        let (body, shape) = item::given(self.look, place, self.shape)?;
        let values = self.first_values(shape, false)?;
        Ok(Create {
            body,
            under: self.under(place),
            values,
            shown: self.shown(place, &[201, 200, 204], self.has_location())?,
            exists: self.exists(place, true),
        })
    }

    /// What a row is made of; `put`: its key is that of the path.
    fn first_values(&self, shape: &Struct, put: bool) -> Result<Vec<(String, Source)>, String> {
        let mut values = Vec::new();
        for column in &self.columns {
            let given = shape.fields.iter().find(|given| given.wire == column.wire);
            let source = if self.version.as_ref() == Some(&column.name) {
                Source::Id
            } else if column.wire == self.key.wire && put {
                Source::Key
            } else if column.wire == self.key.wire {
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
        Ok(values)
    }

    /// How an operation shows its row, by the first of these statuses that it has.
    fn shown(&self, place: Place, statuses: &[u16], made: bool) -> Result<Shown, String> {
        let reply = item::reply(&self.look.operation(place).success, statuses)?;
        let tagged = self.version.is_some();
        shown::row(self.look, &reply, &self.model, made, tagged)
    }

    /// Whether a key can stand in a path as it is.
    fn has_location(&self) -> bool {
        self.key.made != Made::Client || *base(&self.key.ty) != Type::String
    }

    fn written(&self, given: &model::Field) -> Result<Source, String> {
        Written::new(self.look, &given.name, &given.ty).map(Source::Body)
    }

    pub fn list(&mut self, place: Place) -> Result<List, String> {
        let under = self.under(place);
        let mut columns = self.columns.clone();
        let view = match shown::listed(self.look, self.look.operation(place)) {
            Some((name, shape)) if name != self.model => Some((name, self.view(shape)?)),
            _ => None,
        };
        let rows = list::Rows {
            model: view.as_ref().map_or(&self.model, |(name, _)| name),
            shape: self.shape,
            key: &self.key,
        };
        let mut list = list::plan(self.look, place, &rows, &mut columns, under)?;
        list.view = view;
        self.columns = columns;
        Ok(list)
    }

    pub fn read(&self, place: Place) -> Result<ReadOne, String> {
        let known = operation::text_header(self.look, place, "if-none-match");
        self.without_body(place, known)?;
        let shown = self.shown(place, &[200], false)?;
        if !shown.has_row() {
            return Err("it answers without the item".to_owned());
        }
        let success = &self.look.operation(place).success;
        let known = known.and_then(|param| {
            let reply = item::other_reply(success, 304)?;
            let shown = shown::row(self.look, &reply, &self.model, false, true).ok()?;
            Some((param.name.clone(), depth(&param.ty) > 0, shown.head))
        });
        Ok(ReadOne {
            shown,
            missing: self.missing(place),
            known,
        })
    }

    fn without_body(&self, place: Place, but: Option<&Param>) -> Result<(), String> {
        operation::plain_params(self.look, place, but)?;
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
                .ok_or_else(|| format!("nothing says what becomes of `{}`", given.wire))?;
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

    /// The columns that keep when a row was changed, and those that every change touches.
    fn changed(&self) -> impl Iterator<Item = (String, Source)> + '_ {
        let times = self.columns.iter().filter_map(|column| {
            let field = self.item(&column.wire)?;
            (time(field)? == Time::Changed).then(|| (column.name.clone(), Source::Now))
        });
        times.chain(self.version.clone().map(|version| (version, Source::Id)))
    }

    pub fn replace(&self, place: Place) -> Result<Update, String> {
        let condition = self.condition(place)?;
        let (body, shape) = item::given(self.look, place, self.shape)?;
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
        values.extend(self.changed());
        Ok(Update {
            body,
            values,
            shown: self.shown(place, &[200, 204], false)?,
            missing: self.missing(place),
            exists: self.exists(place, false),
            condition,
            makes: self.makes(place, shape)?,
        })
    }

    /// What a replacement does where there is nothing to replace: it makes the row, where the description says so.
    fn makes(&self, place: Place, shape: &Struct) -> Result<Option<Makes>, String> {
        let success = &self.look.operation(place).success;
        let Some(reply) = item::other_reply(success, 201) else {
            return Ok(None);
        };
        if self.key.made != Made::Client {
            return Err(
                "it makes what is not there, under keys that clients do not give".to_owned(),
            );
        }
        if self.parent.is_some() || operation::condition(self.look, place).is_some() {
            return Err("it makes what is not there, under something else".to_owned());
        }
        let tagged = self.version.is_some();
        Ok(Some(Makes {
            values: self.first_values(shape, true)?,
            shown: shown::row(self.look, &reply, &self.model, false, tagged)?,
        }))
    }

    /// What a write wants of the row that is there.
    fn condition(&self, place: Place) -> Result<Option<operation::Condition>, String> {
        let param = operation::text_header(self.look, place, "if-match");
        operation::plain_params(self.look, place, param)?;
        self.same_key(place)?;
        Ok(operation::condition(self.look, place))
    }

    pub fn patch(&self, place: Place) -> Result<Patch, String> {
        let condition = self.condition(place)?;
        let (body, shape) = item::given(self.look, place, self.shape)?;
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
        values.extend(self.changed().map(|(column, source)| match source {
            Source::Id => (column, Set::Version),
            _ => (column, Set::Now),
        }));
        Ok(Patch {
            body,
            values,
            shown: self.shown(place, &[200, 204], false)?,
            missing: self.missing(place),
            exists: self.exists(place, false),
            condition,
        })
    }

    pub fn delete(&self, place: Place) -> Result<Delete, String> {
        let param = operation::text_header(self.look, place, "if-match");
        self.without_body(place, param)?;
        Ok(Delete {
            shown: self.shown(place, &[204, 200], false)?,
            missing: self.missing(place),
            used: self.conflict(place),
            condition: operation::condition(self.look, place),
        })
    }
}
