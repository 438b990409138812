//! opsbook keeps a product organisation's book of record in git: processes, roadmap, feedback, metrics and teams as
//! Markdown and TOML. It checks those files as a compiler checks code and renders a static report site.
//!
//! The modules stand in the order in which data flows; each may use only modules above it (`tests/architecture.rs`).

pub mod text;
pub mod time;
pub mod diagnostic;
pub mod disk;
pub mod source;
pub mod parse;
pub mod value;
pub mod expression;
pub mod schema;
pub mod workspace;
pub mod change;
pub mod history;
pub mod template;
pub mod compare;
pub mod check;
pub mod draw;
pub mod report;
pub mod export;
pub mod site;
pub mod output;
pub mod edit;
pub mod demo;
pub mod cli;
