//! The recipes of docs/cookbook and the action, as build systems run them.

#![cfg(unix)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use edgegap_emulator::Emulator;
use edgegap_sdk::{Client, Version};
use tempfile::TempDir;
use tokio::runtime::Runtime;

const COOKBOOK: &str = include_str!("../../docs/cookbook/README.md");
const ACTION: &str = include_str!("../../action.yml");

/// A build on an account: the example project in a folder of its own.
struct Build {
    folder: TempDir,
    emulator: Emulator,
    client: Client,
    runtime: Runtime,
}

impl Build {
    fn new() -> Self {
        let runtime = Runtime::new().unwrap();
        let emulator = runtime.block_on(Emulator::start()).unwrap();
        let client = Client::builder().base_url(emulator.url()).token(emulator.token()).build().unwrap();
        let folder = TempDir::new().unwrap();
        for name in ["edgegap.toml", "icon.png"] {
            fs::copy(format!("../examples/space-arena/{name}"), folder.path().join(name)).unwrap();
        }
        Self { folder, emulator, client, runtime }
    }

    /// Runs a script of bash with these variables.
    fn run(&self, script: &str, variables: &[(&str, &str)]) -> Output {
        let programs = Path::new(env!("CARGO_BIN_EXE_edgegap")).parent().unwrap();
        let path = std::env::join_paths([programs, Path::new("/usr/bin"), Path::new("/bin")]).unwrap();
        Command::new("bash")
            .args(["-euo", "pipefail", "-c", script])
            .current_dir(self.folder.path())
            .env_clear()
            .env("PATH", path)
            .envs([("CI", "true"), ("EDGEGAP_TOKEN", self.emulator.token())])
            .env("EDGEGAP_BASE_URL", self.emulator.url())
            .envs(variables.iter().copied())
            .output()
            .unwrap()
    }

    fn succeed(&self, script: &str, variables: &[(&str, &str)]) -> String {
        let output = self.run(script, variables);
        let text = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap()).concat();
        assert!(output.status.success(), "{script}\n{text}");
        text
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Names and tags of the versions, sorted.
    fn versions(&self) -> Vec<(String, String)> {
        let listed = self.runtime.block_on(self.client.versions().list("space-arena").collect());
        let pair = |version: Version| (version.name, version.docker_tag);
        let mut versions: Vec<_> = listed.unwrap_or_default().into_iter().map(pair).collect();
        versions.sort();
        versions
    }
}

/// The text of a section of the cookbook.
fn section(title: &str) -> &'static str {
    let start = COOKBOOK.find(&format!("## {title}\n")).unwrap();
    let rest = &COOKBOOK[start + 3..];
    &rest[..rest.find("\n## ").unwrap_or(rest.len())]
}

/// The commands of the program in a section, one on each line.
fn commands(section: &str) -> String {
    let command = |line: &str| {
        let line = line.trim().trim_start_matches("- ").trim_start_matches("run: ");
        let line = line.strip_prefix("sh '").and_then(|line| line.strip_suffix('\'')).unwrap_or(line);
        line.starts_with("edgegap ").then(|| format!("{line}\n"))
    };
    let commands: String = section.lines().filter_map(command).collect();
    assert!(commands.lines().count() >= 2, "{section}");
    commands
}

fn published(tag: &str) -> Vec<(String, String)> {
    vec![(format!("build-{tag}"), tag.to_owned()), ("dev".to_owned(), tag.to_owned())]
}

#[test]
fn github_without_the_action() {
    let build = Build::new();
    let summary = build.path("summary.md");
    let variables = [
        ("GITHUB_ACTIONS", "true"),
        ("GITHUB_REF_NAME", "b42"),
        ("GITHUB_SHA", "0123456789abcdef"),
        ("GITHUB_STEP_SUMMARY", summary.to_str().unwrap()),
    ];
    build.succeed(&commands(section("GitHub Actions")), &variables);
    assert_eq!(build.versions(), published("b42"));
    assert!(fs::read_to_string(summary).unwrap().contains("space-arena"));
}

#[test]
fn gitlab() {
    let build = Build::new();
    build.succeed(&commands(section("GitLab CI")), &[("GITLAB_CI", "true"), ("CI_COMMIT_SHORT_SHA", "0123abcd")]);
    assert_eq!(build.versions(), published("0123abcd"));
    for file in ["edgegap.md", "edgegap.env"] {
        assert!(!fs::read_to_string(build.path(file)).unwrap().is_empty(), "{file}");
    }
}

#[test]
fn jenkins() {
    let build = Build::new();
    build.succeed(&commands(section("Jenkins")), &[("BUILD_NUMBER", "42")]);
    assert_eq!(build.versions(), published("b42"));
    assert!(!fs::read_to_string(build.path("edgegap.md")).unwrap().is_empty());
}

#[test]
fn unity_build_automation() {
    let build = Build::new();
    let script = section("Unity Build Automation").split("```sh\n").nth(1).unwrap().split("```").next().unwrap();
    let player = build.path("player");
    let variables = [("BUILD_NUMBER", "42"), ("UNITY_PLAYER_PATH", player.to_str().unwrap())];
    assert!(build.succeed(script, &variables).contains("nothing is published"));
    assert!(build.versions().is_empty());
    fs::create_dir(&player).unwrap();
    build.succeed(script, &variables);
    assert_eq!(build.versions(), published("b42"));
}

/// The script of a step of the action.
fn step(name: &str) -> String {
    let step = ACTION.split(&format!("- name: {name}\n")).nth(1).unwrap();
    let script = step.split("run: |\n").nth(1).unwrap();
    script
        .lines()
        .take_while(|line| line.is_empty() || line.starts_with("        "))
        .map(|line| format!("{line}\n"))
        .collect()
}

#[test]
fn the_action() {
    let build = Build::new();
    let act = |command: &str, set: &str, arguments: &str| {
        let variables = [
            ("COMMAND", command),
            ("MANIFEST", "edgegap.toml"),
            ("VARIABLES", set),
            ("ARGUMENTS", arguments),
            ("TOKEN", build.emulator.token()),
            ("GITHUB_ACTIONS", "true"),
        ];
        build.run(&step("Run it"), &variables)
    };
    assert!(act("plan", "TAG=b42\n", "").status.success());
    assert!(build.versions().is_empty());
    assert!(act("apply", "TAG=b42\nUNUSED=a b", "--resend-secrets").status.success());
    assert_eq!(build.versions(), published("b42"));
    assert!(act("prune", "TAG=b42", "").status.success());
    assert_eq!(act("delete", "TAG=b42", "").status.code(), Some(2));
    let output = act("check", "", "");
    assert_eq!(output.status.code(), Some(2));
    let text = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    assert!(text.contains("::error file=edgegap.toml,line="), "{text}");
}

#[test]
fn the_action_uses_a_program_that_is_installed() {
    let build = Build::new();
    let path = build.path("path");
    build.succeed(&step("Build the program"), &[("GITHUB_PATH", path.to_str().unwrap())]);
    assert!(!path.exists());
}
