//! Resource flow: published cases, hand-made networks, brute force on small ones, and large ones.

mod brute;
mod cases;
mod findings;
mod large;
mod random;
