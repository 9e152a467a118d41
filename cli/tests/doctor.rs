//! `edgegap doctor`.
#![allow(missing_docs)]

mod program;

use program::Program;
use snapbox::str;

#[test]
fn everything_has_a_source() {
    Program::new().run("doctor").success().stderr_eq("").stdout_eq(str![[r#"
version     edgegap [..], contract [..]
token       *** (--emulator)
base_url    http://127.0.0.1:[..] (--emulator)
proxy       none (the default)
ca_file     the platform's (the default)
read_only   false (the default)
allow_apps  all (the default)
service     answers in [..] ms, the token is valid
clock       agrees with the service
program     no edgegap on PATH

"#]]);
}

#[test]
fn what_is_wrong_has_an_exit_code() {
    let program = Program::new();
    let run = |line: &str| program.command(line).arg("--max-retries=0").env("EDGEGAP_BASE_URL", "http://127.0.0.1:1");
    run("doctor --read-only").env("EDGEGAP_API_KEY", "t").assert().code(7).stdout_eq(str![[r#"
version     [..]
token       *** (the variable EDGEGAP_API_KEY)
base_url    http://127.0.0.1:1 (the variable EDGEGAP_BASE_URL)
proxy       none (the default)
ca_file     the platform's (the default)
read_only   true (--read-only)
allow_apps  all (the default)
service     error: [..]no connection to the service[..]
program     no edgegap on PATH

"#]]);
    run("doctor --token-env MINE").env("MINE", "\"quoted\"").assert().code(2).stdout_eq(str![[r#"
version   [..]
settings  error: the API token from the --token-env option has quotation marks around it[..]
program   no edgegap on PATH

"#]]);
}

#[test]
fn the_network_is_checked_without_a_token() {
    let program = Program::new();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let emulator = runtime.block_on(edgegap_emulator::Emulator::start()).unwrap();
    program.command("doctor").env("EDGEGAP_BASE_URL", emulator.url()).assert().code(4).stdout_eq(str![[r#"
version     [..]
base_url    http://127.0.0.1:[..] (the variable EDGEGAP_BASE_URL)
...
service     answers in [..] ms
token       error: there is no API token: [..]
program     no edgegap on PATH

"#]]);
}

#[cfg(unix)]
#[test]
fn another_program_of_this_name_is_reported() {
    let program = Program::new();
    for folder in ["a", "b"] {
        std::fs::create_dir(program.path().join(folder)).unwrap();
        program.write(&format!("{folder}/edgegap"), "");
    }
    program.emulated("doctor").env("PATH", "a:b:nothing").assert().success().stdout_eq(
        "...\nprogram     warning: [..]a/edgegap; also on PATH: [..]b/edgegap: remove those that are not used\n",
    );
}
