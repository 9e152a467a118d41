//! The commands of resources, in all forms of output.
#![allow(missing_docs)]

mod program;

use program::{FIELDS, Program, output};
use snapbox::str;

#[test]
fn objects_are_shown_as_lines() {
    let program = Program::new();
    program.run("apps create game").success().stderr_eq("application game created\n").stdout_eq(str![[r#"
name          game
is_active     true
create_time   [..]Z
last_updated  [..]Z

"#]]);
    program
        .emulated(&format!("versions create game dev {FIELDS} --port 7777/UDP:gameport --port 80/WS --env MODE=ranked"))
        .args(["--hidden-env", "MATCH_KEY", "--arguments", "-a \"b c\""])
        .env("MATCH_KEY", "canary")
        .assert()
        .success()
        .stderr_eq("version dev created\n")
        .stdout_eq(str![[r#"
name                           dev
is_active                      true
docker_repository              docker.io
docker_image                   me/game
docker_tag                     b42
req_cpu                        1024
req_memory                     2048
max_duration                   1440
time_to_deploy                 30
verify_image                   false
arguments                      -a "b c"
will_deploy_in_mainland_china  false
ports                          7777/UDP gameport
                               80/WS
envs                           MODE=ranked
                               MATCH_KEY=***
restart_policy                 always
create_time                    [..]Z
last_updated                   [..]Z

"#]]);
}

#[test]
fn lists_are_tables() {
    let program = Program::new();
    program.run("apps list").success().stdout_eq("").stderr_eq("no applications\n");
    let program = Program::with_version();
    program.run(&format!("versions create game lts-1 -q {FIELDS} --is-active=false")).success();
    program.run("versions list game").success().stderr_eq("").stdout_eq(str![[r#"
NAME   IS_ACTIVE  DOCKER_IMAGE  DOCKER_TAG  REQ_CPU  REQ_MEMORY  LAST_UPDATED
dev    true       me/game       b42         1024     2048        [..]Z
lts-1  false      me/game       b42         1024     2048        [..]Z

"#]]);
    program.run("status").success().stderr_eq("1 application, 2 versions\n").stdout_eq(str![[r#"
APPLICATION  VERSION  ACTIVE  IMAGE        CPU   MEMORY  LAST_UPDATED
game         lts-1    no      me/game:b42  1024  2048    [..]Z
game         dev      yes     me/game:b42  1024  2048    [..]Z

"#]]);
}

#[test]
fn a_document_has_a_format() {
    let program = Program::with_version();
    program.run("apps list -o json").success().stderr_eq("").stdout_eq(str![[r#"
{
  "format": "edgegap.reply/1",
  "operation": "applications.list",
  "value": [
    {
      "name": "game",
      "is_active": true,
      "image": "",
      "create_time": "[..]Z",
      "last_updated": "[..]Z"
    }
  ],
  "total": 1
}

"#]]);
    program.run(&format!("versions ensure game dev {FIELDS} --docker-tag=b43 --output json")).code(2);
    let ensured = program.run(&format!("versions ensure game dev {} -o json", FIELDS.replace("b42", "b43"))).success();
    let document: serde_json::Value = serde_json::from_str(&output(&ensured)).unwrap();
    assert_eq!(
        document["change"],
        serde_json::json!({"action": "updated", "fields": ["docker_tag"], "not_compared": []})
    );
    assert_eq!(document["value"]["docker_tag"], "b43");
    program.run("status -o json").success().stdout_eq(str![[r#"
{
  "format": "edgegap.status/1",
  "applications": [
    {
      "name": "game",
...
      "versions": [
        {
          "name": "dev",
...
"#]]);
}

#[test]
fn ndjson_has_a_value_on_each_line() {
    let program = Program::with_version();
    program.run("apps create other -q").success();
    let listed = program.run("apps list -o ndjson").success();
    let names: Vec<String> = output(&listed)
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()["name"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(names, ["game", "other"]);
    program.run("versions delete game dev --yes -o ndjson").success().stdout_eq("").stderr_eq("");
}

#[test]
fn a_list_has_at_most_as_many_items_as_asked_for() {
    let program = Program::new();
    let applications: Vec<_> = (0..250)
        .map(|number| serde_json::json!({"name": format!("game-{number}"), "is_active": true, "image": ""}))
        .collect();
    program.write("state.json", &serde_json::json!({"applications": applications}).to_string());
    program.run("emulator seed state.json -q").success();
    let count = |line: &str| output(&program.run(line).success()).lines().count();
    assert_eq!(count("apps list -o ndjson"), 250);
    assert_eq!(count("apps list -o ndjson --limit 120"), 120);
    assert_eq!(count("apps list -o ndjson --page 3"), 50);
    assert_eq!(count("apps list -o ndjson --page 2 --limit 10"), 10);
    assert_eq!(count("call applications.list --query limit=7 -o ndjson"), 7);
}

#[test]
fn fields_come_from_flags_and_files() {
    let program = Program::with_version();
    program.write("body.json", r#"{"docker_tag": "b50", "max_duration": 60, "$extra": {"probe": 1}}"#);
    program.run("versions update game dev --body body.json --docker-tag b51 --time-to-deploy 60 -q").success();
    let stored = output(&program.run("versions get game dev -o ndjson").success());
    for part in ["\"docker_tag\":\"b51\"", "\"max_duration\":60", "\"time_to_deploy\":60"] {
        assert!(stored.contains(part), "{stored}");
    }
    program
        .emulated("versions update game dev --body - --null max_duration -q")
        .stdin(r#"{"command": "run"}"#)
        .assert()
        .success();
    let stored = output(&program.run("versions get game dev -o ndjson").success());
    assert!(stored.contains("\"max_duration\":1440") && stored.contains("\"command\":\"run\""), "{stored}");
    program.run("versions wait game dev --docker-tag b51 -q").success();
    program.run("versions disable game dev").success().stderr_eq("version dev updated\n");
    program.run("apps disable game -q").success();
    assert!(output(&program.run("apps get game -o ndjson").success()).contains("\"is_active\":false"));
}

#[test]
fn names_are_a_part_of_the_body() {
    let program = Program::with_version();
    program.write(
        "version.json",
        r#"{"name": "from-file", "docker_repository": "docker.io", "docker_image": "me/game",
        "docker_tag": "b1", "req_cpu": 1024, "req_memory": 1024}"#,
    );
    program.run("versions create game --body version.json").success().stderr_eq("version from-file created\n");
    program.run("versions create game other --body version.json").success().stderr_eq("version other created\n");
    program.run("versions update game other --name renamed").success().stderr_eq("version other updated\n");
    program.run("versions get game renamed -q").success();
}

#[test]
fn tags_are_deleted_one_or_many_at_once() {
    let program = Program::new();
    program.write("state.json", r#"{"images": {"game": ["b1", "b2", "b3", "b4"]}}"#);
    program.run("emulator seed state.json -q").success();
    program.run("tags delete game b1 --yes").success().stderr_eq("tag b1 deleted\n");
    program
        .run("tags delete game b2 b3 nothing --yes")
        .code(3)
        .stdout_eq(str![[r#"
TAG      STATUS  MESSAGE
b2       204     deleted
b3       204     deleted
nothing  404     Tag 'nothing' of image 'game' does not exist.

"#]])
        .stderr_eq("tag b2, b3, nothing deleted\nerror: 1 of 3 were not deleted\n");
    program.run("tags list game").success().stdout_eq(str![[r#"
TAG  LAST_PUSH_AT          SIZE_MB  IMAGE_HASH
b4   [..]Z  100.0    sha256:[..]

"#]]);
}

#[test]
fn a_copy_has_the_fields_and_no_secret() {
    let program = Program::with_version();
    program
        .emulated(
            "versions update game dev -q --private-username me --private-token-env TOKEN --hidden-env KEY --env A=1",
        )
        .envs([("TOKEN", "canary-1"), ("KEY", "canary-2")])
        .assert()
        .success();
    program.run("versions copy game dev copy").code(2).stderr_eq(
        "error: the service does not show private_username, private_token, envs.KEY, so it cannot be copied: give it \
         again (--private-username, --private-token-env, --hidden-env KEY), or leave it out with --without-secrets\n",
    );
    program.run("versions copy game dev copy -q --without-secrets --docker-tag b43").success();
    program.run("diff game/dev game/copy --exit-code").code(10).stdout_eq(str![[r#"
docker_tag        b42 -> b43
private_username  hidden, cannot be compared
private_token     hidden, cannot be compared
envs KEY          KEY=*** -> (none)

"#]]);
    program.run("diff game/copy game/copy --exit-code").success().stderr_eq("no differences\n").stdout_eq("");
    program.run("diff game/dev game/dev --exit-code -o ndjson").success().stdout_eq(str![[r#"
{"field":"private_username","hidden":true}
{"field":"private_token","hidden":true}
{"field":"envs KEY","hidden":true}

"#]]);
}

#[test]
fn profiles_are_linked() {
    let program = Program::with_version();
    program
        .emulated("storages create logs -q --endpoint https://s3.example.com --bucket b --access-key-id k")
        .args(["--secret-access-key-stdin"])
        .stdin("canary\n")
        .assert()
        .success();
    program.run("profiles create logs balance -q --source /a.json --source-type File --destination /b.json").success();
    program.run("profiles link logs balance game dev").success().stderr_eq("profile dev linked\n");
    program.run("profiles unlink logs balance game dev").success().stderr_eq("profile dev unlinked\n");
    program.run("profiles unlink logs balance game dev").code(3);
}
