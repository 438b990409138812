//! What is stale, unowned or left over.

rules! {
    retired_in_use,
    stale_record,
    suspect_link,
    unowned,
}
