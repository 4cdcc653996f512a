//! From a place to a line and a column. Positions are not kept while loading; they are scanned for in the text again
//! when the first diagnostic of a file is shown.

/// Where a value starts, and where its parts do.
#[derive(Debug)]
pub struct Mark;
