//! Which module a model stands in: the module of the only service that uses it, else `common`.

use super::model::{Model, Type};
use crate::naming::{Name, TypeName, ValueName};
use indexmap::IndexMap;
use std::collections::BTreeMap;

/// One module under `models/`.
#[derive(Debug)]
pub struct Group {
    pub module: ValueName,
    pub models: Vec<Model>,
}

#[derive(Clone, PartialEq)]
enum Home {
    One(ValueName),
    Common,
}

pub fn group(models: IndexMap<TypeName, Model>, uses: &[(ValueName, Type)]) -> Vec<Group> {
    let mut homes: BTreeMap<TypeName, Home> = BTreeMap::new();
    let mut pending: Vec<(TypeName, Home)> = Vec::new();
    for (module, ty) in uses {
        reach(ty, &Home::One(module.clone()), &mut pending);
    }
    while let Some((name, home)) = pending.pop() {
        let settled = match homes.get(&name) {
            Some(known) if *known == home || *known == Home::Common => continue,
            Some(_) => Home::Common,
            None => home,
        };
        homes.insert(name.clone(), settled.clone());
        if let Some(model) = models.get(&name) {
            for ty in model.types() {
                reach(ty, &settled, &mut pending);
            }
        }
    }
    let common = ValueName::make("common");
    let mut groups: BTreeMap<ValueName, Vec<Model>> = BTreeMap::new();
    for (name, model) in models {
        // What no operation uses is not emitted: it was planned for a copy (a form) that is.
        let Some(home) = homes.get(&name) else {
            continue;
        };
        let module = match home {
            Home::One(module) => module.clone(),
            Home::Common => common.clone(),
        };
        groups.entry(module).or_default().push(model);
    }
    groups
        .into_iter()
        .map(|(module, models)| Group { module, models })
        .collect()
}

fn reach(ty: &Type, home: &Home, out: &mut Vec<(TypeName, Home)>) {
    ty.walk(&mut |ty| {
        if let Type::Model(name) | Type::Alias(name, _) = ty {
            out.push((name.clone(), home.clone()));
        }
    });
}
