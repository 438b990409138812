//! The command line as Markdown, for `docs/cli.md`.

use std::fmt::Write as _;

/// Returns the reference of all commands and options.
pub fn markdown_reference() -> String {
    let mut out = String::from("# Command line\n\nWritten from the program; a test keeps it fresh.\n");
    let mut root = super::definition().term_width(100);
    root.build();
    section(&mut out, "opsbook", &mut root.clone());
    let names: Vec<String> = root
        .get_subcommands()
        .map(|command| command.get_name().to_owned())
        .filter(|name| name != "help")
        .collect();
    for name in names {
        if let Some(command) = root.find_subcommand(&name) {
            section(
                &mut out,
                &format!("opsbook {name}"),
                &mut command.clone().term_width(100),
            );
        }
    }
    out
}

fn section(out: &mut String, name: &str, command: &mut clap::Command) {
    let help = command.render_long_help().to_string();
    let lines: Vec<&str> = help.lines().map(str::trim_end).collect();
    let _ = write!(out, "\n## {name}\n\n```text\n{}\n```\n", lines.join("\n").trim_end());
}
