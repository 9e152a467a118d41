//! Python objects as JSON. A value that JSON cannot represent is replaced by its description, which
//! the core reports with all other violations.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyByteArray, PyBytes, PyDict, PyFloat, PyInt, PyList, PyMapping, PyString, PyTuple};
use serde_json::{Map, Value, json};

use crate::unset::Unset;

/// Maximum depth, which ends the conversion of a cycle. The limit of the core is lower.
const MAX_DEPTH: usize = 100;

/// The method of models and of `Sealed` that returns their fields.
const ARGUMENTS: &str = "_arguments";

/// Converts path, query, body and cursor to the arguments of the generic call. The body is a
/// `Sealed`, so that no frame of Python has its fields as a variable.
pub(crate) fn arguments(
    path: Option<&Bound<'_, PyDict>>,
    query: Option<&Bound<'_, PyDict>>,
    body: Option<&Bound<'_, PyAny>>,
    cursor: Option<String>,
) -> PyResult<Value> {
    let mut arguments = Map::new();
    for (name, part) in [("path", path), ("query", query)] {
        if let Some(part) = part {
            arguments.insert(name.to_owned(), fields(part, 0)?.into());
        }
    }
    if let Some(body) = body {
        let body = body.call_method0(PyString::intern(body.py(), ARGUMENTS))?.cast_into::<PyDict>()?;
        let mut fields = fields(&body, 0)?;
        if let Some(image) = body.get_item("image")?.as_ref().map(image).transpose()?.flatten() {
            fields.insert("image".to_owned(), image);
        }
        arguments.insert("body".to_owned(), fields.into());
    }
    if let Some(cursor) = cursor {
        arguments.insert("cursor".to_owned(), cursor.into());
    }
    Ok(arguments.into())
}

/// Converts an optional object; `None` becomes null.
pub(crate) fn optional(object: Option<&Bound<'_, PyAny>>) -> PyResult<Value> {
    object.map_or(Ok(Value::Null), |object| value(object, 0))
}

/// Converts an object. `depth` is the number of objects and lists that contain it.
pub(crate) fn value(object: &Bound<'_, PyAny>, depth: usize) -> PyResult<Value> {
    if depth > MAX_DEPTH {
        return Ok(unsendable("a cycle, or more levels than the service accepts"));
    }
    if object.is_none() {
        return Ok(Value::Null);
    }
    if let Ok(text) = object.cast::<PyString>() {
        return Ok(text.to_str().map_or_else(|_| unsendable("a string with half a surrogate pair"), Value::from));
    }
    // Before int, because bool is a subclass of int.
    if let Ok(value) = object.cast::<PyBool>() {
        return Ok(value.is_true().into());
    }
    if let Ok(number) = object.cast::<PyInt>() {
        return Ok(integer(number));
    }
    if let Ok(number) = object.cast::<PyFloat>() {
        return Ok(float(number.value()));
    }
    if let Ok(dict) = object.cast::<PyDict>() {
        return Ok(fields(dict, depth)?.into());
    }
    if let Ok(list) = object.cast::<PyList>() {
        return list.iter().map(|item| value(&item, depth + 1)).collect();
    }
    if let Ok(tuple) = object.cast::<PyTuple>() {
        return tuple.iter().map(|item| value(&item, depth + 1)).collect();
    }
    uncommon(object, depth)
}

/// Converts uncommon types: models, other mappings, other integers, and values that cannot be sent.
fn uncommon(object: &Bound<'_, PyAny>, depth: usize) -> PyResult<Value> {
    let arguments = PyString::intern(object.py(), ARGUMENTS);
    // Checked on the type, because a mock has every attribute.
    if object.get_type().hasattr(&arguments)? {
        return value(&object.call_method0(&arguments)?, depth + 1);
    }
    if let Ok(mapping) = object.cast::<PyMapping>() {
        let dict = PyDict::new(object.py());
        dict.update(mapping)?;
        return Ok(fields(&dict, depth)?.into());
    }
    // Integers of other libraries have `__index__`.
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

fn fields(dict: &Bound<'_, PyDict>, depth: usize) -> PyResult<Map<String, Value>> {
    let mut fields = Map::with_capacity(dict.len());
    for (name, object) in dict.iter() {
        if Unset::is(&object) {
            continue;
        }
        let Ok(name) = name.cast::<PyString>() else {
            return Err(PyTypeError::new_err(format!("field names must be strings, not {}", name.get_type().name()?)));
        };
        fields.insert(name.to_string_lossy().into_owned(), value(&object, depth + 1)?);
    }
    Ok(fields)
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

/// Converts an image from bytes or a path. `None` for any other type: a string is base64 already.
fn image(object: &Bound<'_, PyAny>) -> PyResult<Option<Value>> {
    if let Ok(bytes) = object.cast::<PyBytes>() {
        return Ok(Some(STANDARD.encode(bytes.as_bytes()).into()));
    }
    if let Ok(bytes) = object.cast::<PyByteArray>() {
        return Ok(Some(STANDARD.encode(bytes.to_vec()).into()));
    }
    let Some(path) = object.getattr_opt("__fspath__")? else { return Ok(None) };
    let path = path.call0()?;
    let path = path.cast::<PyString>().ok().and_then(|path| path.to_str().ok().map(str::to_owned));
    Ok(Some(path.map_or_else(|| unsendable("a path that is not a string"), |path| json!({ "path": path }))))
}

fn unsendable(name: &str) -> Value {
    json!({ "$unsendable": name })
}
