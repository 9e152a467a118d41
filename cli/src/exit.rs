//! The exit codes of the program.

/// Done, or nothing to do.
pub const DONE: u8 = 0;
/// It failed for a reason that no other code has.
pub const FAILED: u8 = 1;
/// The arguments, the body or the manifest are invalid, or a guard rail refuses the call. Nothing
/// was sent.
pub const USAGE: u8 = 2;
/// The service refuses the call, or the object does not exist.
pub const REFUSED: u8 = 3;
/// The token is missing, invalid, or does not permit the call.
pub const TOKEN: u8 = 4;
/// The name is taken, or the account changed since the plan was made.
pub const CONFLICT: u8 = 5;
/// The image cannot be pulled, or the service did not take over the tag.
pub const IMAGE: u8 = 6;
/// The network failed, a time limit ended, or the service answered 429 or 5xx.
pub const UNREACHABLE: u8 = 7;
/// The call failed, and the service may have carried it out.
pub const MAYBE_APPLIED: u8 = 8;
/// There are differences, with `--exit-code`.
pub const DIFFERENT: u8 = 10;
/// Ctrl-C.
pub const INTERRUPTED: u8 = 130;
