//! Output for continuous integration.
#![allow(missing_docs)]

mod program;

use program::{Program, errors};
use snapbox::str;

const MANIFEST: &str = r#"format = 1
app = { name = "game" }

[versions.dev]
docker_repository = "docker.io"
docker_image = "me/game"
docker_tag = "${TAG}"
req_cpu = 1024
req_memory = 1024
ports = [{ port = 7777, protocol = "UDP", name = "a" }]
envs = { KEY = { env = "KEY", hidden = true } }
"#;

fn github(program: &Program, line: &str) -> snapbox::cmd::OutputAssert {
    let command = program.emulated(line).env("GITHUB_ACTIONS", "true").env("KEY", "canary-value");
    command.env("GITHUB_STEP_SUMMARY", "summary.md").env("GITHUB_OUTPUT", "output.txt").assert()
}

#[test]
fn github_actions_get_annotations_masks_a_summary_and_outputs() {
    let program = Program::new();
    program.write("edgegap.toml", MANIFEST);
    program.write("summary.md", "before\n\n");
    let failed = github(&program, "check").code(2);
    assert!(
        errors(&failed).starts_with("::error file=edgegap.toml,line=7,endLine=7,col=15,endColumn=21::"),
        "{}",
        errors(&failed)
    );
    let warned = github(&program, "check --set TAG=latest").success();
    assert!(errors(&warned).contains("\n::warning file=edgegap.toml,line=7,"), "{}", errors(&warned));
    assert!(errors(&warned).contains("\n::add-mask::canary-value\n"), "{}", errors(&warned));
    github(&program, "apply --set TAG=b42 --yes").success().stdout_eq("Applied: [..]\n");
    snapbox::assert_data_eq!(
        program.read("summary.md"),
        str![[r#"
before

### edgegap apply: game

| object | name | result | fields | seconds |
| --- | --- | --- | --- | --- |
| application | game | created |  | [..] |
| version | dev | created |  | [..] |

Applied: 2 created in [..] s, [..] requests.


"#]]
    );
    snapbox::assert_data_eq!(
        program.read("output.txt"),
        str![[r#"
app=game
changes=2
created=2
changed=0
deleted=0
versions=dev

"#]]
    );
}

#[test]
fn github_actions_get_findings_at_their_lines() {
    let program = Program::new();
    // No server listens on port 1.
    program.write("edgegap.toml", &MANIFEST.replace("docker.io", "127.0.0.1:1"));
    let warned = github(&program, "check --online --set TAG=b42 -q").success();
    assert!(
        errors(&warned)
            .contains("\n::warning file=edgegap.toml,line=4::version dev: the image 127.0.0.1:1/me/game:b42"),
        "{}",
        errors(&warned)
    );
}

#[test]
fn other_systems_name_the_files() {
    let program = Program::new();
    program.write("edgegap.toml", MANIFEST);
    let run = |line: &str| program.emulated(line).env("KEY", "canary-value").assert();
    run("plan --set TAG=b42 --summary plan.md --dotenv plan.env -q").success();
    snapbox::assert_data_eq!(
        program.read("plan.md"),
        str![[r#"
### edgegap plan: game

```text
edgegap.toml -> game at 127.0.0.1:[..]
...
2 to create, 0 to change, 0 to delete: 2 calls.
```


"#]]
    );
    assert!(program.read("plan.env").starts_with("PUBLISHED_APP=game\nPUBLISHED_CHANGES=2\n"));
    run("plan --set TAG=b42 --summary nothing/plan.md").code(1).stderr_eq("error: [..]nothing/plan.md: [..]\n");
    for file in ["plan.md", "plan.env"] {
        assert!(!program.read(file).contains("canary"), "{file}");
    }
}

#[test]
fn ci_asks_nothing() {
    let program = Program::with_version();
    program.emulated("versions delete game dev").env("CI", "true").assert().code(2);
}
