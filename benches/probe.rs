#![allow(clippy::all, clippy::pedantic, clippy::restriction)]
#[path = "../benches/common/mod.rs"]
mod common;
use pointsman::{Compiler, Source, workbench::Workbench};
use std::time::Instant;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let sizes: Vec<usize> = if args.is_empty() {
        vec![10, 100, 1000, 10000]
    } else {
        args[0].split(',').map(|a| a.parse().unwrap()).collect()
    };
    let family = args.get(1).cloned().unwrap_or("real".into());
    for size in sizes {
        let made: Vec<common::Made> = if family == "real" {
            vec![common::realistic::realistic(size, 20000)]
        } else {
            common::worst::FAMILIES
                .iter()
                .filter(|(n, _)| family == "all" || *n == family)
                .map(|(_, m)| m(size, 4000))
                .collect()
        };
        for made in made {
            let lines = made.text.lines().count();
            let t = Instant::now();
            let doc = pointsman::format(&made.text);
            let tp = t.elapsed();
            drop(doc);
            let t = Instant::now();
            let rules = match Compiler::new().add(Source::new("p.route", made.text.clone())).compile() {
                Ok(r) => r,
                Err(e) => {
                    println!(
                        "{} refused {:?}",
                        made.name,
                        e.diagnostics().iter().take(3).map(|d| d.message.clone()).collect::<Vec<_>>()
                    );
                    continue;
                }
            };
            let tc = t.elapsed();
            let bench = Workbench::new(&rules).unwrap();
            let t = Instant::now();
            bench.lower();
            let tl = t.elapsed();
            let leads: Vec<_> = (0..made.leads.len()).map(|i| rules.lead_from_json(&made.json(i)).unwrap()).collect();
            let prepared: Vec<_> = leads.iter().map(|l| bench.prepare(l)).collect();
            // check
            for (l, p) in leads.iter().zip(&prepared).take(300) {
                let n = bench.naive(l);
                assert_eq!(bench.first(p), n);
                assert_eq!(bench.linear(p), n);
                assert_eq!(bench.lazy(l), n);
            }
            let mut sum = 0u64;
            let mut best = f64::MAX;
            for _ in 0..5 {
                let t = Instant::now();
                for p in &prepared {
                    sum += bench.first(p).unwrap_or(0) as u64;
                }
                best = best.min(t.elapsed().as_nanos() as f64 / prepared.len() as f64);
            }
            let hot = &prepared[..2000.min(prepared.len())];
            let mut hotb = f64::MAX;
            for _ in 0..10 {
                let t = Instant::now();
                for p in hot {
                    sum += bench.first(p).unwrap_or(0) as u64;
                }
                hotb = hotb.min(t.elapsed().as_nanos() as f64 / hot.len() as f64);
            }
            let lin_n = (40_000_000 / (size.max(10))).clamp(50, prepared.len());
            let mut lin = f64::MAX;
            for _ in 0..3 {
                let t = Instant::now();
                for p in &prepared[..lin_n] {
                    sum += bench.linear(p).unwrap_or(0) as u64;
                }
                lin = lin.min(t.elapsed().as_nanos() as f64 / lin_n as f64);
            }
            let mut lazy = f64::MAX;
            for _ in 0..3 {
                let t = Instant::now();
                for l in &leads[..2000.min(leads.len())] {
                    sum += bench.lazy(l).unwrap_or(0) as u64;
                }
                lazy = lazy.min(t.elapsed().as_nanos() as f64 / 2000f64);
            }
            let (mut n, mut c) = (0, 0);
            for p in &prepared {
                let l = bench.looked(p);
                n += l.nodes;
                c += l.cases;
            }
            let beyond = prepared.iter().filter(|p| bench.first(p).unwrap_or(0) as usize > size / 2).count() * 100
                / prepared.len();
            let s = rules.graph().summary();
            println!(
                "{:16} lines {lines} fmt-parse {:?} compile {:?} lower {:?} | first {:.0} hot {:.0} lazy {:.0} linear {:.0} ratio {:.4} | nodes {:.1} cases {:.1} beyond {beyond}% | {} nodes {} attrs {} B ({} B/rule) {sum}",
                made.name,
                tp,
                tc,
                tl,
                best,
                hotb,
                lazy,
                lin,
                best / lin,
                n as f64 / prepared.len() as f64,
                c as f64 / prepared.len() as f64,
                s.nodes,
                s.attributes,
                s.bytes,
                s.bytes / size
            );
        }
    }
}
