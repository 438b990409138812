//! Documentation that is written from the program is as the program is. `UPDATE_EXPECT=1` writes it anew.

use expect_test::expect_file;

#[test]
fn rules() {
    expect_file!["../docs/rules.md"].assert_eq(&opsbook::cli::markdown_rules());
}

#[test]
fn command_line() {
    expect_file!["../docs/cli.md"].assert_eq(&opsbook::cli::markdown_reference());
}

#[test]
fn kinds() {
    let schema = opsbook::schema::Schema::built_in();
    expect_file!["../docs/kinds.md"].assert_eq(&opsbook::schema::markdown_of_kinds(&schema));
}
