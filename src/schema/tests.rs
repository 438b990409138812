//! The built-in kinds, and what a workspace may add to them.

use super::Schema;

#[test]
fn the_built_in_kinds_have_no_problems() {
    let mut problems = Vec::new();
    let schema = Schema::load(&[], &mut problems);
    let problems: Vec<String> = problems
        .iter()
        .map(|problem| {
            format!(
                "{} {:?}: {} ({})",
                problem.span.path,
                problem.span.range,
                problem.message,
                problem.help.as_deref().unwrap_or("")
            )
        })
        .collect();
    assert_eq!(problems, Vec::<String>::new());
    let rules: usize = schema.kinds().map(|kind| kind.rules.len()).sum();
    assert!(rules > 40, "{rules}");
}
