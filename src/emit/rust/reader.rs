//! Readers as expressions over the decoder `d`, and as functions.

use super::ident::known;
use super::{check, table};
use crate::naming::{ConstName, Name};
use crate::plan::{Check, Guard, Reader, Table};
use proc_macro2::TokenStream;
use quote::quote;

/// The statics a function needs for its readers. The planner named no static: they are local, and numbered by
/// what they belong to.
#[derive(Default)]
pub struct Statics {
    items: Vec<(ConstName, TokenStream)>,
    /// Of statics of the file that the function uses.
    reserved: Vec<ConstName>,
}

/// Readers that the runtime has as functions too, where nothing limits the value.
const ANY: [&str; 17] = [
    "boolean",
    "date",
    "date_time",
    "float32",
    "float64",
    "int8",
    "int16",
    "int32",
    "int64",
    "integer",
    "string",
    "uint8",
    "uint16",
    "uint32",
    "uint64",
    "uuid",
    "value",
];

/// Names that statics of other kinds have.
pub fn is_reserved(name: &ConstName) -> bool {
    ["FIELDS", "UNION", "CHOICES", "PATTERN", "BODY", "ITEMS"].contains(&name.as_str())
}

impl Statics {
    pub fn items(&self) -> impl Iterator<Item = &TokenStream> {
        self.items.iter().map(|(_, item)| item)
    }

    /// Keeps a name from being given to a static here.
    pub fn reserve(&mut self, name: Option<&ConstName>) {
        self.reserved.extend(name.cloned());
    }

    /// Adds a static, named after its role.
    pub fn add(&mut self, role: &str, ty: &TokenStream, value: &TokenStream) -> ConstName {
        let base = ConstName::make(role);
        let taken = |name: &ConstName| {
            let own = self.items.iter().map(|(known, _)| known);
            own.chain(&self.reserved).any(|known| known == name)
        };
        let mut name = if is_reserved(&base) {
            ConstName::make(&format!("{role} rules"))
        } else {
            base
        };
        let mut tries = 1;
        while taken(&name) {
            tries += 1;
            name = ConstName::make(&format!("{role} {tries}"));
        }
        self.items
            .push((name.clone(), quote! { static #name: #ty = #value; }));
        name
    }

    /// `&TABLE`: a static of its own, for the reader of the code to look at apart.
    pub fn table(&mut self, table: &Table, role: &str) -> TokenStream {
        let value = table::table(table, |source| {
            let pattern = table::pattern(source);
            self.add(&format!("{role} pattern"), &quote!(rt::Pattern), &pattern)
        });
        if table.members.is_empty() {
            return quote!(&#value);
        }
        let kind = known(table.kind);
        let name = self.add(role, &quote!(rt::#kind), &value);
        quote!(&#name)
    }

    pub fn check(&mut self, table: &Check, role: &str) -> TokenStream {
        if let Check::Named(_) = table {
            return check::reference(table);
        }
        let name = self.add(
            &format!("{role} check"),
            &quote!(rt::Schema),
            &check::value(table),
        );
        quote!(&#name)
    }

    /// An expression of the type `Option<T>`.
    pub fn read(&mut self, reader: &Reader, role: &str) -> TokenStream {
        match reader {
            Reader::Plain(method) => {
                let method = known(method);
                quote!(d.#method())
            }
            Reader::Table(method, table) => {
                let (method, table) = (known(method), self.table(table, role));
                quote!(d.#method(#table))
            }
            Reader::Model(name) => quote!(#name::decode(d)),
            Reader::List(table, item) => {
                let (table, item) = (
                    self.table(table, role),
                    self.function(item, &format!("{role} item")),
                );
                quote!(d.list(#table, #item))
            }
            Reader::Map(table, value) => {
                let (table, value) = (
                    self.table(table, role),
                    self.function(value, &format!("{role} value")),
                );
                quote!(d.map(#table, #value))
            }
            Reader::InText(inner) => {
                let inner = self.function(inner, role);
                quote!(d.in_text(#inner))
            }
            Reader::Nullable(inner) => {
                let inner = self.function(inner, role);
                quote!(d.nullable(#inner))
            }
            Reader::OrEmpty(inner) => {
                let inner = self.function(inner, role);
                quote!(d.or_empty(#inner))
            }
            Reader::Boxed(inner) => {
                let inner = self.read(inner, role);
                quote!(#inner.map(Box::new))
            }
            Reader::Guarded(Guard { check, whole: true }, inner) => {
                let (check, inner) = (self.check(check, role), self.read(inner, role));
                quote!(if d.check(#check) { #inner } else { d.fail() })
            }
            Reader::Guarded(
                Guard {
                    check,
                    whole: false,
                },
                inner,
            ) => {
                let (check, inner) = (self.check(check, role), self.read(inner, role));
                quote!({ d.check(#check); #inner })
            }
        }
    }

    /// The same as a function: `Pet::decode`, or a closure.
    pub fn function(&mut self, reader: &Reader, role: &str) -> TokenStream {
        match reader {
            Reader::Model(name) => quote!(#name::decode),
            Reader::Plain(method) if ANY.contains(method) => {
                let method = known(method);
                quote!(rt::any::#method)
            }
            Reader::Table(method, table) if table.members.is_empty() && ANY.contains(method) => {
                let method = known(method);
                quote!(rt::any::#method)
            }
            other => {
                let body = self.read(other, role);
                quote!(|d| #body)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::ANY;

    #[test]
    fn every_function_is_one_of_the_runtime() {
        let text = include_str!("../../../templates/runtime/src/decode/any.rs");
        for name in ANY {
            assert!(text.contains(&format!("\n    {name}(")), "{name}");
        }
    }
}
