//! Evaluates compiled sites: values by lanes and months, flows of resources.

pub mod flow;
