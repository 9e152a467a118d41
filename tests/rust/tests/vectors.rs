//! Runs every vector through the generic call and through the typed methods: one test for each.
//!
//! With `SDK_TEST_PARITY=path` in the environment the results are written there as well.

use std::path::Path;
use std::process::ExitCode;
use std::sync::{Arc, Mutex, PoisonError};

use edgegap_sdk::OPERATIONS;
use edgegap_tests::load::{Loaded, faults, files, load};
use edgegap_tests::parity::{Entry, Parity};
use edgegap_tests::play::play;
use edgegap_tests::schemas::{Schemas, refusals};
use edgegap_tests::vector::{Surface, Vector};
use libtest_mimic::{Arguments, Failed, Trial};
use tokio::runtime::{Builder, Runtime};

/// A vector that is played with a wrong expectation.
const WRONG: &str = "applications-get-every-member";

/// Time limit for one vector. None waits for more than a few seconds.
const LONGEST: std::time::Duration = std::time::Duration::from_secs(60);

struct Bench {
    runtime: Runtime,
    schemas: Schemas,
    parity: Mutex<Parity>,
}

fn main() -> Result<ExitCode, String> {
    let mut arguments = Arguments::from_args();
    // Most vectors wait most of the time.
    arguments.test_threads.get_or_insert(8);
    let bench = Arc::new(Bench {
        runtime: Builder::new_multi_thread().enable_all().build().map_err(|error| error.to_string())?,
        schemas: Schemas::load()?,
        parity: Mutex::new(Parity { language: "rust", results: Vec::new() }),
    });
    let loaded = load()?;
    let mut trials = completeness(&loaded, &bench);
    for Loaded { file, vector } in &loaded {
        for (surface, word) in [(Surface::Dispatch, "dispatch"), (Surface::Typed, "typed")] {
            if !vector.fits(surface) {
                continue;
            }
            let (bench, vector) = (Arc::clone(&bench), vector.clone());
            trials.push(Trial::test(format!("{file}::{}::{word}", vector.name), move || {
                let played =
                    bench.runtime.block_on(async { tokio::time::timeout(LONGEST, play(&vector, surface)).await });
                let faults = played
                    .unwrap_or_else(|_| Ok(vec![format!("no outcome after {LONGEST:?}")]))
                    .unwrap_or_else(|why| vec![why]);
                let entry = Entry {
                    operation: vector.operation.clone(),
                    vector: vector.name.clone(),
                    surface: word,
                    passed: faults.is_empty(),
                };
                bench.parity.lock().unwrap_or_else(PoisonError::into_inner).results.push(entry);
                if faults.is_empty() { Ok(()) } else { Err(Failed::from(faults.join("\n"))) }
            }));
        }
    }
    let conclusion = libtest_mimic::run(&arguments, trials);
    if let Some(path) = std::env::var_os("SDK_TEST_PARITY") {
        let mut parity = bench.parity.lock().unwrap_or_else(PoisonError::into_inner);
        parity.write(Path::new(&path)).map_err(|error| format!("{}: {error}", path.display()))?;
    }
    Ok(conclusion.exit_code())
}

/// The example in the README of the vectors.
fn example() -> Result<&'static str, String> {
    let block = include_str!("../../vectors/README.md").split("```json\n").nth(1);
    block.and_then(|rest| rest.split("```").next()).ok_or_else(|| "the README has no example".to_owned())
}

/// The vectors as a whole: enough of them, unique names, calls in the form of the boundary. And the
/// runner reports what the judge finds.
fn completeness(loaded: &[Loaded], bench: &Arc<Bench>) -> Vec<Trial> {
    let operations: Vec<&str> = OPERATIONS.iter().map(|operation| operation.id).collect();
    let found = faults(loaded, &operations);
    let wrong = loaded.iter().find(|loaded| loaded.vector.name == WRONG).map(|loaded| loaded.vector.clone());
    let (loaded, bench, form, player) = (loaded.to_vec(), Arc::clone(bench), Arc::clone(bench), Arc::clone(bench));
    let reader = Arc::clone(&bench);
    let all = |found: Vec<String>| if found.is_empty() { Ok(()) } else { Err(Failed::from(found.join("\n"))) };
    vec![
        Trial::test("vectors_are_complete", move || all(found)),
        Trial::test("a_wrong_outcome_is_reported", move || {
            let mut vector = wrong.ok_or_else(|| format!("there is no vector {WRONG}"))?;
            vector.expect["value"]["name"] = "other".into();
            for surface in [Surface::Dispatch, Surface::Typed] {
                let found = player.runtime.block_on(play(&vector, surface))?;
                if found != [r#"value.name: expected "other", got "my-game""#] {
                    return Err(format!("{surface:?}: {found:?}").into());
                }
            }
            Ok(())
        }),
        Trial::test("the_example_of_their_readme_passes", move || {
            let vector: Vector = serde_json::from_str(example()?).map_err(|error| error.to_string())?;
            for surface in [Surface::Dispatch, Surface::Typed] {
                all(reader.runtime.block_on(play(&vector, surface))?)?;
            }
            Ok(())
        }),
        Trial::test("vectors_fit_their_schema", move || {
            let refused = |(file, json)| {
                refusals(&form.schemas.vectors, &json).into_iter().map(move |why| format!("{file}: {why}"))
            };
            all(files()?.into_iter().flat_map(refused).collect())
        }),
        Trial::test("vectors_call_in_the_form_of_the_boundary", move || {
            let mut found = Vec::new();
            for Loaded { vector, .. } in &loaded {
                // What must be refused may be refused for its form.
                if vector.expect["error"]["kind"] == "validation" {
                    continue;
                }
                let before = vector.before.iter().map(|call| (&bench.schemas.arguments, &call.arguments));
                let own = [(&bench.schemas.arguments, &vector.arguments), (&bench.schemas.options, &vector.options)];
                for (schema, value) in before.chain(own) {
                    found.extend(refusals(schema, value).into_iter().map(|why| format!("{}: {why}", vector.name)));
                }
            }
            all(found)
        }),
    ]
}
