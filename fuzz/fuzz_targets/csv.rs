//! Any text as a table of values.

#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| opsbook_fuzz::csv(text));
