//! The `opsbook` program: hands its arguments to the library and returns its exit code.

use opsbook::cli::{Environment, run};
use std::process::ExitCode;

fn main() -> ExitCode {
    match Environment::of_process() {
        Ok(environment) => run(std::env::args_os(), &environment),
        Err(_) => ExitCode::from(2),
    }
}
