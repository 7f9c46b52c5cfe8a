//! What hosts rely on in the types.

use pointsman::{Assignment, Compiler, Delta, Diagnostic, Explained, Lead, Live, Request, Ruleset, Snapshot, Source};

const fn crosses_threads<T: Send + Sync + 'static>() {}
const fn is_plain<T: Clone + PartialEq + std::fmt::Debug>() {}

#[test]
fn types_cross_threads_and_answers_compare() {
    crosses_threads::<Ruleset>();
    crosses_threads::<Snapshot>();
    crosses_threads::<Live>();
    crosses_threads::<Lead>();
    crosses_threads::<Assignment>();
    crosses_threads::<Explained>();
    crosses_threads::<Delta>();
    crosses_threads::<pointsman::CompileError>();
    crosses_threads::<pointsman::RouteError>();
    crosses_threads::<pointsman::JsonError>();
    is_plain::<Lead>();
    is_plain::<Assignment>();
    is_plain::<Delta>();
    is_plain::<Diagnostic>();
}

/// One ruleset serves many threads, each with its own leads.
#[test]
fn a_ruleset_is_shared() {
    let text = "pointsman 1\nlead { id: text  size: integer optional }\nqueue a\nqueue b\n\
                route r { rule big { when size >= 10 assign queue a } otherwise { assign queue b } }\n";
    let rules = Compiler::new().add(Source::new("r.route", text)).compile().expect("a policy");
    let snapshot = Snapshot::default();
    std::thread::scope(|scope| {
        for thread in 0..4 {
            let (rules, snapshot) = (&rules, &snapshot);
            scope.spawn(move || {
                for size in 0..200 {
                    let lead = rules.lead_from_json(&format!(r#"{{"id":"L{thread}","size":{size}}}"#)).expect("a lead");
                    let answer = rules.route(&Request::new(&lead), snapshot).expect("routed");
                    assert_eq!(answer.queue.as_deref(), Some(if size >= 10 { "a" } else { "b" }));
                }
            });
        }
    });
}

/// The fingerprint speaks of what a policy means, not of how it is written.
#[test]
fn a_fingerprint_is_of_the_meaning() {
    let print = |text: &str| {
        let rules = Compiler::new().add(Source::new("r.route", text)).compile().expect("a policy");
        rules.fingerprint().to_owned()
    };
    let text = "pointsman 1\nlead { id: text  size: integer optional }\nqueue a\n\
                route r { rule big \"Big\" { when size >= 10 assign queue a } otherwise { assign queue a } }\n";
    let first = print(text);
    assert_eq!(first, print(text));
    assert_eq!(first, print(&text.replace("{ when", "{\n\n   # why\n   when").replace('\n', "\r\n")));
    assert_ne!(first, print(&text.replace(">= 10", ">= 11")));
    assert_ne!(first, print(&text.replace("rule big", "rule bigger")));
}
