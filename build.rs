//! Link arguments of the C library; nothing without the feature `capi`.

#![allow(clippy::print_stdout, reason = "cargo listens to it")]

use std::env::var_os;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    // Only optimised builds are handed to anybody; cargo has words for arguments of a shared library that is not built,
    // which is what tests of the feature would meet.
    let optimised = var_os("PROFILE").is_some_and(|profile| profile == "release");
    if var_os("CARGO_FEATURE_CAPI").is_none() || !optimised {
        return;
    }
    let system = var_os("CARGO_CFG_TARGET_OS").unwrap_or_default();
    // The C ABI's version, `POINTSMAN_ABI_VERSION`: a client is bound to it, not to the crate's.
    let arguments: &[&str] = match system.to_str() {
        // Never unloaded: thread-local destructors of the Rust library would be left behind.
        Some("linux" | "freebsd" | "netbsd" | "openbsd" | "dragonfly" | "android") => {
            &["-Wl,-soname,libpointsman.so.1", "-Wl,-z,nodelete"]
        }
        Some("macos" | "ios") => &["-Wl,-install_name,@rpath/libpointsman.1.dylib"],
        _ => &[],
    };
    for argument in arguments {
        println!("cargo::rustc-cdylib-link-arg={argument}");
    }
}
