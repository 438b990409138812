//! Any text as a Markdown file with front matter.

#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| opsbook_fuzz::front_matter(text));
