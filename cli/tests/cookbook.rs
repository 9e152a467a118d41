//! The recipes of docs/cookbook and the action, as build systems run them.

#![cfg(unix)]

mod program;

use std::fs;
use std::path::Path;
use std::process::Output;

use edgegap_sdk::Version;

use self::program::Account;

const COOKBOOK: &str = include_str!("../../docs/cookbook/README.md");
const ACTION: &str = include_str!("../../action.yml");

/// An account and the example project.
fn account() -> Account {
    let account = Account::new();
    for name in ["edgegap.toml", "icon.png"] {
        fs::copy(format!("../examples/space-arena/{name}"), account.path(name)).unwrap();
    }
    account
}

impl Account {
    /// Runs a script of bash with these variables.
    fn run(&self, script: &str, variables: &[(&str, &str)]) -> Output {
        let programs = Path::new(env!("CARGO_BIN_EXE_edgegap")).parent().unwrap();
        let path = std::env::join_paths([programs, Path::new("/usr/bin"), Path::new("/bin")]).unwrap();
        self.command("bash")
            .args(["-euo", "pipefail", "-c", script])
            .env("PATH", path)
            .env("CI", "true")
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
    let account = account();
    let summary = account.path("summary.md");
    let variables = [
        ("GITHUB_ACTIONS", "true"),
        ("GITHUB_REF_NAME", "b42"),
        ("GITHUB_SHA", "0123456789abcdef"),
        ("GITHUB_STEP_SUMMARY", summary.to_str().unwrap()),
    ];
    account.succeed(&commands(section("GitHub Actions")), &variables);
    assert_eq!(account.versions(), published("b42"));
    assert!(fs::read_to_string(summary).unwrap().contains("space-arena"));
}

#[test]
fn gitlab() {
    let account = account();
    account.succeed(&commands(section("GitLab CI")), &[("GITLAB_CI", "true"), ("CI_COMMIT_SHORT_SHA", "0123abcd")]);
    assert_eq!(account.versions(), published("0123abcd"));
    for file in ["edgegap.md", "edgegap.env"] {
        assert!(!fs::read_to_string(account.path(file)).unwrap().is_empty(), "{file}");
    }
}

#[test]
fn jenkins() {
    let account = account();
    account.succeed(&commands(section("Jenkins")), &[("BUILD_NUMBER", "42")]);
    assert_eq!(account.versions(), published("b42"));
    assert!(!fs::read_to_string(account.path("edgegap.md")).unwrap().is_empty());
}

#[test]
fn unity_build_automation() {
    let account = account();
    let script = section("Unity Build Automation").split("```sh\n").nth(1).unwrap().split("```").next().unwrap();
    let player = account.path("player");
    let variables = [("BUILD_NUMBER", "42"), ("UNITY_PLAYER_PATH", player.to_str().unwrap())];
    assert!(account.succeed(script, &variables).contains("nothing is published"));
    assert!(account.versions().is_empty());
    fs::create_dir(&player).unwrap();
    account.succeed(script, &variables);
    assert_eq!(account.versions(), published("b42"));
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
    let account = account();
    let act = |command: &str, set: &str, arguments: &str| {
        let variables = [
            ("COMMAND", command),
            ("MANIFEST", "edgegap.toml"),
            ("VARIABLES", set),
            ("ARGUMENTS", arguments),
            ("TOKEN", account.emulator.token()),
            ("GITHUB_ACTIONS", "true"),
        ];
        account.run(&step("Run it"), &variables)
    };
    assert!(act("plan", "TAG=b42\n", "").status.success());
    assert!(account.versions().is_empty());
    let output = act("apply", "TAG=b42\nUNUSED=a b", "--resend-secrets\n--output ndjson\n");
    assert!(output.status.success());
    assert!(output.stdout.starts_with(b"{\"kind\":"), "every line has arguments");
    assert_eq!(account.versions(), published("b42"));
    assert!(act("prune", "TAG=b42", "").status.success());
    assert_eq!(act("delete", "TAG=b42", "").status.code(), Some(2));
    let output = act("check", "", "");
    assert_eq!(output.status.code(), Some(2));
    let text = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    assert!(text.contains("::error file=edgegap.toml,line="), "{text}");
}

#[test]
fn the_action_uses_a_program_that_is_installed() {
    let account = account();
    let path = account.path("path");
    account.succeed(&step("Build the program"), &[("GITHUB_PATH", path.to_str().unwrap())]);
    assert!(!path.exists());
}
