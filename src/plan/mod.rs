//! ir → plan: final identifiers, modules, types.
