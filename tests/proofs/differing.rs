//! The regions that `diff` tells, against leads by the thousand: none that goes elsewhere lies outside.

use crate::dice::Dice;
use crate::generate::{Policy, edited, policy};
use crate::planted::{compiler as touchstone, put};
use crate::versions::{Attributes, Tally, Version, compiler, examples, judge};
use pointsman::domain::Raw;
use pointsman::{Compiler, Snapshot, Source};
use std::fs;
use std::path::Path;

/// 15:00 UTC on a Monday: Berlin and New York are at work.
const NOW: &str = "2026-03-02T15:00:00Z";

/// A change of the touchstone: of its routes, of its vocabulary, or of its data.
type Change = (&'static str, fn(&mut Dice) -> [(&'static str, String, String); 1]);

fn change(file: &'static str, old: &str, new: impl Into<String>) -> [(&'static str, String, String); 1] {
    [(file, old.to_owned(), new.into())]
}

const ROUTES: &str = "inbound.route";
const WORDS: &str = "shared.route";

const CHANGES: [Change; 24] = [
    ("a limit", |dice| {
        let limit = 1 + dice.below(98);
        change(
            ROUTES,
            "  any     | 100..999  => mid_market\n  any     | 1..99     => smb\n",
            format!("  any     | {}..999  => mid_market\n  any     | 1..{limit}  => smb\n", limit + 1),
        )
    }),
    ("a limit for two countries", |dice| {
        change(
            ROUTES,
            "JP, AU  | >= 500    => enterprise",
            format!("JP, AU  | >= {}    => enterprise", 400 + dice.below(300)),
        )
    }),
    ("another country", |_| change(ROUTES, "JP, AU  | >= 500", "JP, NZ  | >= 500")),
    ("a grade's border", |dice| {
        let at = 31 + dice.below(40);
        change(
            ROUTES,
            "B \"Warm\": 50..<75\n  C \"Cool\": 30..<50",
            format!("B \"Warm\": {at}..<75\n  C \"Cool\": 30..<{at}"),
        )
    }),
    ("points", |dice| {
        change(
            ROUTES,
            "add 25 when segment is mid_market",
            format!("add {} when segment is mid_market", 5 + dice.below(60)),
        )
    }),
    ("a line of a card", |_| {
        change(ROUTES, "  subtract 40 when personal_mail because \"Personal e-mail address\"\n", "")
    }),
    ("a weight", |_| change(ROUTES, "from 0.6 * icp + 0.4 * engagement", "from 0.5 * icp + 0.5 * engagement")),
    ("neighbours", |_| {
        change(
            ROUTES,
            "  emea when any of {\n    in_territory(dach)\n    in_territory(uki)\n    country in [FR, ES, IT, NL, BE, SE, NO, DK]\n  }\n  apac when country in [JP, AU, NZ, SG, IN]\n",
            "  apac when country in [JP, AU, NZ, SG, IN, CH]\n  emea when any of {\n    in_territory(dach)\n    in_territory(uki)\n    country in [FR, ES, IT, NL, BE, SE, NO, DK]\n  }\n",
        )
    }),
    ("neighbouring origins", |_| {
        change(
            ROUTES,
            "  partner when partner is present\n  event when campaign starts with \"EVT-\"\n",
            "  event when campaign starts with \"EVT-\"\n  partner when partner is present\n",
        )
    }),
    ("a territory", |dice| {
        let land = ["DE", "AT", "CH"][dice.below(3)];
        let rest: Vec<&str> = ["DE", "AT", "CH"].into_iter().filter(|country| *country != land).collect();
        change(ROUTES, "where country in [DE, AT, CH]", format!("where country in [{}]", rest.join(", ")))
    }),
    ("a row that goes", |_| {
        change(
            ROUTES,
            "  apac   | enterprise, mid_market => apac_all\n",
            "  apac   | enterprise => apac_all\n  apac | mid_market => amer_mm\n",
        )
    }),
    ("a target", |dice| {
        let team = ["emea_ent", "amer_mm", "smb_desk"][dice.below(3)];
        change(
            ROUTES,
            "  emea   | mid_market             => emea_mm",
            format!("  emea   | mid_market             => {team}"),
        )
    }),
    ("the last link", |_| {
        change(
            ROUTES,
            "by evenly weight rep.weight else queue triage",
            "by evenly weight rep.weight else team smb_desk else queue triage",
        )
    }),
    ("a promise", |_| {
        change(
            ROUTES,
            "        assign team regional_team by evenly weight rep.weight else queue triage\n        sla hot",
            "        assign team regional_team by evenly weight rep.weight else queue triage\n        sla standard",
        )
    }),
    ("a line", |_| change(ROUTES, "    unless source is partner\n    disqualify", "    disqualify")),
    ("another line", |_| {
        change(ROUTES, "        when segment is mid_market\n", "        when employees in 50..2000\n")
    }),
    ("grades that are sales-ready", |_| change(ROUTES, "when fit in [A, B] {", "when fit is A {")),
    ("a rule that goes", |_| {
        change(
            ROUTES,
            "  rule nurture_cold \"Not ready yet\" {\n    when fit in [C, D]\n    nurture in \"newsletter-{language}\" retry after 30 days\n  }\n",
            "",
        )
    }),
    ("the order of rules", |_| {
        change(
            ROUTES,
            "  rule embargo \"Embargoed country\" {\n    when country in embargoed\n    disqualify \"Embargoed country: {country}\"\n  }\n",
            "  rule before_all {\n    when named has work_domain and country in embargoed\n    assign queue triage\n  }\n  rule embargo \"Embargoed country\" {\n    when country in embargoed\n    disqualify \"Embargoed country: {country}\"\n  }\n",
        )
    }),
    ("embargoed countries", |dice| {
        let lists = ["[CU, IR, KP]", "[CU, IR, KP, SY, BR]", "[CU]"];
        change(WORDS, "[CU, IR, KP, SY]", lists[dice.below(3)])
    }),
    ("competitors", |_| change(WORDS, "\"leadzilla.example\"]", "\"leadzilla.example\", \"firm.example\"]")),
    ("a check", |dice| change(WORDS, "check employees >= 1 ", format!("check employees >= {} ", 2 + dice.below(200)))),
    ("a patch", |_| change("data/us_patches.csv", "\n2,amer_mm", "\n2,amer_ent")),
    ("an account", |_| change("data/named_accounts.csv", "alpenbank.example,greta", "alpenbank.example,anna")),
];

fn read(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/acme").join(name);
    fs::read_to_string(path).expect("a file of the touchstone")
}

const FILES: [&str; 4] = ["data/free_mail.csv", "data/named_accounts.csv", "data/us_patches.csv", "fixtures/reps.json"];

/// The touchstone with one text in the place of another, and more behind its routes.
fn changed(change: &[(&'static str, String, String)], more: &str) -> Compiler {
    let text = |name: &str| {
        let known = change.iter().filter(|(file, ..)| *file == name);
        known.fold(read(name), |text, (_, old, new)| put(&text, old, new))
    };
    let policy = Compiler::new().add(Source::new(ROUTES, text(ROUTES) + more)).add(Source::new(WORDS, text(WORDS)));
    FILES.iter().fold(policy, |policy, name| policy.add_data(*name, text(name).into_bytes()))
}

/// Leads at the borders and around them, in all combinations that the dice give; every fifth is dirty.
fn leads(count: usize) -> Vec<Attributes> {
    const FIELDS: [(&str, &[&str]); 15] = [
        ("id", &["1"]),
        (
            "email",
            &[
                "a@firm.example",
                "b@gmail.com",
                "c@alpenbank.example",
                "d@nordwerk.example",
                "e@rivalsoft.example",
                "f@other.example",
                "g@leadzilla.example",
            ],
        ),
        ("company", &["Firm", "Alpenbank"]),
        (
            "country",
            &["DE", "AT", "CH", "GB", "IE", "FR", "US", "JP", "AU", "NZ", "IN", "BR", "CU", "SY", "KP", "Germany"],
        ),
        ("postal_code", &["2", "20", "94107", "98101", "1", "10", "0", "55401", "606"]),
        (
            "employees",
            &[
                "1", "2", "20", "49", "50", "51", "99", "100", "101", "399", "400", "499", "500", "501", "699", "700",
                "999", "1000", "1001", "2000", "2001", "20000",
            ],
        ),
        ("industry", &["saas", "finserv", "Banking", "healthcare", "public", "other"]),
        ("job_level", &["c_level", "Chief", "vp", "director", "ic", "unknown"]),
        ("utm_medium", &["cpc", "organic", "paid_social", "email"]),
        ("campaign", &["EVT-1", "EVT-", "EV", "SUM"]),
        ("referrer", &["ref.example"]),
        ("pages_viewed", &["0", "4", "5", "6"]),
        (
            "last_visit",
            &["2026-03-01T00:00:00Z", "2026-02-23T15:00:00Z", "2026-02-23T14:59:59Z", "2025-01-01T00:00:00Z"],
        ),
        ("asked_for_demo", &["yes", "no"]),
        ("partner", &["Nord"]),
    ];
    const DIRTY: [&str; 7] = ["", "n/a", "-1", "0", "XX", "not a value", "1.5"];
    let mut dice = Dice::new(5);
    let mut all = Vec::with_capacity(count);
    for number in 0..count {
        // Some leads say much, some little; those that are sales-ready are few by themselves.
        let said = 20 + dice.below(80);
        let ready = dice.chance(40);
        let mut lead: Attributes = vec![("created".to_owned(), NOW.into())];
        for (name, values) in FIELDS {
            let must =
                matches!(name, "id" | "email") || ready && matches!(name, "asked_for_demo" | "industry" | "job_level");
            if must || dice.chance(said) {
                let value = if ready && must { values[0] } else { values[dice.below(values.len())] };
                let value = if ready && name == "email" { values[dice.below(values.len())] } else { value };
                lead.push((name.to_owned(), Raw::from(value)));
            }
        }
        if number % 5 == 0 {
            let place = dice.below(lead.len());
            if dice.chance(30) {
                lead.remove(place);
            } else {
                lead[place].1 = DIRTY[dice.below(DIRTY.len())].into();
            }
        }
        all.push(lead);
    }
    all
}

/// So much of the whole, by the environment.
#[allow(clippy::disallowed_methods, reason = "how many cases a test tries is no part of any decision")]
fn share(whole: usize) -> usize {
    match std::env::var("POINTSMAN_CASES").as_deref() {
        Ok("tenth") => whole / 10,
        _ => whole,
    }
}

#[test]
fn no_lead_of_the_touchstone_goes_elsewhere_outside_of_the_regions() {
    let all = leads(share(10_000));
    let old = Version::of(changed(&[], "").compile().expect("the touchstone"), &read(ROUTES));
    let snapshot = old.rules.snapshot_from_json(&read("snapshot.json")).expect("a snapshot");
    let before = old.ways(&snapshot, NOW, &all);
    let worlds = [(snapshot, before)];
    // Two threads, since this takes long; what is found does not depend on them.
    let half = |odd: usize| {
        let mut tally = Tally::default();
        for (number, (name, make)) in CHANGES.iter().enumerate().filter(|(number, _)| number % 2 == odd) {
            let edit = make(&mut Dice::new(u64::try_from(number).expect("few")));
            let text = if edit[0].0 == ROUTES { put(&read(ROUTES), &edit[0].1, &edit[0].2) } else { read(ROUTES) };
            let compiled = changed(&edit, "").compile().unwrap_or_else(|error| panic!("{name}: {error}"));
            let new = Version::of(compiled, &text);
            let before = tally.differing;
            // Every third change meets all leads, the others some of them.
            let met = &all[..if number % 3 == 0 { all.len() } else { all.len() / 5 }];
            let told = judge(name, (&old, &new), &worlds, NOW, met, &mut tally);
            println!("{name}: {} regions, {} leads", told.elsewhere.len(), tally.differing - before);
            let read_otherwise = *name == "a check";
            assert!(told.exhaustive && (read_otherwise || !told.elsewhere.is_empty()), "{name}: {told}");
            let whole = |more: &str| changed(&[], more);
            let edited = |more: &str| changed(&edit, more);
            examples(name, &told, [&whole, &edited], (&old, &new), &mut tally);
        }
        tally
    };
    let tally = std::thread::scope(|scope| {
        let other = scope.spawn(|| half(1));
        let mut tally = half(0);
        match other.join() {
            Ok(other) => tally.add(&other),
            Err(panic) => std::panic::resume_unwind(panic),
        }
        tally
    });
    println!("{tally:?}");
    assert!(tally.differing > tally.pairs * share(100) / 10 && tally.examples > 2 * tally.pairs);
    assert_eq!((tally.left_open, tally.in_the_open), (0, 0));
}

#[test]
fn no_lead_of_generated_policies_goes_elsewhere_outside_of_the_regions() {
    let mut tally = Tally::default();
    for seed in 0..u64::try_from(share(200)).expect("few") {
        pair(seed, &mut tally);
    }
    println!("{tally:?}");
    assert!(tally.differing > tally.pairs && tally.examples > tally.pairs / 2 && tally.not_exhaustive == 0);
    assert_eq!((tally.left_open, tally.in_the_open), (0, 0));
}

fn pair(seed: u64, tally: &mut Tally) {
    let Policy { text, leads, rules } = policy(seed);
    let ended = |text: &str| match text.contains("otherwise") {
        true => text.to_owned(),
        false => format!("{}  otherwise {{ assign queue triage }}\n}}\n", &text[..text.rfind('}').expect("an end")]),
    };
    let (before, after) = (ended(&text), ended(&edited(&text, seed)));
    let compile = |text: &str| compiler(text).compile().unwrap_or_else(|error| panic!("{seed}: {error}\n{text}"));
    let (old, new) = (Version::of(compile(&before), &before), Version::of(compile(&after), &after));
    let one = |(name, _): &(String, bool)| {
        let one = format!("{{\"reps\": [{{\"id\": \"rep_{name}\"}}]}}");
        new.rules.snapshot_from_json(&one).expect("a snapshot")
    };
    let snapshots = std::iter::once(Snapshot::default()).chain(rules.iter().filter(|(_, open)| *open).map(one));
    let mut all = leads;
    for (name, value) in
        [("level", "10"), ("level", "x"), ("employees", "0"), ("country", "XX"), ("joined", "31.1.2026")]
    {
        let dirty: Vec<Attributes> = all.iter().step_by(7).take(40).cloned().collect();
        all.extend(dirty.into_iter().map(|mut lead| {
            lead.retain(|(known, _)| known != name);
            lead.push((name.to_owned(), value.into()));
            lead
        }));
    }
    let name = format!("seed {seed}\n{before}\n{after}");
    let now = "2026-01-05T12:00:00Z";
    let worlds: Vec<_> = snapshots.map(|snapshot| (snapshot.clone(), old.ways(&snapshot, now, &all))).collect();
    let told = judge(&name, (&old, &new), &worlds, now, &all, tally);
    let (whole, edited) =
        (|more: &str| compiler(&(before.clone() + more)), |more: &str| compiler(&(after.clone() + more)));
    examples(&name, &told, [&whole, &edited], (&old, &new), tally);
}

/// The planted cases compile the touchstone in the same way.
#[test]
fn the_touchstone_is_no_different_from_itself() {
    let policy = touchstone(&read(ROUTES)).compile().expect("the touchstone");
    let told = policy.diff(&policy, &Snapshot::default(), NOW.parse().expect("a moment"));
    assert!(told.elsewhere.is_empty() && told.left_open.is_empty() && told.exhaustive);
}
