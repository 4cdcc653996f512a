//! # Syntax
pub struct Item {
    pub name String,
}
