//! The progress of steps on standard error: a bar on a terminal, lines elsewhere.

use std::time::{Duration, Instant};

use edgegap_publish::Step;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::Output;

/// Delay between two lines about the same wait.
const INTERVAL: Duration = Duration::from_secs(10);
/// Delay between two frames of the bar.
const TICK: Duration = Duration::from_millis(100);

/// The progress of a run.
pub(crate) struct Progress<'a> {
    output: &'a Output<'a>,
    bar: Option<ProgressBar>,
    /// Time of the last line about a wait, and the object that it was about.
    waiting: Option<(Instant, String)>,
}

impl<'a> Progress<'a> {
    /// The progress of this number of calls.
    pub(crate) fn new(output: &'a Output<'a>, calls: usize) -> Self {
        let bar = output.shows_bar().then(|| {
            let bar = ProgressBar::with_draw_target(Some(calls as u64), ProgressDrawTarget::stderr());
            // The template is valid; another one would be the default.
            if let Ok(style) = ProgressStyle::with_template("{spinner} {pos}/{len} {wide_msg}") {
                bar.set_style(style);
            }
            bar.enable_steady_tick(TICK);
            bar
        });
        Self { output, bar, waiting: None }
    }

    /// Shows a step.
    pub(crate) fn step(&mut self, step: &Step) {
        match (step, &self.bar) {
            (Step::Waiting(_), Some(bar)) => bar.set_message(step.to_string().trim().to_owned()),
            (Step::Waiting(waiting), None) => {
                let is_new = self.waiting.as_ref().is_none_or(|(_, name)| *name != waiting.name);
                if is_new || self.waiting.as_ref().is_some_and(|(time, _)| time.elapsed() >= INTERVAL) {
                    self.waiting = Some((Instant::now(), waiting.name.clone()));
                    self.output.note(&step.to_string());
                }
            }
            (Step::Summary(_), _) => {}
            (_, Some(bar)) => {
                bar.inc(1);
                bar.set_message("");
                bar.suspend(|| self.output.note(&step.to_string()));
            }
            (_, None) => self.output.note(&step.to_string()),
        }
    }
}

impl Drop for Progress<'_> {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
