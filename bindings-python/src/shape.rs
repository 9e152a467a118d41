//! Replies as objects of the models. Python code that did the same took a third of the time of a list.

use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PyString, PyType};

/// How an object of a model is made of a canonical reply.
#[pyclass(frozen, module = "edgegap._native")]
pub(crate) struct Shape {
    class: Py<PyType>,
    /// `object.__new__`, which makes an object without initialising it.
    make: Py<PyAny>,
    /// `datetime.fromisoformat`, looked up before a test of somebody else's can have put another clock in its place.
    read_stamp: Py<PyAny>,
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
        let name = |name: &String| PyString::intern(py, name).unbind();
        Ok(Self {
            class,
            make: py.get_type::<PyAny>().getattr("__new__")?.unbind(),
            read_stamp: py.import("datetime")?.getattr("datetime")?.getattr("fromisoformat")?.unbind(),
            stamps: stamps.iter().map(name).collect(),
            nested: nested.iter().map(|(member, shape)| (name(member), shape.clone_ref(py))).collect(),
        })
    }

    /// An object of a reply, which it keeps as its attributes.
    fn read<'py>(&self, reply: &Bound<'py, PyDict>) -> PyResult<Bound<'py, PyAny>> {
        let py = reply.py();
        for name in &self.stamps {
            if let Some(text) = reply.get_item(name)?.and_then(|stamp| stamp.cast_into::<PyString>().ok()) {
                // Python 3.10 does not read the `Z` that stands for UTC.
                let text = format!("{}+00:00", text.to_cow()?.trim_end_matches('Z'));
                reply.set_item(name, self.read_stamp.call1(py, (text,))?)?;
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
        let object = self.make.bind(py).call1((&self.class,))?;
        object.setattr(pyo3::intern!(py, "__dict__"), reply)?;
        Ok(object)
    }

    /// Objects of the items of a list.
    fn read_all<'py>(&self, items: &Bound<'py, PyList>) -> PyResult<Bound<'py, PyList>> {
        let read = items.iter().map(|item| self.read(item.cast::<PyDict>()?)).collect::<PyResult<Vec<_>>>()?;
        PyList::new(items.py(), read)
    }
}
