//! `#[resource("/pets")]` on a struct: the operations of a collection.

use super::Cx;
use crate::rustspec::scope::{ModuleId, TypeId};
use crate::rustspec::tree::Tree;

impl Cx<'_, '_> {
    /// The structs of a module that are resources.
    pub fn resources_of(&self, module: ModuleId) -> Vec<TypeId> {
        let types = self.spec.types.iter().enumerate();
        types
            .filter(|(_, ty)| {
                ty.module == module && ty.item.attributes.iter().any(|it| it.name == "resource")
            })
            .map(|(id, _)| id)
            .collect()
    }

    pub fn resource(&mut self, _document: &mut Tree, _id: TypeId) {}
}
