//! Any text as a TOML record of a workspace, read under the schema and checked.

#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| opsbook_fuzz::record(text));
