//! Indices into a program's tables. Each is a newtype, so that a literal is never taken for a node.

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        pub struct $name(pub u32);

        impl $name {
            /// The index as a position in a table.
            #[inline]
            #[must_use]
            pub fn index(self) -> usize {
                self.0 as usize
            }
        }
    };
}

id! {
    /// A node of a [`Program`](crate::Program).
    NodeId
}
id! {
    /// Where a node came from. Opaque here: the compiler keeps the table of formulas and spans.
    OriginId
}
id! {
    /// A literal of a source file, whose value a run may replace lane by lane.
    LiteralId
}
id! {
    /// A constant monthly series.
    TableId
}
id! {
    /// A constant number.
    ConstId
}
id! {
    /// A calendar of working days.
    CalendarId
}
id! {
    /// Numbers by the hour.
    HoursId
}
id! {
    /// A formula by the hour.
    HourlyId
}

impl OriginId {
    /// No origin: constants and nodes that the compiler made for itself.
    pub const NONE: OriginId = OriginId(u32::MAX);
}
