//! `pointsman route`: a file of leads, one assignment a line.

use crate::fault::{Exit, Fault};
use crate::leads::{Arrived, Leads};
use crate::saving::Saving;
use crate::summary::Summary;
use crate::{out, policy, threads};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use jiff::Timestamp;
use pointsman::{AskedLead, Assignment, Limits, Live, LogWriter, Request, Ruleset, RunKind};
use std::fs::{self, File};
use std::io::{self, BufWriter, IsTerminal as _, Write};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// A *.route file, a folder of them, or `-`: standard input.
    policy: PathBuf,
    /// The reps and what the engine remembers, as JSON; or the reps alone, as CSV.
    #[arg(long)]
    snapshot: PathBuf,
    /// JSON Lines or CSV; `-` is standard input.
    #[arg(long)]
    leads: PathBuf,
    /// The moment of the decisions, such as 2026-03-02T09:15:00Z; default: the clock, read once at the start.
    #[arg(long)]
    now: Option<Timestamp>,
    /// The route to ask; default: the one marked `main route`.
    #[arg(long)]
    route: Option<String>,
    /// Adds the reasons to each assignment.
    #[arg(long)]
    explain: bool,
    /// Writes a log that `pointsman replay` can decide again.
    #[arg(long)]
    log: Option<PathBuf>,
    /// Writes the assignments to a file instead of standard output.
    #[arg(long)]
    out: Option<PathBuf>,
    /// Writes the snapshot as it is after the last decision.
    #[arg(long)]
    save_snapshot: Option<PathBuf>,
    /// The most leads that a route with `take in order of` may take as one batch; they are held in memory.
    #[arg(long, default_value_t = 1_000_000)]
    batch_limit: usize,
    /// How many decided leads are remembered for a policy that looks for duplicates; the oldest are forgotten first.
    #[arg(long, value_name = "LEADS")]
    dedupe_window: Option<usize>,
    /// Decides every lead on the same snapshot.
    #[arg(long)]
    no_apply: bool,
    /// How many threads decide, with --no-apply and without --log; default: one for each processor.
    #[arg(long)]
    threads: Option<NonZeroUsize>,
    /// Exit 1 when a lead is invalid or has keys that the policy does not know.
    #[arg(long)]
    strict: bool,
    /// Connects a model to a scorer of the policy: NAME=PATH; may be given several times.
    #[arg(long = "model", value_name = "NAME=PATH")]
    models: Vec<String>,
}

pub(crate) fn run(arguments: &Arguments) -> Result<Exit, Fault> {
    policy::one_standard_input(&[
        ("POLICY", &arguments.policy),
        ("--snapshot", &arguments.snapshot),
        ("--leads", &arguments.leads),
    ])?;
    let rules = policy::with_models(policy::load(&arguments.policy)?, &arguments.models)?;
    each_its_own(arguments, &rules)?;
    let snapshot = policy::snapshot(&rules, &arguments.snapshot)?;
    route_exists(&rules, arguments.route.as_deref())?;
    let now = arguments.now.unwrap_or_else(clock);
    let leads = Leads::open(&arguments.leads, Limits::default().lead_bytes)?;
    let saving = arguments.save_snapshot.as_deref().map(Saving::begin).transpose()?;
    let log = arguments.log.as_deref().map(create).transpose()?;
    let mut kind = RunKind::default();
    (kind.no_apply, kind.dedupe_window) = (arguments.no_apply, arguments.dedupe_window);
    let log = log
        .map(|file| LogWriter::of_run(file, &rules, &snapshot, kind))
        .transpose()
        .map_err(|error| unlogged(arguments, &error))?;
    let out: Box<dyn Write> = match &arguments.out {
        Some(path) if path != Path::new("-") => Box::new(create(path)?),
        _ => Box::new(io::stdout().lock()),
    };
    let out = Answers { out, kept: Vec::with_capacity(2 * KEPT) };
    let mut live = rules.bind(snapshot);
    if let Some(leads) = arguments.dedupe_window {
        live.remember_at_most(leads);
    }
    let (summary, answer) = (Summary::default(), Assignment::default());
    let mut run = Run { arguments, rules: &rules, live, now, out, log, summary, bar: bar(), answer };
    let in_order = !arguments.no_apply && rules.takes_in_order(arguments.route.as_deref()).unwrap_or(false);
    // A decision that is stored must be made before the next one; a log tells them in their order.
    let threads = if arguments.no_apply && run.log.is_none() { threads::count(arguments.threads) } else { 1 };
    let ended = match (in_order, threads) {
        (true, _) => run.in_order(leads),
        (false, 1) => run.all(leads),
        (false, threads) => run.by_threads(leads, threads),
    };
    run.bar.finish_and_clear();
    let handed_out = run.hand_out();
    if let Some(saving) = saving {
        if [&handed_out, &ended].iter().any(|ended| matches!(ended, Err(Fault::OutputClosed))) {
            let text = "the output was closed before all was handed out: the snapshot was not saved";
            return Err(Fault::Input(text.to_owned()));
        }
        saving.end(&run.live.snapshot().to_json())?;
    }
    handed_out?;
    out::tell(&run.summary)?;
    if run.live.forgotten() > 0 {
        let forgotten = run.live.forgotten();
        out::tell(format_args!(
            "  {forgotten} decided leads were forgotten; later ones that repeat them were not found (--dedupe-window)\n"
        ))?;
    }
    ended?;
    let refused = arguments.strict && (run.summary.has_invalid() || run.summary.has_unknown_keys());
    Ok(if refused { Exit::Findings } else { Exit::Fine })
}

/// After so many bytes answers are handed out, though leads still come.
const KEPT: usize = 1 << 16;

/// Answers on their way out.
struct Answers<'a> {
    out: Box<dyn Write + 'a>,
    kept: Vec<u8>,
}

impl Answers<'_> {
    fn keep(&mut self, line: &str) {
        self.kept.extend_from_slice(line.as_bytes());
        self.kept.push(b'\n');
    }

    fn hand_out(&mut self) -> Result<(), Fault> {
        let written = self.out.write_all(&self.kept).and_then(|()| self.out.flush());
        self.kept.clear();
        written.map_err(Fault::writing)
    }
}

struct Run<'a> {
    arguments: &'a Arguments,
    rules: &'a Ruleset,
    live: Live,
    now: Timestamp,
    out: Answers<'a>,
    log: Option<LogWriter<BufWriter<File>>>,
    summary: Summary,
    bar: ProgressBar,
    /// The last one.
    answer: Assignment,
}

impl Run<'_> {
    fn all(&mut self, mut leads: Leads) -> Result<(), Fault> {
        loop {
            if leads.lets_wait() {
                self.hand_out()?;
            }
            let Some((line, arrived)) = leads.next()? else { return Ok(()) };
            let at = |fault: Fault| fault.at(&leads.place(line));
            let asked = read(self.rules, &arrived).map_err(at)?;
            let answer = self.one(&asked).map_err(at)?;
            self.out.keep(&answer);
            if self.out.kept.len() >= KEPT {
                self.hand_out()?;
            }
        }
    }

    /// Hands out what is kept: the log first, which is never behind the answers.
    fn hand_out(&mut self) -> Result<(), Fault> {
        if let Some(log) = &mut self.log {
            log.flush().map_err(|error| unlogged(self.arguments, &error))?;
        }
        self.out.hand_out()
    }

    /// Every lead on the same snapshot: several threads decide, and the answers come in the order of the leads.
    fn by_threads(&mut self, leads: Leads, threads: usize) -> Result<(), Fault> {
        let (arguments, rules, live, now) = (self.arguments, self.rules, &self.live, self.now);
        let (out, summary, bar) = (&mut self.out, &mut self.summary, &self.bar);
        let decide = |arrived: &Arrived, counts: &mut Summary, answer: &mut Assignment| {
            let asked = read(rules, arrived)?;
            let line = decide(arguments, live, &asked.request(now, arguments.route.as_deref()), answer)?;
            counts.add(answer);
            counts.read(asked.lead());
            Ok(line)
        };
        threads::run(leads, threads, decide, |done| {
            let Some(done) = done else { return out.hand_out() };
            bar.inc(done.leads);
            summary.merge(done.summary);
            out.kept.extend_from_slice(done.text.as_bytes());
            if out.kept.len() >= KEPT { out.hand_out() } else { Ok(()) }
        })
    }

    /// The leads are one batch, which the route orders; the answers come in the order of the leads.
    fn in_order(&mut self, mut leads: Leads) -> Result<(), Fault> {
        let mut batch: Vec<(String, AskedLead)> = Vec::new();
        while let Some((line, arrived)) = leads.next()? {
            let place = leads.place(line);
            if batch.len() == self.arguments.batch_limit {
                let limit = self.arguments.batch_limit;
                let text = format!(
                    "{place}: the route takes its leads in order, and they are more than {limit} (--batch-limit)"
                );
                return Err(Fault::Input(text));
            }
            let asked = read(self.rules, &arrived).map_err(|fault| fault.at(&place))?;
            batch.push((place, asked));
        }
        let route = self.arguments.route.as_deref();
        let requests: Vec<_> = batch.iter().map(|(_, asked)| asked.request(self.now, route)).collect();
        let order = self.live.batch_order(&requests).map_err(|error| Fault::Input(error.to_string()))?;
        let mut answers = vec![String::new(); batch.len()];
        for turn in order {
            let (place, asked) = &batch[turn];
            answers[turn] = self.one(asked).map_err(|fault| fault.at(place))?;
        }
        answers.iter().for_each(|answer| self.out.keep(answer));
        Ok(())
    }

    /// Decides about one lead, takes the changes in, and gives the answer's line.
    fn one(&mut self, asked: &AskedLead) -> Result<String, Fault> {
        let request = asked.request(self.now, self.arguments.route.as_deref());
        let answer = &mut self.answer;
        let line = match &mut self.log {
            None => decide(self.arguments, &self.live, &request, answer)?,
            Some(log) => {
                let heard;
                (*answer, heard) = self.live.route_heard(&request).map_err(refused)?;
                let line = told(self.arguments, &self.live, &request.clone().heard(&heard), answer)?;
                log.append(&request, asked, &heard, answer).map_err(|error| unlogged(self.arguments, &error))?;
                line
            }
        };
        self.summary.add(answer);
        self.summary.read(asked.lead());
        if !self.arguments.no_apply {
            self.live.apply(&answer.delta).map_err(|stale| Fault::Internal(stale.to_string()))?;
            self.live.remember(&request, answer);
        }
        self.bar.inc(1);
        Ok(line)
    }
}

fn read(rules: &Ruleset, arrived: &Arrived) -> Result<AskedLead, Fault> {
    match arrived {
        Arrived::Json(text) => rules.asked_from_json(text).map_err(|error| Fault::Input(error.to_string())),
        Arrived::Row(row) => Ok(rules.asked_from_row(row)),
    }
}

/// Decides about one lead, over an earlier answer; the new one's line.
fn decide(arguments: &Arguments, live: &Live, request: &Request<'_>, answer: &mut Assignment) -> Result<String, Fault> {
    live.route_into(request, answer).map_err(refused)?;
    told(arguments, live, request, answer)
}

/// The line of an answer, with its reasons where they are asked for.
fn told(arguments: &Arguments, live: &Live, request: &Request<'_>, answer: &Assignment) -> Result<String, Fault> {
    if !arguments.explain {
        return Ok(answer.to_json());
    }
    Ok(live.explain(request).map_err(refused)?.to_json())
}

#[allow(clippy::needless_pass_by_value, reason = "for `map_err`")]
fn refused(error: pointsman::RouteError) -> Fault {
    Fault::Input(error.to_string())
}

/// The one place that reads the clock.
#[allow(clippy::disallowed_methods, reason = "the command is the host; the clock is read once")]
pub(crate) fn clock() -> Timestamp {
    Timestamp::now()
}

pub(crate) fn route_exists(rules: &Ruleset, route: Option<&str>) -> Result<(), Fault> {
    rules.route_named(route).map(|_| ()).map_err(|error| Fault::Input(format!("{error} (--route NAME)")))
}

fn create(path: &std::path::Path) -> Result<BufWriter<File>, Fault> {
    File::create(path).map(BufWriter::new).map_err(|error| Fault::Input(format!("{}: {error}", path.display())))
}

fn unlogged(arguments: &Arguments, error: &io::Error) -> Fault {
    let log = arguments.log.as_deref().unwrap_or(Path::new("--log"));
    Fault::Input(format!("{}: {error}", log.display()))
}

/// Every stream has a file of its own, and none of them one that is read. A snapshot may be saved over itself: it is
/// written when all is decided.
fn each_its_own(arguments: &Arguments, rules: &Ruleset) -> Result<(), Fault> {
    let mut read: Vec<(&str, PathBuf)> =
        vec![("--leads", arguments.leads.clone()), ("--snapshot", arguments.snapshot.clone())];
    let models = arguments.models.iter().filter_map(|model| Some(("--model", PathBuf::from(model.split_once('=')?.1))));
    let folder = PathBuf::from(policy::folder(&arguments.policy));
    let sources = rules.sources().iter().map(|(_, source)| ("the policy", folder.join(source.name())));
    read.extend(sources.chain(models));
    let standard = Path::new("-");
    for (name, path) in [("--log", &arguments.log), ("--save-snapshot", &arguments.save_snapshot)] {
        if path.as_deref() == Some(standard) {
            return Err(Fault::Input(format!("{name} -: a file is needed; standard output is for the answers")));
        }
    }
    let mut taken: Vec<(&str, PathBuf)> = read
        .iter()
        .filter(|(_, path)| path != standard)
        .filter_map(|(name, path)| Some((*name, place(path)?)))
        .collect();
    for (name, path) in
        [("--out", &arguments.out), ("--log", &arguments.log), ("--save-snapshot", &arguments.save_snapshot)]
    {
        let given = path.as_ref().filter(|path| *path != standard);
        let Some((given, file)) = given.and_then(|path| Some((path, place(path)?))) else { continue };
        let other =
            taken.iter().find(|(other, taken)| *taken == file && (name, *other) != ("--save-snapshot", "--snapshot"));
        if let Some((other, _)) = other {
            return Err(Fault::Input(format!("{name} {}: the same file as {other}", given.display())));
        }
        taken.push((name, file));
    }
    Ok(())
}

/// Where a file lies or would lie; `None`: it is no file that could be overwritten, such as a pipe.
fn place(path: &Path) -> Option<PathBuf> {
    if let Ok(found) = fs::canonicalize(path) {
        return fs::metadata(&found).is_ok_and(|it| it.is_file()).then_some(found);
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    Some(fs::canonicalize(folder).ok()?.join(path.file_name()?))
}

/// Counts leads on standard error when a person looks.
fn bar() -> ProgressBar {
    if !io::stderr().is_terminal() {
        return ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
    }
    let style =
        ProgressStyle::with_template("{human_pos} leads, {per_sec}").unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::new_spinner().with_style(style)
}
