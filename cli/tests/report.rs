//! Dry runs of plan files, and reports that cannot be written.
#![allow(missing_docs)]

mod program;

use program::{Program, errors, output};

const MANIFEST: &str = "format = 1\napp = { name = \"game\" }\n[versions.\"a b\"]\ndocker_repository = \"docker.io\"\n\
                        docker_image = \"me/game\"\ndocker_tag = \"${TAG}\"\nreq_cpu = 1024\nreq_memory = 1024\n\
                        envs = { DB_PASSWORD = { env = \"SECRET\" } }\n";

fn program() -> Program {
    let program = Program::new();
    program.write("edgegap.toml", MANIFEST);
    program
}

fn run(program: &Program, line: &str) -> snapbox::cmd::OutputAssert {
    program.emulated(line).env("SECRET", "canary").assert()
}

#[test]
fn a_dry_run_of_a_plan_file_changes_nothing() {
    let program = program();
    run(&program, "plan --set TAG=b1 --out p.json -q").success();
    let shown = run(&program, "apply p.json --set TAG=b1 --dry-run").success();
    assert!(output(&shown).contains("2 to create"), "{}", output(&shown));
    run(&program, "versions list game").code(3);
}

#[test]
fn a_dry_run_writes_its_reports() {
    let program = program();
    let write = |line: &str| {
        run(&program, &format!("{line} --set TAG=b1 -q --summary s.md --dotenv d.env")).success();
        (program.read("s.md"), program.read("d.env"))
    };
    let (summary, variables) = write("apply --dry-run");
    assert!(summary.starts_with("### edgegap apply: game\n") && summary.contains("2 to create"), "{summary}");
    assert!(variables.contains("PUBLISHED_CHANGES=2\nPUBLISHED_CREATED=0\n"), "{variables}");
    run(&program, "versions list game").code(3);
    run(&program, "apply --set TAG=b1 --yes -q").success();
    let (summary, variables) = write("prune --versions 0 --dry-run");
    assert!(summary.starts_with("### edgegap prune: game\n"), "{summary}");
    assert!(variables.contains("PUBLISHED_CHANGES="), "{variables}");
}

#[test]
fn a_report_that_cannot_be_written_keeps_the_result() {
    let program = program();
    let done = run(&program, "apply --set TAG=b1 --yes -q --summary missing/s.md").code(1);
    assert!(output(&done).starts_with("Applied: 2 created"), "{}", output(&done));
    assert!(errors(&done).contains("missing/s.md"), "{}", errors(&done));
}

#[test]
fn a_dotenv_file_has_no_shell_code() {
    let program = program();
    run(&program, "apply --set TAG=b1 --yes -q --dotenv d.env").success();
    assert!(program.read("d.env").contains("PUBLISHED_VERSIONS=a%20b\n"), "{}", program.read("d.env"));
}

#[test]
fn a_value_whose_name_is_that_of_a_secret_is_not_shown() {
    let program = program();
    run(&program, "apply --set TAG=b1 --yes -q").success();
    let changed = program.emulated("plan --set TAG=b1 -o json").env("SECRET", "canary-2").assert().success();
    assert!(output(&changed).contains("DB_PASSWORD") && !output(&changed).contains("canary"), "{}", output(&changed));
    let changed = program.emulated("plan --set TAG=b1").env("SECRET", "canary-2").assert().success();
    assert!(output(&changed).contains("DB_PASSWORD") && !output(&changed).contains("canary"), "{}", output(&changed));
}
