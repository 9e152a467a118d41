//! Checks what crossed the boundary in a run of another language against its schemas: `boundary FILE`, where each line is
//! `{"vector": "...", "schema": "reply", "json": {}}`.

use std::env;
use std::fs;
use std::process::ExitCode;

use edgegap_tests::schemas::{Schemas, refusals};
use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize)]
struct Crossed {
    vector: String,
    schema: String,
    json: Value,
}

fn main() -> ExitCode {
    let faults = env::args().nth(1).ok_or_else(|| "boundary FILE".to_owned()).and_then(|file| check(&file));
    match faults {
        Ok((0, _)) => println!("nothing crossed the boundary"),
        Ok((count, faults)) if faults.is_empty() => {
            println!("{count} replies and errors are what their schemas say");
            return ExitCode::SUCCESS;
        }
        Ok((_, faults)) => faults.iter().for_each(|fault| println!("{fault}")),
        Err(reason) => println!("{reason}"),
    }
    ExitCode::FAILURE
}

/// How much crossed, and everything that is wrong with it.
fn check(file: &str) -> Result<(usize, Vec<String>), String> {
    let text = fs::read_to_string(file).map_err(|error| format!("{file}: {error}"))?;
    let schemas = Schemas::load()?;
    let mut faults = Vec::new();
    for line in text.lines() {
        let crossed: Crossed = serde_json::from_str(line).map_err(|error| format!("{file}: {error}: {line}"))?;
        let schema = match crossed.schema.as_str() {
            "reply" => &schemas.reply,
            "error" => &schemas.error,
            other => return Err(format!("{file}: there is no schema {other}")),
        };
        faults.extend(
            refusals(schema, &crossed.json)
                .into_iter()
                .map(|why| format!("{}: {}: {why}", crossed.vector, crossed.schema)),
        );
    }
    Ok((text.lines().count(), faults))
}
