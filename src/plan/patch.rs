//! Bodies of PATCH: what is absent stays as it is (RFC 7396), so that a default of the schema does not apply there.

use super::model::{Model, ModelKind, Presence, Type};
use super::route::Service;
use crate::naming::TypeName;
use indexmap::IndexMap;
use std::collections::BTreeSet;

/// Takes the defaults off models that PATCH alone carries.
pub fn relax(models: &mut IndexMap<TypeName, Model>, services: &[Service]) {
    let (mut changes, mut others) = (BTreeSet::new(), BTreeSet::new());
    for operation in services.iter().flat_map(|service| &service.operations) {
        let params = operation.params.iter().flat_map(|params| &params.fields);
        for param in params {
            reach(&param.ty, models, &mut others);
        }
        for alternative in operation.body.iter().flat_map(|body| &body.alternatives) {
            match alternative.ty.bare() {
                Type::Model(name) if operation.method == "PATCH" => {
                    changes.insert(name.clone());
                    let inner = models.get(name).map(Model::types).unwrap_or_default();
                    let inner: Vec<Type> = inner.into_iter().cloned().collect();
                    for ty in inner {
                        reach(&ty, models, &mut others);
                    }
                }
                _ => reach(&alternative.ty, models, &mut others),
            }
        }
    }
    for name in changes.difference(&others) {
        let Some(Model {
            kind: ModelKind::Struct(shape),
            ..
        }) = models.get_mut(name)
        else {
            continue;
        };
        for field in &mut shape.fields {
            match field.presence {
                Presence::Default(_) => field.ty = field.ty.clone().option(),
                Presence::DefaultJson(_) => {}
                Presence::Required | Presence::Optional => continue,
            }
            field.presence = Presence::Optional;
        }
    }
}

/// Every model that a type leads to.
fn reach(ty: &Type, models: &IndexMap<TypeName, Model>, into: &mut BTreeSet<TypeName>) {
    let mut pending = vec![ty.clone()];
    while let Some(ty) = pending.pop() {
        ty.walk(&mut |ty| {
            if let Type::Model(name) | Type::Alias(name, _) = ty
                && into.insert(name.clone())
                && let Some(model) = models.get(name)
            {
                pending.extend(model.types().into_iter().cloned());
            }
        });
    }
}
