#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| pointsman::capi::drive::run(data));
