//! Text to tree, printer and formatter, on any bytes.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| sitec_tests::any_bytes::parse(bytes));
