//! Replies as model objects. The same code in Python took a third of the time of a list call.

use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PyString, PyType};

/// Creates model objects from canonical replies.
#[pyclass(frozen, module = "edgegap._native")]
pub(crate) struct ModelFactory {
    class: Py<PyType>,
    /// `object.__new__`, which creates an object without initialising it.
    new_object: Py<PyAny>,
    /// Sets the `__dict__` of an object. `__setattr__` of models refuses names that are not fields.
    set_dict: Py<PyAny>,
    /// `datetime.fromisoformat`, looked up before a program's test can replace `datetime`.
    parse_timestamp: Py<PyAny>,
    /// Fields that are timestamps.
    timestamps: Vec<Py<PyString>>,
    /// Fields that are objects, or lists of objects, with their factories.
    nested: Vec<(Py<PyString>, Py<ModelFactory>)>,
}

#[pymethods]
impl ModelFactory {
    #[new]
    #[pyo3(signature = (class, timestamps, nested, set_dict, /))]
    fn new(
        py: Python<'_>,
        class: Py<PyType>,
        timestamps: Vec<String>,
        nested: Vec<(String, Py<ModelFactory>)>,
        set_dict: Py<PyAny>,
    ) -> PyResult<Self> {
        let name = |name: &String| PyString::intern(py, name).unbind();
        Ok(Self {
            class,
            new_object: py.get_type::<PyAny>().getattr("__new__")?.unbind(),
            set_dict,
            parse_timestamp: py.import("datetime")?.getattr("datetime")?.getattr("fromisoformat")?.unbind(),
            timestamps: timestamps.iter().map(name).collect(),
            nested: nested.iter().map(|(field, factory)| (name(field), factory.clone_ref(py))).collect(),
        })
    }

    /// Creates an object. The reply becomes its `__dict__`.
    fn read<'py>(&self, reply: &Bound<'py, PyDict>) -> PyResult<Bound<'py, PyAny>> {
        let py = reply.py();
        for name in &self.timestamps {
            if let Some(text) = reply.get_item(name)?.and_then(|value| value.cast_into::<PyString>().ok()) {
                // Python 3.10 does not parse the `Z` that stands for UTC.
                let text = format!("{}+00:00", text.to_cow()?.trim_end_matches('Z'));
                reply.set_item(name, self.parse_timestamp.call1(py, (text,))?)?;
            }
        }
        for (name, factory) in &self.nested {
            let Some(value) = reply.get_item(name)?.filter(|value| !value.is_none()) else { continue };
            let read = match value.cast::<PyDict>() {
                Ok(object) => factory.get().read(object)?,
                Err(_) => factory.get().read_all(value.cast::<PyList>()?)?.into_any(),
            };
            reply.set_item(name, read)?;
        }
        let object = self.new_object.bind(py).call1((&self.class,))?;
        self.set_dict.bind(py).call1((&object, reply))?;
        Ok(object)
    }

    /// Creates an object for every item of a list.
    fn read_all<'py>(&self, items: &Bound<'py, PyList>) -> PyResult<Bound<'py, PyList>> {
        let read = items.iter().map(|item| self.read(item.cast::<PyDict>()?)).collect::<PyResult<Vec<_>>>()?;
        PyList::new(items.py(), read)
    }
}
