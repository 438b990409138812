//! Keys and values against the kind.

rules! {
    cadence_in_words: crate::schema::CADENCE_IN_WORDS,
    invalid_due_day,
    broken_rule,
    invalid_expression: crate::expression::INVALID_EXPRESSION,
    invalid_id: crate::workspace::INVALID_ID,
    missing_field: crate::schema::MISSING_FIELD,
    missing_section,
    reserved_id: crate::workspace::RESERVED_ID,
    unknown_choice: crate::schema::UNKNOWN_CHOICE,
    unknown_key: crate::schema::UNKNOWN_KEY,
    unknown_status: crate::schema::UNKNOWN_STATUS,
    wrong_type: crate::schema::WRONG_TYPE,
}
