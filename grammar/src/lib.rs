//! Text of `.site` files to syntax trees and back to places.
pub mod ast;
pub mod source;
