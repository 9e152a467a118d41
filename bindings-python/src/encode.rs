//! Python objects as JSON values. What JSON does not have is named where it stands, and the core reports it together with everything else that
//! is wrong.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyByteArray, PyBytes, PyDict, PyFloat, PyInt, PyList, PyMapping, PyString, PyTuple};
use serde_json::{Map, Value, json};

use crate::unset::Unset;

/// More levels are refused by the core anyway; without an end a cycle would have none.
const DEEPEST: usize = 100;

/// Path, query, body and cursor as the arguments of the generic call.
pub(crate) fn arguments(
    path: Option<&Bound<'_, PyDict>>,
    query: Option<&Bound<'_, PyDict>>,
    body: Option<&Bound<'_, PyDict>>,
    cursor: Option<String>,
) -> PyResult<Value> {
    let mut arguments = Map::new();
    for (name, part) in [("path", path), ("query", query)] {
        if let Some(part) = part {
            arguments.insert(name.to_owned(), members(part, 0)?.into());
        }
    }
    if let Some(body) = body {
        let mut members = members(body, 0)?;
        if let Some(image) = body.get_item("image")?.as_ref().map(image).transpose()?.flatten() {
            members.insert("image".to_owned(), image);
        }
        arguments.insert("body".to_owned(), members.into());
    }
    if let Some(cursor) = cursor {
        arguments.insert("cursor".to_owned(), cursor.into());
    }
    Ok(arguments.into())
}

/// Any object.
pub(crate) fn value(object: &Bound<'_, PyAny>, depth: usize) -> PyResult<Value> {
    if depth > DEEPEST {
        return Ok(unsendable("a cycle, or more levels than the service takes"));
    }
    if object.is_none() {
        return Ok(Value::Null);
    }
    if let Ok(text) = object.cast::<PyString>() {
        return Ok(text.to_str().map_or_else(|_| unsendable("text with half a surrogate pair"), Value::from));
    }
    // Before int, of which it is a kind.
    if let Ok(truth) = object.cast::<PyBool>() {
        return Ok(truth.is_true().into());
    }
    if let Ok(number) = object.cast::<PyInt>() {
        return Ok(integer(number));
    }
    if let Ok(number) = object.cast::<PyFloat>() {
        return Ok(float(number.value()));
    }
    if let Ok(dict) = object.cast::<PyDict>() {
        return Ok(members(dict, depth)?.into());
    }
    if let Ok(list) = object.cast::<PyList>() {
        return list.iter().map(|item| value(&item, depth + 1)).collect();
    }
    if let Ok(tuple) = object.cast::<PyTuple>() {
        return tuple.iter().map(|item| value(&item, depth + 1)).collect();
    }
    rare(object, depth)
}

/// What is seldom given: models, other mappings, other numbers, and what cannot be sent.
fn rare(object: &Bound<'_, PyAny>, depth: usize) -> PyResult<Value> {
    if let Some(method) = object.getattr_opt("_arguments")? {
        return value(&method.call0()?, depth + 1);
    }
    if let Ok(mapping) = object.cast::<PyMapping>() {
        let dict = PyDict::new(object.py());
        dict.update(mapping)?;
        return Ok(members(&dict, depth)?.into());
    }
    // Numbers of other libraries say so by `__index__`.
    if let Ok(number) = object.extract::<i64>() {
        return Ok(number.into());
    }
    let name = object.get_type().name()?.to_string();
    Ok(match name.as_str() {
        "set" | "frozenset" => unsendable("a set"),
        "bytes" | "bytearray" => unsendable("bytes"),
        _ => unsendable(&format!("a value of type {name}")),
    })
}

fn members(dict: &Bound<'_, PyDict>, depth: usize) -> PyResult<Map<String, Value>> {
    let mut members = Map::with_capacity(dict.len());
    for (name, member) in dict.iter() {
        if Unset::is(&member) {
            continue;
        }
        let Ok(name) = name.cast::<PyString>() else {
            return Err(PyTypeError::new_err(format!("names of members are text, not {}", name.get_type().name()?)));
        };
        members.insert(name.to_string_lossy().into_owned(), value(&member, depth + 1)?);
    }
    Ok(members)
}

fn integer(number: &Bound<'_, PyInt>) -> Value {
    match (number.extract::<i64>(), number.extract::<u64>()) {
        (Ok(number), _) => number.into(),
        (_, Ok(number)) => number.into(),
        _ => unsendable("a number beyond 64 bits"),
    }
}

fn float(number: f64) -> Value {
    match number {
        number if number.is_nan() => unsendable("NaN"),
        f64::INFINITY => unsendable("Infinity"),
        f64::NEG_INFINITY => unsendable("-Infinity"),
        number => number.into(),
    }
}

/// Content, or a file; text is base64 already and nothing special.
fn image(object: &Bound<'_, PyAny>) -> PyResult<Option<Value>> {
    if let Ok(bytes) = object.cast::<PyBytes>() {
        return Ok(Some(STANDARD.encode(bytes.as_bytes()).into()));
    }
    if let Ok(bytes) = object.cast::<PyByteArray>() {
        return Ok(Some(STANDARD.encode(bytes.to_vec()).into()));
    }
    let Some(path) = object.getattr_opt("__fspath__")? else { return Ok(None) };
    let path = path.call0()?;
    let text = path.cast::<PyString>().ok().and_then(|path| path.to_str().ok().map(str::to_owned));
    Ok(Some(text.map_or_else(|| unsendable("a path that is no text"), |path| json!({ "path": path }))))
}

fn unsendable(name: &str) -> Value {
    json!({ "$unsendable": name })
}
