//! Keys and values against the kind.

rules! {
    ambiguous_column,
    broken_rule,
    cadence_in_words: crate::schema::CADENCE_IN_WORDS,
    dates_out_of_order,
    invalid_due_day,
    invalid_expression: crate::expression::INVALID_EXPRESSION,
    invalid_id: crate::workspace::INVALID_ID,
    look_alike_id: crate::workspace::LOOK_ALIKE_ID,
    missing_column,
    missing_field: crate::schema::MISSING_FIELD,
    missing_section,
    reserved_id: crate::workspace::RESERVED_ID,
    unknown_choice: crate::schema::UNKNOWN_CHOICE,
    unknown_key: crate::schema::UNKNOWN_KEY,
    unknown_status: crate::schema::UNKNOWN_STATUS,
    unread_table,
    wrong_type: crate::schema::WRONG_TYPE,
}

mod columns;
