//! Two versions of a policy against each other, lead by lead, and what `diff` says of them.

use crate::between;
use pointsman::domain::Raw;
use pointsman::{
    Assignment, Compiler, Lead, LeftOpen, Live, NothingBeside, PolicyDiff, Request, Ruleset, Snapshot, Source,
    TestOutcome,
};
use std::collections::BTreeMap;

/// A lead as it comes in.
pub(crate) type Attributes = Vec<(String, Raw<'static>)>;

/// Where a lead went, and what the rule that decided says it does.
pub(crate) type Gone = (String, String);

/// One version: how it is compiled, and what its rules do by their text.
pub(crate) struct Version {
    pub(crate) rules: Ruleset,
    deeds: BTreeMap<String, String>,
}

impl Version {
    /// `text` is the policy that has the routes.
    pub(crate) fn of(rules: Ruleset, text: &str) -> Self {
        Self { rules, deeds: deeds(text) }
    }

    fn read(&self, lead: &Attributes) -> Lead {
        let borrowed: Vec<(&str, Raw<'_>)> = lead.iter().map(|(name, raw)| (name.as_str(), raw.clone())).collect();
        self.rules.lead(&borrowed)
    }

    /// What is done about each lead.
    pub(crate) fn ways(&self, snapshot: &Snapshot, now: &str, leads: &[Attributes]) -> Vec<Gone> {
        let (live, now) = (self.rules.bind(snapshot.clone()), now.parse().expect("a moment"));
        let answer = |lead: &Lead| live.route(&Request::new(lead).at(now)).expect("an answer");
        leads.iter().map(|lead| self.way(&answer(&self.read(lead)))).collect()
    }

    /// What was done about a lead: where it went, and what the rule that decided says it does.
    fn way(&self, answer: &Assignment) -> Gone {
        let end = format!("{:?} {:?} {:?}", answer.outcome, answer.team, answer.queue);
        let path = answer.path.join(" > ");
        let deed = self.deeds.get(&path).cloned().unwrap_or_default();
        assert!(!deed.is_empty() || answer.path.is_empty() || answer.rule.is_none(), "no deed of {path}");
        (end, deed)
    }
}

/// By path the lines that say what a rule does. Reasons, notes and tags are no part of it.
fn deeds(text: &str) -> BTreeMap<String, String> {
    let mut found: BTreeMap<String, String> = BTreeMap::new();
    let mut around: Vec<String> = Vec::new();
    let mut depth: Vec<bool> = Vec::new();
    for line in text.lines().map(str::trim) {
        if line.starts_with('#') {
            continue;
        }
        let words: Vec<&str> = line.split_whitespace().collect();
        let named = match words.as_slice() {
            ["main", "route", name, ..] | ["route" | "rule" | "branch", name, ..] => Some((*name).to_owned()),
            ["otherwise", ..] => Some("otherwise".to_owned()),
            ["on", "invalid", ..] => Some("on invalid".to_owned()),
            _ => None,
        };
        let named = named.filter(|_| line.contains('{'));
        let deed =
            ["assign ", "else ", "disqualify", "nurture ", "attach ", "sla ", "must ", "prefer ", "} same", "keep "]
                .iter()
                .filter_map(|word| line.find(word))
                .min();
        if let Some(name) = &named {
            around.push(name.clone());
        }
        if let Some(at) = deed.filter(|_| !around.is_empty()) {
            let said = if line[at..].starts_with("disqualify") { "disqualify" } else { &line[at..] };
            found.entry(around.join(" > ")).or_default().push_str(said.trim_end_matches('}').trim());
        }
        // The first brace of a line that names something is the block of that name.
        let mut named = named.is_some();
        for sign in line.chars().filter(|sign| matches!(sign, '{' | '}')) {
            if sign == '{' {
                depth.push(std::mem::take(&mut named));
            } else if depth.pop() == Some(true) {
                around.pop();
            }
        }
    }
    found
}

/// What a comparison came to.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    pub(crate) pairs: usize,
    pub(crate) regions: usize,
    pub(crate) left_open: usize,
    pub(crate) leads: usize,
    pub(crate) differing: usize,
    /// Of the last, those that lie only in what was left open.
    pub(crate) in_the_open: usize,
    /// And those that the versions do not read alike.
    pub(crate) read_otherwise: usize,
    pub(crate) examples: usize,
    pub(crate) not_exhaustive: usize,
}

impl Tally {
    pub(crate) fn add(&mut self, other: &Self) {
        self.pairs += other.pairs;
        self.regions += other.regions;
        self.left_open += other.left_open;
        self.leads += other.leads;
        self.differing += other.differing;
        self.in_the_open += other.in_the_open;
        self.read_otherwise += other.read_otherwise;
        self.examples += other.examples;
        self.not_exhaustive += other.not_exhaustive;
    }
}

/// Leads that the versions do not read alike, of which nothing else is said.
fn is_of_reading(open: &LeftOpen) -> bool {
    open.leads.contains("do not read")
}

/// Holds what `diff` says against what happens to leads.
pub(crate) fn judge(
    name: &str,
    (old, new): (&Version, &Version),
    worlds: &[(Snapshot, Vec<Gone>)],
    at: &str,
    leads: &[Attributes],
    tally: &mut Tally,
) -> PolicyDiff {
    let now = at.parse().expect("a moment");
    let told = old.rules.diff(&new.rules, &Snapshot::default(), now);
    tally.pairs += 1;
    tally.regions += told.elsewhere.len();
    tally.left_open += told.left_open.iter().filter(|open| !is_of_reading(open)).count();
    tally.not_exhaustive += usize::from(!told.exhaustive);
    for (snapshot, before) in worlds {
        let (one, other): (Live, Live) = (old.rules.bind(snapshot.clone()), new.rules.bind(snapshot.clone()));
        let after = new.ways(snapshot, at, leads);
        tally.leads += leads.len();
        for ((attributes, was), is) in leads.iter().zip(before).zip(&after).filter(|((_, was), is)| was != is) {
            tally.differing += 1;
            let (lead, again) = (old.read(attributes), new.read(attributes));
            let (before, after) = ((&one, &Request::new(&lead).at(now)), (&other, &Request::new(&again).at(now)));
            if told.elsewhere.iter().any(|one| one.contains(before, after)) {
                continue;
            }
            let open = told.left_open.iter().find(|one| one.contains(before, after));
            let open = open.unwrap_or_else(|| panic!("{name}: {attributes:?} went {was:?} and goes {is:?}\n{told}"));
            tally.in_the_open += usize::from(!is_of_reading(open));
            tally.read_otherwise += usize::from(is_of_reading(open));
        }
    }
    told
}

/// Each example, as a test of both versions, is decided by the rules that the region names.
pub(crate) fn examples(
    name: &str,
    told: &PolicyDiff,
    compile: [&dyn Fn(&str) -> Compiler; 2],
    (old, new): (&Version, &Version),
    tally: &mut Tally,
) {
    for region in told
        .elsewhere
        .iter()
        .filter(|region| region.example.contains("given lead { ") && region.leads != "leads that are not valid")
    {
        assert_ne!(region.before, region.after, "{name}: {}", region.leads);
        let rule = |side: &str| side.rsplit_once(" by ").map(|(_, rule)| rule.to_owned());
        let rules = [rule(&region.before), rule(&region.after)];
        for (rule, compile) in rules.iter().zip(compile) {
            let Some(rule) = rule else { continue };
            // Whoever is in the team of a generated policy is called after it.
            let somebody = rule.strip_suffix(" when somebody is there");
            let given = somebody.map_or_else(String::new, |rule| format!("given rep rep_{rule} {{ }}  "));
            let rule = somebody.unwrap_or(rule);
            let test = format!("\ntest \"x\" {{ {given}{}  expect rule {rule} }}\n", region.example);
            let compiled = compile(&test).compile();
            let rules = compiled.unwrap_or_else(|error| panic!("{name}: {error}\n{test}"));
            let report = rules.run_tests(Some("x"), &mut NothingBeside);
            assert!(
                report.results.iter().all(|result| result.outcome == TestOutcome::Passed),
                "{name}: {test}\n{report}\n{told}"
            );
            tally.examples += 1;
        }
        if rules[0] == rules[1] {
            // The same rule does something else, by its text or by the values that it names.
            let said = |version: &Version| {
                let deeds: Vec<&String> = version
                    .deeds
                    .iter()
                    .filter(|(path, _)| Some(path.rsplit(" > ").next().unwrap_or_default()) == rules[0].as_deref())
                    .map(|(_, deed)| deed)
                    .collect();
                format!("{deeds:?}")
            };
            let by_value = between(&region.before, "", " by ") != between(&region.after, "", " by ");
            assert!(by_value || said(old) != said(new), "{name}: {region:?}");
        }
    }
}

/// A policy in one file.
pub(crate) fn compiler(text: &str) -> Compiler {
    Compiler::new().add(Source::new("r.route", text))
}
