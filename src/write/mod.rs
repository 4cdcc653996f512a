//! Tree + folder → report; the only writer.
