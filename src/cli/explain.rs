//! `specwright explain CODE`: the long text of a diagnostic.

use super::Exit;
use super::console::{Console, complain};
use crate::diag;

#[derive(clap::Args)]
pub(super) struct Arguments {
    /// The code, as it stands in brackets; without one, all codes are listed
    code: Option<String>,
}

pub(super) fn run(arguments: &Arguments, console: &Console) -> Exit {
    let Some(code) = &arguments.code else {
        let list: String = diag::CODES
            .iter()
            .flat_map(|(code, _)| [code, "\n"])
            .collect();
        console.out(&list);
        return Exit::Fine;
    };
    let Some(text) = diag::explain(code) else {
        let known = diag::CODES.iter().map(|(code, _)| *code);
        let near = diag::suggest::closest(code, known).map_or_else(
            || "`specwright explain` lists them all".to_owned(),
            |near| format!("did you mean `{near}`?"),
        );
        complain(&format!("error: there is no diagnostic `{code}`; {near}\n"));
        return Exit::Usage;
    };
    console.out(&format!("{}\n", text.trim_end()));
    Exit::Fine
}
