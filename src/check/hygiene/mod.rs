//! What is stale, unowned or left over.

rules! {
    retired_in_use,
    unowned,
}
