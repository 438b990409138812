//! Any text as an expression.

#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| opsbook_fuzz::expression(text));
