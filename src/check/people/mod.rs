//! Roles, teams, meetings and actions.

rules! {
    owner_left,
}
