//! The runtime of an emitted service.
