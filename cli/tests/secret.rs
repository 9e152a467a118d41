//! No output shows a secret, and no argument is one.
#![allow(missing_docs)]

mod program;

use program::{FIELDS, Program, errors, output};

const CANARY: &str = "c4nary-secret";

#[test]
fn secrets_come_from_variables_files_and_standard_input() {
    let program = Program::with_version();
    program.write("secret.txt", &format!("{CANARY}\n"));
    let login = "versions update game dev --private-username me";
    for (arguments, input) in [
        ("--private-token-env SECRET", ""),
        ("--private-token-file secret.txt", ""),
        ("--private-token-stdin", CANARY),
        ("--private-token-env SECRET --dry-run", ""),
        ("--private-token-env SECRET --verbose", ""),
        ("--private-token-env SECRET -o json", ""),
        ("--hidden-env KEY=SECRET --dry-run", ""),
        ("--hidden-env SECRET -o ndjson", ""),
    ] {
        let command = program.emulated(&format!("{login} {arguments}")).env("SECRET", CANARY);
        let run = command.stdin(input).assert().success();
        assert!(!format!("{}{}", output(&run), errors(&run)).contains(CANARY), "{arguments}");
    }
    for (arguments, reason) in [
        ("--private-token-env NOTHING", "--private-token-env: the variable with this name is not set"),
        ("--private-token-file nothing", "--private-token-file nothing: "),
        ("--private-token-stdin", "--private-token-stdin: the value is empty"),
        ("--private-token-env SECRET --private-token-stdin", "use only one of"),
        ("--private-token-stdin --body -", "use only one of --body - and --private-token-stdin"),
        ("--hidden-env KEY=NOTHING", "--hidden-env KEY: "),
    ] {
        let command = program.emulated(&format!("{login} {arguments}")).env("SECRET", CANARY);
        let refused = errors(&command.stdin("").assert().code(2));
        assert!(refused.contains(reason), "{refused}");
    }
}

#[test]
fn a_secret_as_an_argument_is_refused_and_not_shown() {
    let program = Program::with_version();
    for (line, advice) in [
        (format!("apps list --token {CANARY}"), "--token-env"),
        (format!("apps list --token={CANARY}"), "--token-env"),
        (format!("apps list --token-env {CANARY}"), "takes the name of a variable"),
        (format!("versions create game 1 {FIELDS} --private-token={CANARY}"), "--private-token-env NAME"),
        (format!("versions create game 1 {FIELDS} --private-token-env {CANARY}"), "takes the name of a variable"),
        (format!("storages create s --secret-access-key {CANARY}"), "--secret-access-key-stdin"),
        (format!("versions create game 1 {FIELDS} --env {CANARY}"), "--env: must be a name"),
        (
            format!(
                "versions create game 1 {FIELDS} --envs [{{\"key\":\"K\",\"value\":\"{CANARY}\",\"is_hidden\":true}}]"
            ),
            "--hidden-env",
        ),
    ] {
        let refused = program.command(&line).assert();
        let shown = format!("{}{}", output(&refused), errors(&refused));
        assert!(shown.contains(advice) && !shown.contains(CANARY), "{line}: {shown}");
        assert!(!refused.get_output().status.success());
    }
}

#[test]
fn a_token_is_never_shown() {
    let program = Program::new();
    let run = |line: &str| {
        let command = program.command(line).env("EDGEGAP_TOKEN", CANARY).env("EDGEGAP_BASE_URL", "http://127.0.0.1:1");
        let run = command.arg("--max-retries=0").assert();
        format!("{}{}", output(&run), errors(&run))
    };
    for line in ["doctor", "doctor -o json", "apps list -v", "apps create game --dry-run", "apps list -o json"] {
        assert!(!run(line).contains(CANARY), "{line}");
    }
}
