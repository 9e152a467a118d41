//! What is fuzzed. A target makes inputs and says what is wrong with what came of one; a panic is always wrong.

mod dispatch;
mod emulator;
mod reply;
mod request;

use std::panic::{AssertUnwindSafe, catch_unwind};

use edgegap_sdk::{Client, Error};
use edgegap_tests::schemas::{Schemas, refusals};
use fastrand::Rng;
use serde_json::{Value, json};

use crate::corpus::Seed;
use crate::mutate;

/// The token, which nothing may show. It begins with what no escape of JSON ends with.
pub const TOKEN: &str = "q-fuzz-token-2c9e";

/// Something that takes any input.
pub trait Target {
    /// An input made from the corpus.
    fn input(&self, corpus: &[Seed], rng: &mut Rng) -> Value;

    /// Takes an input; the error says what is wrong.
    fn execute(&mut self, input: &Value) -> Result<(), String>;

    /// Back to the state of the beginning, where there is one.
    fn reset(&mut self) {}
}

/// The names of all targets.
pub const NAMES: [&str; 4] = ["reply", "dispatch", "request", "emulator"];

/// The target of this name.
pub fn find(name: &str) -> Option<Box<dyn Target>> {
    Some(match name {
        "reply" => Box::new(reply::Replies::new()),
        "dispatch" => Box::new(dispatch::Dispatch::new()),
        "request" => Box::new(request::Requests::new()),
        "emulator" => Box::new(emulator::Emulated::new()),
        _ => return None,
    })
}

/// Executes an input; a panic is an error like any other.
pub fn attempt(target: &mut dyn Target, input: &Value) -> Result<(), String> {
    catch_unwind(AssertUnwindSafe(|| target.execute(input))).unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<String>().cloned();
        let text = text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()));
        Err(format!("panicked: {}", text.unwrap_or_default()))
    })
}

/// A client that needs no server.
fn client(url: &str) -> Client {
    let client = Client::builder().token(TOKEN).base_url(url).max_retries(0).build();
    client.unwrap_or_else(|error| panic!("{error}"))
}

/// A call of the corpus with changes; sometimes of one operation with the arguments of another.
fn call(corpus: &[Seed], rng: &mut Rng) -> Value {
    let (seed, donor) = (&corpus[rng.usize(0..corpus.len())], &corpus[rng.usize(0..corpus.len())]);
    let operation = if rng.u8(0..16) == 0 { &donor.operation } else { &seed.operation };
    let mut call = json!({"operation": operation, "arguments": seed.arguments, "options": seed.options});
    let donor = json!({"arguments": donor.arguments, "options": donor.options});
    // Three in four keep their options, which would otherwise be what is wrong most of the time.
    if rng.u8(0..4) == 0 {
        mutate::json(&mut call["options"], &donor["options"], rng);
    }
    if rng.u8(0..8) > 0 {
        mutate::json(&mut call["arguments"], &donor["arguments"], rng);
    }
    call
}

/// What every error has to be.
fn check_error(error: &Error, schemas: &Schemas) -> Result<(), String> {
    let json = error.to_json();
    if let Some(refusal) = refusals(&schemas.error, &json).first() {
        return Err(format!("the error does not fit its schema: {refusal}: {json}"));
    }
    if error.kind() == edgegap_sdk::ErrorKind::Internal {
        return Err(format!("an internal error: {json}"));
    }
    if error.excerpt().is_some_and(|excerpt| excerpt.len() > 1024) {
        return Err("a long excerpt".to_owned());
    }
    Ok(())
}

fn shows_token(shown: &str) -> Result<(), String> {
    if shown.contains(TOKEN) { Err(format!("the token is shown: {shown}")) } else { Ok(()) }
}
