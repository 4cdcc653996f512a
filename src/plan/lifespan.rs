//! What happens before the first request and after the last one → functions of one module of the user's.

use crate::ir;
use crate::naming::{Name, Scope, ValueName};

#[derive(Debug, Clone, Default)]
pub struct Lifespan {
    pub startup: Vec<Hook>,
    pub shutdown: Vec<Hook>,
}

#[derive(Debug, Clone)]
pub struct Hook {
    pub function: ValueName,
    /// May be empty.
    pub docs: String,
    pub blocking: bool,
}

/// The functions beside the hooks'.
const RESERVED: [&str; 3] = ["deps", "startup", "shutdown"];

pub fn plan(lifespan: &ir::Lifespan) -> Lifespan {
    let mut scope = Scope::reserving(RESERVED);
    let mut hooks = |hooks: &[ir::Hook]| {
        let hooks = hooks.iter().map(|hook| Hook {
            function: scope.claim(&hook.name, ValueName::make),
            docs: hook.description.clone().unwrap_or_default(),
            blocking: hook.blocking,
        });
        hooks.collect()
    };
    Lifespan {
        startup: hooks(&lifespan.startup),
        shutdown: hooks(&lifespan.shutdown),
    }
}
