//! SQL as text: tables for both databases, names, lists of columns.

use crate::plan::resource::{Column, ColumnType, Initial, Step, Table};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    Sqlite,
    Postgres,
}

impl Dialect {
    const fn type_of(self, ty: ColumnType) -> &'static str {
        match (self, ty) {
            (Self::Sqlite, ColumnType::Boolean | ColumnType::Integer) => "INTEGER",
            (Self::Sqlite, ColumnType::Number) => "REAL",
            (Self::Sqlite, _) => "TEXT",
            (Self::Postgres, ColumnType::Boolean) => "BOOLEAN",
            (Self::Postgres, ColumnType::Integer) => "BIGINT",
            (Self::Postgres, ColumnType::Number) => "DOUBLE PRECISION",
            (Self::Postgres, ColumnType::Text) => "TEXT",
            (Self::Postgres, ColumnType::Uuid) => "UUID",
            (Self::Postgres, ColumnType::Date) => "DATE",
            (Self::Postgres, ColumnType::Moment) => "TIMESTAMPTZ",
            (Self::Postgres, ColumnType::Json) => "JSONB",
        }
    }
}

/// One step of a migration.
pub fn step(step: &Step, dialect: Dialect) -> String {
    match step {
        Step::Make(table) => self::table(table, dialect),
        Step::Add(table, column) => {
            let mut line = line(column, dialect);
            if let Some(default) = column.default.as_ref().filter(|_| !column.nullable) {
                let (before, after) = line.split_once(" NOT NULL").unwrap_or((&line, ""));
                line = format!(
                    "{before} NOT NULL DEFAULT {}{after}",
                    value(default, dialect)
                );
            }
            let mut text = format!("ALTER TABLE {} ADD COLUMN {line};\n", name(table));
            if column.indexed || column.references.is_some() {
                text.push_str(&index(table, column));
            }
            text
        }
        Step::Widen { table, old, new } => match dialect {
            Dialect::Postgres => widen(table, old, new),
            Dialect::Sqlite => widen_in_sqlite(table, old, new),
        },
        Step::Index(table, column) => index(table, column),
        Step::Unique(table, columns) => format!(
            "-- Fails where two rows are alike in this: tell them apart first.\n\
             CREATE UNIQUE INDEX {} ON {} ({});\n",
            name(&format!("{table}_{}_unique", columns.join("_"))),
            name(table),
            list(columns)
        ),
        Step::ByHand { table, what } => {
            format!("-- To be written by hand, for `{table}`: {what}.\n")
        }
    }
}

/// A column that may be null, or take other values, and keeps what it holds.
fn widen(table: &str, old: &Column, new: &Column) -> String {
    let (table_name, column) = (name(table), name(&new.name));
    let mut text = String::new();
    if new.nullable && !old.nullable {
        text.push_str(&format!(
            "ALTER TABLE {table_name} ALTER COLUMN {column} DROP NOT NULL;\n"
        ));
    }
    if old.choices != new.choices {
        let check = name(&format!("{table}_{}_check", new.name));
        text.push_str(&format!(
            "ALTER TABLE {table_name} DROP CONSTRAINT IF EXISTS {check};\n"
        ));
        if !new.choices.is_empty() {
            text.push_str(&format!(
                "ALTER TABLE {table_name} ADD CONSTRAINT {check}{};\n",
                check_of(new, &column)
            ));
        }
    }
    text
}

/// The same where columns can't be altered: another one takes its place.
fn widen_in_sqlite(table: &str, old: &Column, new: &Column) -> String {
    let (table_name, column) = (name(table), name(&new.name));
    let other = Column {
        name: format!("{}_new", new.name),
        ..new.clone()
    };
    let other_name = name(&other.name);
    let mut line = line(&other, Dialect::Sqlite);
    if !new.nullable {
        let first = new.choices.first().map_or("", String::as_str);
        line = line.replacen(
            " NOT NULL",
            &format!(" NOT NULL DEFAULT {}", literal(first)),
            1,
        );
    }
    let mut text = format!(
        "ALTER TABLE {table_name} ADD COLUMN {line};\n\
         UPDATE {table_name} SET {other_name} = {column};\n"
    );
    if old.indexed {
        text.push_str(&format!("DROP INDEX {};\n", index_name(table, old)));
    }
    text.push_str(&format!(
        "ALTER TABLE {table_name} DROP COLUMN {column};\n\
         ALTER TABLE {table_name} RENAME COLUMN {other_name} TO {column};\n"
    ));
    if new.indexed {
        text.push_str(&index(table, new));
    }
    text
}

fn value(default: &Initial, dialect: Dialect) -> String {
    match (default, dialect) {
        (Initial::Boolean(value), Dialect::Sqlite) => u8::from(*value).to_string(),
        (Initial::Boolean(value), Dialect::Postgres) => value.to_string(),
        (Initial::Number(number), _) => number.to_string(),
        (Initial::Text(text), _) => literal(text),
        (Initial::Json(json), _) => literal(&json.to_string()),
    }
}

/// `CREATE TABLE`, and its indexes.
fn table(table: &Table, dialect: Dialect) -> String {
    let mut lines: Vec<String> = table
        .columns
        .iter()
        .map(|column| {
            if column.name == table.key {
                key(column, table.counted, dialect)
            } else {
                line(column, dialect)
            }
        })
        .collect();
    let unique = table.unique.iter();
    lines.extend(unique.map(|columns| format!("UNIQUE ({})", list(columns))));
    let mut text = format!(
        "CREATE TABLE {} (\n    {}\n);\n",
        name(&table.name),
        lines.join(",\n    ")
    );
    let indexed: Vec<&Column> = table
        .columns
        .iter()
        .filter(|column| column.name != table.key)
        .filter(|column| column.indexed || column.references.is_some())
        .collect();
    if !indexed.is_empty() {
        text.push('\n');
    }
    for column in indexed {
        text.push_str(&index(&table.name, column));
    }
    text
}

fn index(table: &str, column: &Column) -> String {
    format!(
        "CREATE INDEX {} ON {} ({});\n",
        index_name(table, column),
        name(table),
        name(&column.name),
    )
}

fn index_name(table: &str, column: &Column) -> String {
    name(&format!("{table}_{}", column.name))
}

fn list(columns: &[String]) -> String {
    let columns: Vec<String> = columns.iter().map(|column| name(column)).collect();
    columns.join(", ")
}

fn key(column: &Column, counted: bool, dialect: Dialect) -> String {
    let key = name(&column.name);
    match (counted, dialect) {
        // Without `AUTOINCREMENT`, the number of a row that is gone would be given again.
        (true, Dialect::Sqlite) => format!("{key} INTEGER PRIMARY KEY AUTOINCREMENT"),
        (true, Dialect::Postgres) => {
            format!("{key} BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY")
        }
        _ => format!("{key} {} NOT NULL PRIMARY KEY", dialect.type_of(column.ty)),
    }
}

fn line(column: &Column, dialect: Dialect) -> String {
    let mut text = format!("{} {}", name(&column.name), dialect.type_of(column.ty));
    if !column.nullable {
        text.push_str(" NOT NULL");
    }
    if !column.choices.is_empty() {
        text.push_str(&check_of(column, &name(&column.name)));
    }
    if let Some(reference) = &column.references {
        text.push_str(&format!(
            " REFERENCES {} ({})",
            name(&reference.table),
            name(&reference.column)
        ));
        if reference.cascade {
            text.push_str(" ON DELETE CASCADE");
        }
    }
    text
}

fn check_of(column: &Column, name: &str) -> String {
    let choices: Vec<String> = column.choices.iter().map(|text| literal(text)).collect();
    format!(" CHECK ({name} IN ({}))", choices.join(", "))
}

fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// A name, in quotes where SQL has another meaning for the word.
pub fn name(name: &str) -> String {
    if RESERVED.contains(&name)
        || !name.starts_with(|char: char| char.is_ascii_alphabetic() || char == '_')
        || !name.is_ascii()
    {
        format!("\"{name}\"")
    } else {
        name.to_owned()
    }
}

/// Items separated by commas, in lines of at most 100 characters. The first line begins after `first` characters, the
/// others are indented.
pub fn wrapped(items: &[String], first: usize, indent: usize) -> String {
    let mut text = String::new();
    let mut width = first;
    for (at, item) in items.iter().enumerate() {
        let comma = if at + 1 < items.len() { "," } else { "" };
        let space = usize::from(at > 0);
        if at > 0 && width + space + item.len() + comma.len() > 100 {
            text.push('\n');
            text.push_str(&" ".repeat(indent));
            width = indent;
        } else if at > 0 {
            text.push(' ');
            width += 1;
        }
        text.push_str(item);
        text.push_str(comma);
        width += item.len() + comma.len();
    }
    text
}

/// Words that one of the databases keeps for itself where a column's or table's name could stand.
const RESERVED: &[&str] = &[
    "add",
    "all",
    "alter",
    "analyse",
    "analyze",
    "and",
    "any",
    "array",
    "as",
    "asc",
    "asymmetric",
    "authorization",
    "autoincrement",
    "between",
    "binary",
    "both",
    "case",
    "cast",
    "check",
    "collate",
    "collation",
    "column",
    "commit",
    "concurrently",
    "constraint",
    "create",
    "cross",
    "current_catalog",
    "current_date",
    "current_role",
    "current_schema",
    "current_time",
    "current_timestamp",
    "current_user",
    "default",
    "deferrable",
    "delete",
    "desc",
    "distinct",
    "do",
    "drop",
    "else",
    "end",
    "escape",
    "except",
    "exists",
    "false",
    "fetch",
    "for",
    "foreign",
    "freeze",
    "from",
    "full",
    "grant",
    "group",
    "having",
    "if",
    "ilike",
    "in",
    "index",
    "initially",
    "inner",
    "insert",
    "intersect",
    "into",
    "is",
    "isnull",
    "join",
    "lateral",
    "leading",
    "left",
    "like",
    "limit",
    "localtime",
    "localtimestamp",
    "natural",
    "not",
    "nothing",
    "notnull",
    "null",
    "offset",
    "on",
    "only",
    "or",
    "order",
    "outer",
    "overlaps",
    "placing",
    "primary",
    "references",
    "returning",
    "right",
    "rows",
    "select",
    "session_user",
    "set",
    "similar",
    "some",
    "symmetric",
    "system_user",
    "table",
    "tablesample",
    "then",
    "to",
    "trailing",
    "transaction",
    "true",
    "union",
    "unique",
    "update",
    "user",
    "using",
    "values",
    "variadic",
    "verbose",
    "when",
    "where",
    "window",
    "with",
];
