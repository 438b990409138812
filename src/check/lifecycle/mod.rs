//! Moves between statuses, and what the history does not tell.

rules! {
    history_incomplete,
    illegal_move,
    never_active,
    reused_id,
}

use crate::history::{History, Landed};
use crate::time::Zone;

/// "on 2026-03-02 in 4f2a91c": a landing in a message.
fn landing_words(history: &History, number: u32, zone: &Zone) -> String {
    match history.landing(number) {
        Some(landing) => {
            let day = crate::time::Date::from_timestamp(landing.seconds, zone);
            format!("on {day} in {}", landing.commit.short())
        }
        None => "just now".to_owned(),
    }
}

/// The landing that counts, if one does: neither an ignored one nor one before the history.
fn counted(landed: Landed) -> Option<u32> {
    match landed {
        Landed::With(number) => Some(number),
        Landed::Ignored(_) | Landed::Before | Landed::Pending => None,
    }
}
