//! The whole compiler, from the file to the report, on any bytes.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| sitec_tests::any_bytes::pipeline(bytes));
