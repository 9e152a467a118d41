//! Replies as objects of the models. Python code that did the same took a third of the time of a list.

use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyDict, PyList, PyString, PyType};

/// How an object of a model is made of a canonical reply.
#[pyclass(frozen, module = "edgegap._native")]
pub(crate) struct Shape {
    class: Py<PyType>,
    /// Members that are points in time.
    stamps: Vec<Py<PyString>>,
    /// Members that are objects, or lists of them.
    nested: Vec<(Py<PyString>, Py<Shape>)>,
}

#[pymethods]
impl Shape {
    #[new]
    #[pyo3(signature = (class, stamps, nested, /))]
    fn new(py: Python<'_>, class: Py<PyType>, stamps: Vec<String>, nested: Vec<(String, Py<Shape>)>) -> PyResult<Self> {
        // Here, before a test of somebody else's can have put another clock in its place.
        reader(py)?;
        let name = |name: &String| PyString::intern(py, name).unbind();
        Ok(Self {
            class,
            stamps: stamps.iter().map(name).collect(),
            nested: nested.iter().map(|(member, shape)| (name(member), shape.clone_ref(py))).collect(),
        })
    }

    /// An object of a reply, which it keeps as its attributes.
    fn read<'py>(&self, reply: &Bound<'py, PyDict>) -> PyResult<Bound<'py, PyAny>> {
        let py = reply.py();
        for name in &self.stamps {
            if let Some(text) = reply.get_item(name)?.and_then(|stamp| stamp.cast_into::<PyString>().ok()) {
                reply.set_item(name, stamp(&text)?)?;
            }
        }
        for (name, shape) in &self.nested {
            let Some(value) = reply.get_item(name)?.filter(|value| !value.is_none()) else { continue };
            let read = match value.cast::<PyDict>() {
                Ok(object) => shape.get().read(object)?,
                Err(_) => shape.get().read_all(value.cast::<PyList>()?)?.into_any(),
            };
            reply.set_item(name, read)?;
        }
        let object = new(py)?.call1((&self.class,))?;
        object.setattr(pyo3::intern!(py, "__dict__"), reply)?;
        Ok(object)
    }

    /// Objects of the items of a list.
    fn read_all<'py>(&self, items: &Bound<'py, PyList>) -> PyResult<Bound<'py, PyList>> {
        let read = items.iter().map(|item| self.read(item.cast::<PyDict>()?)).collect::<PyResult<Vec<_>>>()?;
        PyList::new(items.py(), read)
    }
}

/// What makes an object without initialising it.
fn new(py: Python<'_>) -> PyResult<&Bound<'_, PyAny>> {
    static NEW: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    let object = || PyResult::Ok(py.get_type::<PyAny>().getattr("__new__")?.unbind());
    NEW.get_or_try_init(py, object).map(|new| new.bind(py))
}

/// What reads a point in time.
fn reader(py: Python<'_>) -> PyResult<&Bound<'_, PyAny>> {
    static READ: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    let read = || PyResult::Ok(py.import("datetime")?.getattr("datetime")?.getattr("fromisoformat")?.unbind());
    READ.get_or_try_init(py, read).map(|read| read.bind(py))
}

/// A point in time; Python 3.10 does not read the `Z` that stands for UTC.
fn stamp<'py>(text: &Bound<'py, PyString>) -> PyResult<Bound<'py, PyAny>> {
    let read = reader(text.py())?;
    let text = text.to_cow()?;
    read.call1((format!("{}+00:00", text.trim_end_matches('Z')),))
}
