//! The fuzz targets. A target generates inputs and verifies the outcome of each. A panic is always
//! a failure.

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

/// The token, which no output may contain. Its first character does not occur in a JSON escape.
pub const TOKEN: &str = "q-fuzz-token-2c9e";

/// Code that must handle any input.
pub trait Target {
    /// Generates an input from the corpus.
    fn input(&self, corpus: &[Seed], rng: &mut Rng) -> Value;

    /// Executes an input. The error describes the failure.
    fn execute(&mut self, input: &Value) -> Result<(), String>;

    /// Restores the initial state, if the target has one.
    fn reset(&mut self) {}
}

/// The names of all targets.
pub const NAMES: [&str; 4] = ["reply", "dispatch", "request", "emulator"];

/// The target with this name.
pub fn find(name: &str) -> Option<Box<dyn Target>> {
    Some(match name {
        "reply" => Box::new(reply::Replies::new()),
        "dispatch" => Box::new(dispatch::Dispatch::new()),
        "request" => Box::new(request::Requests::new()),
        "emulator" => Box::new(emulator::EmulatorTarget::new()),
        _ => return None,
    })
}

/// Executes an input. A panic is an error.
pub fn attempt(target: &mut dyn Target, input: &Value) -> Result<(), String> {
    catch_unwind(AssertUnwindSafe(|| target.execute(input))).unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<String>().cloned();
        let text = text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()));
        Err(format!("panicked: {}", text.unwrap_or_default()))
    })
}

/// A client without retries.
fn client(url: &str) -> Client {
    let client = Client::builder().token(TOKEN).base_url(url).max_retries(0).build();
    client.unwrap_or_else(|error| panic!("{error}"))
}

/// A changed call of the corpus, sometimes with the arguments of another operation.
fn call(corpus: &[Seed], rng: &mut Rng) -> Value {
    let (seed, donor) = (&corpus[rng.usize(0..corpus.len())], &corpus[rng.usize(0..corpus.len())]);
    let operation = if rng.u8(0..16) == 0 { &donor.operation } else { &seed.operation };
    let mut call = json!({"operation": operation, "arguments": seed.arguments, "options": seed.options});
    let donor = json!({"arguments": donor.arguments, "options": donor.options});
    // Most calls keep their options, because invalid options would be the only error most of the
    // time.
    if rng.u8(0..4) == 0 {
        mutate::json(&mut call["options"], &donor["options"], rng);
    }
    if rng.u8(0..8) > 0 {
        mutate::json(&mut call["arguments"], &donor["arguments"], rng);
    }
    call
}

/// Checks an error.
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
