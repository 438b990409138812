//! The `opsbook` program: hands its arguments to the library and returns its exit code.

use opsbook::cli::{Environment, run};
use std::process::ExitCode;

/// Small texts and vectors are made and dropped by the million; the system's allocator takes a fifth of a run.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    match Environment::of_process() {
        Ok(environment) => run(std::env::args_os(), &environment),
        Err(_) => ExitCode::from(2),
    }
}
