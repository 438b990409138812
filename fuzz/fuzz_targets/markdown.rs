//! Any text as Markdown: its outline and its HTML.

#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| opsbook_fuzz::markdown(text));
