//! Items: what the parser of Rust made of a file → the parts that a spec is made of.

use super::super::ast::{
    Argument, Field, Fields, File, Generic, Method, Module, Name, Trait, Type, TypeItem, TypeKind,
    Variant,
};
use super::{at, attribute, constant, ty};
use crate::diag::{Diagnostic, Diagnostics};
use crate::source::FileId;

pub struct Reader<'d> {
    pub file: FileId,
    pub diags: &'d mut Diagnostics,
}

impl Reader<'_> {
    pub fn file(&mut self, file: syn::File) -> File {
        let (docs, attributes) = attribute::read(&file.attrs, self.file);
        let mut read = self.items(file.items);
        read.docs = docs;
        read.attributes = attributes;
        read
    }

    fn items(&mut self, items: Vec<syn::Item>) -> File {
        let mut read = File::default();
        for item in items {
            match item {
                syn::Item::Struct(item) => {
                    let kind = TypeKind::Struct(self.fields(&item.fields));
                    read.types
                        .push(self.type_item(&item.attrs, &item.ident, &item.generics, kind));
                }
                syn::Item::Enum(item) => {
                    let variants = item.variants.iter().map(|it| self.variant(it)).collect();
                    let kind = TypeKind::Enum(variants);
                    read.types
                        .push(self.type_item(&item.attrs, &item.ident, &item.generics, kind));
                }
                syn::Item::Type(item) => {
                    let kind = TypeKind::Alias(ty::read(&item.ty, self.file));
                    read.types
                        .push(self.type_item(&item.attrs, &item.ident, &item.generics, kind));
                }
                syn::Item::Trait(item) => read.traits.push(self.trait_item(&item)),
                syn::Item::Mod(item) => read.modules.push(self.module(item)),
                syn::Item::Union(item) => {
                    let message = format!("`{}` is a union, which has no form in JSON", item.ident);
                    self.diags.push(
                        Diagnostic::error("unsupported-type", message)
                            .at(&at(self.file, item.ident.span()).place())
                            .help("write an enum: `#[serde(untagged)] enum …`"),
                    );
                }
                item => constant::read(&item, &mut read.constants),
            }
        }
        read
    }

    fn name(&self, ident: &syn::Ident) -> Name {
        Name {
            text: ident.to_string().trim_start_matches("r#").to_owned(),
            at: at(self.file, ident.span()),
        }
    }

    fn type_item(
        &self,
        attributes: &[syn::Attribute],
        ident: &syn::Ident,
        generics: &syn::Generics,
        kind: TypeKind,
    ) -> TypeItem {
        let (docs, attributes) = attribute::read(attributes, self.file);
        let generics = generics
            .params
            .iter()
            .filter_map(|parameter| match parameter {
                syn::GenericParam::Type(it) => Some(Generic {
                    name: it.ident.to_string(),
                    default: it
                        .default
                        .as_ref()
                        .map(|(_, default)| Argument::Type(ty::read(default, self.file))),
                }),
                syn::GenericParam::Const(it) => Some(Generic {
                    name: it.ident.to_string(),
                    default: it
                        .default
                        .as_ref()
                        .map(|(_, default)| ty::expression(default, self.file)),
                }),
                syn::GenericParam::Lifetime(_) => None,
            })
            .collect();
        TypeItem {
            name: self.name(ident),
            docs,
            attributes,
            generics,
            kind,
        }
    }

    fn fields(&self, fields: &syn::Fields) -> Fields {
        match fields {
            syn::Fields::Unit => Fields::Unit,
            syn::Fields::Named(list) => {
                Fields::Named(list.named.iter().map(|it| self.field(it)).collect())
            }
            syn::Fields::Unnamed(list) => {
                Fields::Tuple(list.unnamed.iter().map(|it| self.field(it)).collect())
            }
        }
    }

    fn field(&self, field: &syn::Field) -> Field {
        let (docs, attributes) = attribute::read(&field.attrs, self.file);
        let ty = ty::read(&field.ty, self.file);
        let name = field.ident.as_ref().map_or_else(
            || Name {
                text: String::new(),
                at: ty.at,
            },
            |ident| self.name(ident),
        );
        Field {
            name,
            docs,
            attributes,
            ty,
        }
    }

    fn variant(&self, variant: &syn::Variant) -> Variant {
        let (docs, attributes) = attribute::read(&variant.attrs, self.file);
        Variant {
            name: self.name(&variant.ident),
            docs,
            attributes,
            fields: self.fields(&variant.fields),
            discriminant: variant
                .discriminant
                .as_ref()
                .and_then(|(_, value)| ty::constant(value)),
        }
    }

    fn module(&mut self, item: syn::ItemMod) -> Module {
        let (docs, attributes) = attribute::read(&item.attrs, self.file);
        let name = self.name(&item.ident);
        let content = item.content.map(|(_, items)| self.items(items));
        Module {
            name,
            docs,
            attributes,
            content,
        }
    }

    fn trait_item(&mut self, item: &syn::ItemTrait) -> Trait {
        let (docs, attributes) = attribute::read(&item.attrs, self.file);
        let methods = item
            .items
            .iter()
            .filter_map(|item| match item {
                syn::TraitItem::Fn(method) => Some(self.method(method)),
                _ => None,
            })
            .collect();
        Trait {
            name: self.name(&item.ident),
            docs,
            attributes,
            methods,
        }
    }

    fn method(&mut self, method: &syn::TraitItemFn) -> Method {
        let (docs, attributes) = attribute::read(&method.attrs, self.file);
        let signature = &method.sig;
        let mut arguments = Vec::new();
        for input in &signature.inputs {
            let syn::FnArg::Typed(argument) = input else {
                continue;
            };
            let syn::Pat::Ident(pattern) = &*argument.pat else {
                let span = syn::spanned::Spanned::span(&*argument.pat);
                self.diags.push(
                    Diagnostic::error(
                        "unsupported-type",
                        "an argument has a name, and is no pattern",
                    )
                    .at(&at(self.file, span).place())
                    .help("write `name: Type`"),
                );
                continue;
            };
            let (docs, attributes) = attribute::read(&argument.attrs, self.file);
            arguments.push(Field {
                name: self.name(&pattern.ident),
                docs,
                attributes,
                ty: ty::read(&argument.ty, self.file),
            });
        }
        let output = match &signature.output {
            syn::ReturnType::Default => None,
            syn::ReturnType::Type(_, ty) => Some(output(ty, self.file)),
        };
        Method {
            name: self.name(&signature.ident),
            docs,
            attributes,
            is_async: signature.asyncness.is_some(),
            arguments,
            output,
        }
    }
}

/// `impl Stream<Item = T>` and `impl Future<Output = T>` are written for what they give.
fn output(written: &syn::Type, file: FileId) -> Type {
    let syn::Type::ImplTrait(bounds) = written else {
        return ty::read(written, file);
    };
    let given = bounds.bounds.iter().find_map(|bound| {
        let syn::TypeParamBound::Trait(bound) = bound else {
            return None;
        };
        let last = bound.path.segments.last()?;
        let syn::PathArguments::AngleBracketed(list) = &last.arguments else {
            return None;
        };
        let item = list.args.iter().find_map(|argument| match argument {
            syn::GenericArgument::AssocType(it) => Some(ty::read(&it.ty, file)),
            _ => None,
        })?;
        let kind = match last.ident.to_string().as_str() {
            "Future" => return Some(item),
            "Stream" => super::super::ast::Kind::Named {
                name: "Stream".to_owned(),
                arguments: vec![Argument::Type(item)],
            },
            _ => return None,
        };
        Some(Type {
            at: at(file, syn::spanned::Spanned::span(written)),
            kind,
        })
    });
    given.unwrap_or_else(|| ty::read(written, file))
}
