//! The values of a run.

use sitec_ir::{NodeId, Shape};

/// A node's values in all lanes.
#[derive(Debug, Clone)]
pub(crate) struct Column {
    pub shape: Shape,
    /// One lane stands for all.
    pub uniform: bool,
    /// Where its numbers lie: month after month, lanes side by side.
    pub numbers: std::ops::Range<usize>,
}

/// The values of a run's kept nodes: those of the outputs, or of every node they need. Nothing is NaN.
#[derive(Debug, Clone)]
pub struct Values {
    pub(crate) lanes: usize,
    pub(crate) months: usize,
    /// Rising.
    pub(crate) nodes: Vec<NodeId>,
    pub(crate) columns: Vec<Column>,
    /// The numbers of all columns, one after the other.
    pub(crate) numbers: Vec<f64>,
}

impl Values {
    /// How many lanes there are.
    #[must_use]
    pub fn lanes(&self) -> usize {
        self.lanes
    }

    /// How many months a series has.
    #[must_use]
    pub fn months(&self) -> usize {
        self.months
    }

    /// The nodes that have values, rising.
    #[must_use]
    pub fn nodes(&self) -> &[NodeId] {
        &self.nodes
    }

    /// Whether the node's values were kept.
    #[must_use]
    pub fn has(&self, node: NodeId) -> bool {
        self.column(node).is_some()
    }

    /// Whether the node has the same values in all lanes because no replaced literal reaches it.
    #[must_use]
    pub fn is_uniform(&self, node: NodeId) -> bool {
        self.column(node).is_some_and(|column| column.uniform)
    }

    /// A node's value in a lane, of a series the first month's. Nothing if it was not kept.
    #[must_use]
    pub fn scalar(&self, node: NodeId, lane: usize) -> f64 {
        self.month(node, 0, lane)
    }

    /// A node's value in a month and lane; a scalar's in any month. Nothing if it was not kept or if there
    /// is no such month or lane.
    #[must_use]
    pub fn month(&self, node: NodeId, month: usize, lane: usize) -> f64 {
        self.column(node)
            .map_or(f64::NAN, |column| self.read(column, month, lane))
    }

    /// A node's months in a lane; a scalar repeats. Nothing in every month if it was not kept.
    #[must_use]
    pub fn series(&self, node: NodeId, lane: usize) -> Vec<f64> {
        match self.column(node) {
            Some(column) => (0..self.months)
                .map(|m| self.read(column, m, lane))
                .collect(),
            None => vec![f64::NAN; self.months],
        }
    }

    /// A node's value in every lane, of a series the values of a month.
    #[must_use]
    pub fn lanes_of(&self, node: NodeId, month: usize) -> Vec<f64> {
        (0..self.lanes)
            .map(|lane| self.month(node, month, lane))
            .collect()
    }

    /// The values of two runs of as many lanes and months. A node of both has those of the first.
    #[must_use]
    pub fn join(mut self, other: Values) -> Values {
        let shift = self.numbers.len();
        self.numbers.extend(other.numbers);
        let own = self.nodes.into_iter().zip(self.columns);
        let moved = other.columns.into_iter().map(|c| Column {
            numbers: c.numbers.start + shift..c.numbers.end + shift,
            ..c
        });
        let mut all: Vec<(NodeId, Column)> =
            own.chain(other.nodes.into_iter().zip(moved)).collect();
        all.sort_by_key(|(node, _)| *node);
        all.dedup_by_key(|(node, _)| *node);
        (self.nodes, self.columns) = all.into_iter().unzip();
        self
    }

    fn column(&self, node: NodeId) -> Option<&Column> {
        let place = self.nodes.binary_search(&node).ok()?;
        self.columns.get(place)
    }

    fn read(&self, column: &Column, month: usize, lane: usize) -> f64 {
        if lane >= self.lanes {
            return f64::NAN;
        }
        let month = match column.shape {
            Shape::Scalar => 0,
            Shape::Series | Shape::Hours => month,
        };
        let place = if column.uniform {
            month
        } else {
            month * self.lanes + lane
        };
        let numbers = self.numbers.get(column.numbers.clone());
        let number = numbers.and_then(|numbers| numbers.get(place));
        number.copied().unwrap_or(f64::NAN)
    }
}
