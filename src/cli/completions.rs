//! `specwright completions SHELL`: a script for the shell, on stdout.

use super::Exit;
use super::console::Console;
use clap::CommandFactory;
use clap_complete::Shell;

#[derive(clap::Args)]
pub(super) struct Arguments {
    shell: Shell,
}

pub(super) fn run(arguments: &Arguments, console: &Console) -> Exit {
    let mut script = Vec::new();
    let mut command = super::Arguments::command();
    clap_complete::generate(arguments.shell, &mut command, "specwright", &mut script);
    console.out(&String::from_utf8_lossy(&script));
    Exit::Fine
}
