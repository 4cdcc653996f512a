//! The tables as the migrations make them, and what a changed description asks of tables that are there. In: the tables
//! that resources need, and what earlier runs wrote. Out: the next migration, step by step; what can't be done without
//! knowing the rows is said and left to a person. A migration that was written never changes.

use super::column::{Column, Initial, Reference};
use super::{Made, Resource};
use crate::diag::{Diagnostic, Diagnostics};
use serde::{Deserialize, Serialize};

/// Where earlier runs left what they wrote.
pub const FILE: &str = "crates/api/tables.json";

/// What the migrations make, in all.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Past {
    pub migrations: Vec<Migration>,
    /// The tables after the last one.
    pub tables: Vec<Table>,
}

/// A migration that was written, for each database.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Migration {
    pub name: String,
    pub sqlite: String,
    pub postgres: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Table {
    pub name: String,
    pub key: String,
    /// The database counts its keys.
    pub counted: bool,
    pub columns: Vec<Column>,
    /// Columns whose values, together, no two rows share.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unique: Vec<Vec<String>>,
}

impl Table {
    pub fn of(resource: &Resource) -> Self {
        Self {
            name: resource.table.clone(),
            key: resource.key.column.clone(),
            counted: resource.key.made == Made::Counted,
            columns: resource.columns.clone(),
            unique: resource.unique.clone(),
        }
    }

    fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }
}

/// The migrations of a project.
#[derive(Debug, Default)]
pub struct Schema {
    pub past: Vec<Migration>,
    /// Its name, and what it does.
    pub next: Option<(String, Vec<Step>)>,
    /// The tables after all of them.
    pub tables: Vec<Table>,
}

/// What a migration does to one table.
#[derive(Debug, Clone)]
pub enum Step {
    Make(Table),
    Add(String, Column),
    /// It takes more than it did, and holds what it held.
    Widen {
        table: String,
        old: Box<Column>,
        new: Box<Column>,
    },
    Index(String, Column),
    Unique(String, Vec<String>),
    /// What a person has to write, and why.
    ByHand {
        table: String,
        what: String,
    },
}

/// What earlier runs wrote; nothing in a new project.
pub fn past(text: Option<&str>, diags: &mut Diagnostics) -> Past {
    match text.map(serde_json::from_str) {
        None => Past::default(),
        Some(Ok(past)) => past,
        Some(Err(fault)) => {
            let fault = Diagnostic::error("tables-damaged", format!("{FILE} is damaged: {fault}"));
            diags.push(
                fault.help(
                    "restore it from version control: it says which tables the migrations make",
                ),
            );
            Past::default()
        }
    }
}

/// The migrations, the next one among them when the tables are to change.
pub fn plan(resources: &[Resource], past: Past, diags: &mut Diagnostics) -> Schema {
    let wanted: Vec<Table> = resources.iter().map(Table::of).collect();
    let mut steps = Vec::new();
    let mut tables = Vec::new();
    for table in &wanted {
        match past.tables.iter().find(|known| known.name == table.name) {
            None => {
                steps.push(Step::Make(table.clone()));
                tables.push(table.clone());
            }
            Some(known) => tables.push(change(known, table, &mut steps)),
        }
    }
    // What no operation is about any more stays: there may be rows in it.
    let gone = |known: &&Table| !wanted.iter().any(|table| table.name == known.name);
    tables.extend(past.tables.iter().filter(gone).cloned());
    let number = past.migrations.len() + 1;
    let next = (!steps.is_empty()).then(|| (name(number, &steps), steps));
    if let Some((name, steps)) = &next {
        for step in steps {
            if let Step::ByHand { table, what } = step {
                let message = format!("the table `{table}` can't be changed by itself: {what}");
                diags.push(Diagnostic::warning("migration-by-hand", message).help(format!(
                    "write it into migrations/sqlite/{name}.sql and migrations/postgres/{name}.sql, before they run anywhere"
                )));
            }
        }
    }
    Schema {
        past: past.migrations,
        next,
        tables,
    }
}

fn name(number: usize, steps: &[Step]) -> String {
    if number == 1 {
        return "0001_init".to_owned();
    }
    let tables = steps.iter().map(|step| match step {
        Step::Make(table) => &table.name,
        Step::Add(table, _)
        | Step::Widen { table, .. }
        | Step::Index(table, _)
        | Step::Unique(table, _)
        | Step::ByHand { table, .. } => table,
    });
    let mut tables: Vec<&String> = tables.collect();
    tables.dedup();
    match tables.as_slice() {
        [table] => format!("{number:04}_{table}"),
        _ => format!("{number:04}_tables"),
    }
}

/// Adds the steps from one form of a table to another; the table after them.
fn change(known: &Table, wanted: &Table, steps: &mut Vec<Step>) -> Table {
    let table = &known.name;
    let by_hand = |what: String| Step::ByHand {
        table: table.clone(),
        what,
    };
    if known.key != wanted.key || known.counted != wanted.counted {
        steps.push(by_hand(format!(
            "its key was `{}`, and is `{}`, which {}",
            known.key,
            wanted.key,
            if wanted.counted {
                "the database counts"
            } else {
                "the database does not count"
            }
        )));
    }
    for column in &wanted.columns {
        match known.column(&column.name) {
            None => steps.push(added(table, column)),
            Some(old) if old != column => {
                let single = !known
                    .unique
                    .iter()
                    .any(|group| group.contains(&column.name))
                    && column.name != known.key;
                steps.extend(altered(table, old, column, single));
            }
            Some(_) => {}
        }
    }
    let mut after = wanted.clone();
    for old in &known.columns {
        if wanted.column(&old.name).is_some() {
            continue;
        }
        // It keeps what it holds, and new rows have nothing there.
        let kept = Column {
            nullable: true,
            ..old.clone()
        };
        if !old.nullable && old.name != known.key {
            let single = !known.unique.iter().any(|group| group.contains(&old.name));
            steps.extend(altered(table, old, &kept, single));
        }
        after.columns.push(kept);
    }
    for group in &wanted.unique {
        if !known.unique.contains(group) {
            steps.push(Step::Unique(table.clone(), group.clone()));
        }
    }
    for group in &known.unique {
        if !wanted.unique.contains(group) {
            let columns = group.join("`, `");
            steps.push(by_hand(format!("`{columns}` need not be unique any more")));
        }
    }
    after
}

fn added(table: &str, column: &Column) -> Step {
    if column.nullable || column.default.is_some() && column.references.is_none() {
        return Step::Add(table.to_owned(), column.clone());
    }
    Step::ByHand {
        table: table.to_owned(),
        what: format!(
            "every row is to have `{}`, and nothing says what that is for rows that are there",
            column.name
        ),
    }
}

/// What makes one column of another; `single`: no other column and no other table hangs on it.
fn altered(table: &str, old: &Column, new: &Column, single: bool) -> Vec<Step> {
    let by_hand = |what: String| {
        vec![Step::ByHand {
            table: table.to_owned(),
            what,
        }]
    };
    let name = &new.name;
    if old.ty != new.ty {
        return by_hand(format!("`{name}` is of another type"));
    }
    if old.references != new.references {
        return by_hand(match &new.references {
            Some(Reference { table, .. }) => format!("`{name}` names rows of `{table}`"),
            None => format!("`{name}` names no rows of another table any more"),
        });
    }
    if old.nullable && !new.nullable {
        return by_hand(format!(
            "every row is to have `{name}`, and some may have none"
        ));
    }
    let narrower = !new.choices.is_empty()
        && (old.choices.is_empty() || old.choices.iter().any(|text| !new.choices.contains(text)));
    if narrower {
        return by_hand(format!(
            "rows may have values in `{name}` that it does not take any more"
        ));
    }
    let mut steps = Vec::new();
    if old.nullable != new.nullable || old.choices != new.choices {
        if !single || old.references.is_some() {
            return by_hand(format!(
                "`{name}` takes more than it did, and is unique or names other rows"
            ));
        }
        steps.push(Step::Widen {
            table: table.to_owned(),
            old: Box::new(old.clone()),
            new: Box::new(new.clone()),
        });
    } else if new.indexed && !old.indexed && old.references.is_none() {
        steps.push(Step::Index(table.to_owned(), new.clone()));
    }
    steps
}

impl Initial {
    /// The default of a property whose column is of this type, if it can be written down.
    pub fn of(value: &serde_json::Value, json: bool) -> Option<Self> {
        use serde_json::Value;
        Some(match value {
            Value::Null => return None,
            other if json => Self::Json(other.clone()),
            Value::Bool(value) => Self::Boolean(*value),
            Value::Number(number) => Self::Number(number.clone()),
            Value::String(text) => Self::Text(text.clone()),
            Value::Array(_) | Value::Object(_) => return None,
        })
    }
}
