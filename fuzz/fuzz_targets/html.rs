//! Any text as Markdown: a browser finds nothing in its HTML but what Markdown makes.

#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| opsbook_fuzz::safe_html(text));
