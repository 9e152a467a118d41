//! Searches the output of a program in any language for secrets: `secrets PROGRAM ARGUMENTS...`.

use std::env;
use std::process::{Command, ExitCode};

use edgegap_tests::secrets;

#[tokio::main]
async fn main() -> ExitCode {
    let mut words = env::args_os().skip(1);
    let Some(program) = words.next() else {
        eprintln!("secrets PROGRAM ARGUMENTS...");
        return ExitCode::FAILURE;
    };
    let mut command = Command::new(program);
    command.args(words);
    let faults = secrets::try_out(command).await.unwrap_or_else(|error| vec![error]);
    faults.iter().for_each(|fault| eprintln!("{fault}"));
    if faults.is_empty() {
        println!("no secret in any byte");
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
