//! What is kept of a user: what the description shows of them.

use super::super::model::{Field, Type, Unknown};
use super::super::resource::{self, Look, base, depth, plain};
use super::super::route::{ReplyBody, ReplyKind};
use crate::naming::{Name, TypeName, ValueName};

/// A column beside those that every table of users has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    pub name: String,
    /// Of the user's structs.
    pub field: ValueName,
    /// Without an `Option`.
    pub ty: Type,
    pub nullable: bool,
}

/// How a user is answered with.
#[derive(Debug, Clone)]
pub struct Shown {
    pub model: TypeName,
    /// The model's fields, where each comes from, and how many `Some`s are around it.
    pub fields: Vec<(ValueName, Part, usize)>,
}

/// A part of a user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    Id,
    Login,
    Scopes,
    Disabled,
    /// The opposite.
    Enabled,
    Made,
    Column(ValueName),
    /// Nothing is kept of it.
    Absent,
}

/// What the operations agree on so far.
#[derive(Debug, Default, Clone)]
pub struct Known {
    login: Option<(String, ValueName)>,
    pub key: Option<Type>,
    pub columns: Vec<Column>,
}

/// What users may be known by, the likeliest first.
const LOGINS: [&str; 3] = ["username", "login", "email"];
/// Fields of the structs that are there in any case.
const FIXED: [&str; 6] = [
    "id",
    "password",
    "password_hash",
    "scopes",
    "disabled",
    "created_at",
];

impl Known {
    /// The field that users are known by.
    pub fn login_or_default(&self) -> ValueName {
        match &self.login {
            Some((_, name)) => name.clone(),
            None => ValueName::make(LOGINS[0]),
        }
    }

    /// Whether this property is what users are known by; the first object that is asked about decides.
    pub fn is_login(&self, wire: &str) -> bool {
        self.login
            .as_ref()
            .is_some_and(|(login, _)| *login == plain(wire))
    }

    pub fn choose_login(&mut self, fields: &[Field]) -> Result<(), String> {
        let wires = fields.iter().map(|field| field.wire.as_str());
        let find = |word: &str| wires.clone().find(|wire| plain(wire) == word);
        if let Some((login, _)) = &self.login {
            return match find(login) {
                Some(_) => Ok(()),
                None => Err(format!("it says no `{login}`")),
            };
        }
        let found = LOGINS.into_iter().find_map(find);
        let wire = found.ok_or("nothing in it is the name that users log in by")?;
        self.login = Some((plain(wire), ValueName::make(wire)));
        Ok(())
    }

    /// How an answer shows a user. What is kept grows by what it shows; nothing changes where it can't.
    pub fn shown(&mut self, look: &Look<'_>, body: &ReplyBody) -> Result<Shown, String> {
        let mut grown = self.clone();
        let shown = grown.fill(look, body)?;
        *self = grown;
        Ok(shown)
    }

    fn fill(&mut self, look: &Look<'_>, body: &ReplyBody) -> Result<Shown, String> {
        let shape = (body.kind == ReplyKind::Json && depth(&body.ty) == 0)
            .then(|| resource::shape(look, &body.ty))
            .flatten();
        let (model, shape) = shape.ok_or("its answer is no object of known properties")?;
        if matches!(shape.unknown, Unknown::Collect { .. }) {
            return Err(format!("`{}` takes any members", shape.title));
        }
        self.choose_login(&shape.fields)?;
        let mut fields = Vec::new();
        for field in &shape.fields {
            let (part, somes) = self.part(&field.wire, &field.ty)?;
            fields.push((field.name.clone(), part, somes));
        }
        Ok(Shown { model, fields })
    }

    fn part(&mut self, wire: &str, ty: &Type) -> Result<(Part, usize), String> {
        let (word, inner, depth) = (plain(wire), base(ty), depth(ty));
        if resource::is_secret(wire) || word.contains("hash") {
            return Err(format!("it would show `{wire}`"));
        }
        let part = match (word.as_str(), inner) {
            _ if self.is_login(wire) && *inner == Type::String => Part::Login,
            ("id", Type::I32 | Type::I64 | Type::U32 | Type::Int | Type::Uuid | Type::String) => {
                if *self.key.get_or_insert_with(|| inner.clone()) != *inner {
                    return Err("ids are of several types".to_owned());
                }
                Part::Id
            }
            ("scopes", Type::List(item)) if **item == Type::String => Part::Scopes,
            ("disabled", Type::Bool) => Part::Disabled,
            ("isactive" | "active" | "enabled", Type::Bool) => Part::Enabled,
            ("createdat" | "created" | "datecreated" | "datejoined", Type::DateTime) => Part::Made,
            _ => {
                return self.column(wire, inner, depth).map(|(column, somes)| {
                    let part = column.map_or(Part::Absent, |column| Part::Column(column.field));
                    (part, somes)
                });
            }
        };
        Ok((part, depth))
    }

    /// The column that a member of a request is kept in; `None` for one that may be absent and that no column holds.
    pub fn written(
        &mut self,
        wire: &str,
        ty: &Type,
        depth: usize,
    ) -> Result<Option<Column>, String> {
        let field = ValueName::make(wire);
        match self.columns.iter().find(|known| known.field == field) {
            Some(known) if known.ty == *ty => Ok(Some(known.clone())),
            Some(_) => Err(format!("`{wire}` is not everywhere of one type")),
            None => Ok(self.column(wire, ty, depth)?.0),
        }
    }

    /// The column behind a property; `None` for one that may be absent and that no column holds.
    fn column(
        &mut self,
        wire: &str,
        ty: &Type,
        depth: usize,
    ) -> Result<(Option<Column>, usize), String> {
        let field = ValueName::make(wire);
        if let Some(known) = self.columns.iter().find(|known| known.field == field) {
            if known.ty != *ty || known.nullable && depth == 0 {
                return Err(format!("`{wire}` is not everywhere of one type"));
            }
            return Ok((Some(known.clone()), depth - usize::from(known.nullable)));
        }
        let is_plain = matches!(
            ty,
            Type::Bool
                | Type::I32
                | Type::I64
                | Type::Int
                | Type::F64
                | Type::String
                | Type::Uuid
                | Type::Date
                | Type::DateTime
        );
        let free = !FIXED.contains(&field.plain()) && field.plain().len() <= 50;
        if !is_plain || !free {
            return match depth {
                0 => Err(format!("nothing says where `{wire}` comes from")),
                _ => Ok((None, 0)),
            };
        }
        let column = Column {
            name: field.plain().to_owned(),
            field,
            ty: ty.clone(),
            nullable: depth > 0,
        };
        self.columns.push(column.clone());
        Ok((Some(column), depth.saturating_sub(1)))
    }
}
