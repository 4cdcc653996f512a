//! `responses.rs`: what operations answer alike.

use super::file::File;
use super::ty::{Homes, import, names_in};
use super::{reply, service};
use crate::naming::TypeName;
use crate::plan::{Reply, ReplyBody};
use indexmap::IndexMap;
use quote::quote;
use std::collections::BTreeSet;

pub fn module(responses: &IndexMap<TypeName, Reply>, homes: &Homes<'_>) -> String {
    let mut file = File::new("Responses that operations share: their headers and bodies.");
    let mut models = BTreeSet::new();
    for reply in responses.values() {
        let bodies = reply.body.iter().flat_map(ReplyBody::types);
        let headers = reply.headers.iter().map(|header| &header.ty);
        for ty in bodies.chain(headers) {
            names_in(ty, &mut models);
        }
    }
    let models = import(&quote!(crate::models), &models);
    let types = responses.iter().map(|(name, reply)| {
        let (ty, functions) = (
            service::shared(name, reply),
            reply::shared(name, reply, homes),
        );
        quote!(#ty #functions)
    });
    file.items(quote! {
        #models
        use runtime::prelude as rt;

        #(#types)*
    });
    file.finish()
}
