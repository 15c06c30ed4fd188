//! Two ways through the same data, timed in turns, so that whatever else the machine does slows both.

use std::time::{Duration, Instant};

/// A line of the final table.
pub(crate) struct Row {
    pub(crate) what: String,
    pub(crate) raw_is: String,
    pub(crate) raw: Duration,
    pub(crate) ours: Duration,
}

/// How long the timed part of one round takes at least, so that the clock's own grain does not count.
const ROUND: Duration = Duration::from_millis(3);

/// Odd, for the median.
const N_ROUNDS: usize = 31;

/// The medians over all rounds. Each closure runs its round and says how long one piece of it took.
pub(crate) fn side_by_side(
    what: &str,
    raw_is: &str,
    mut raw: impl FnMut() -> Duration,
    mut ours: impl FnMut() -> Duration,
) -> Row {
    let (mut raws, mut all_ours): (Vec<_>, Vec<_>) = (0..N_ROUNDS).map(|_| (raw(), ours())).unzip();
    Row { what: what.to_owned(), raw_is: raw_is.to_owned(), raw: median(&mut raws), ours: median(&mut all_ours) }
}

/// Rounds of `work`, which does `n_pieces` at once.
pub(crate) fn rounds<R>(n_pieces: usize, mut work: impl FnMut() -> R) -> impl FnMut() -> Duration {
    // The first run fills caches.
    work();
    let started = Instant::now();
    work();
    let once = started.elapsed().max(Duration::from_nanos(20));
    let n_runs = u32::try_from(ROUND.as_nanos() / once.as_nanos()).unwrap_or(u32::MAX).clamp(1, 100_000);
    let n_pieces = u32::try_from(n_pieces.max(1)).unwrap_or(u32::MAX);
    move || {
        let started = Instant::now();
        for _ in 0..n_runs {
            std::hint::black_box(work());
        }
        started.elapsed() / n_runs / n_pieces
    }
}

/// Rounds of `work` on what `prepare` makes, which is not timed.
pub(crate) fn prepared_rounds<P, R>(
    mut prepare: impl FnMut() -> P,
    mut work: impl FnMut(&P) -> R,
) -> impl FnMut() -> Duration {
    move || {
        let prepared = prepare();
        let started = Instant::now();
        let result = std::hint::black_box(work(&prepared));
        let elapsed = started.elapsed();
        // Taking down is nobody's waiting time.
        drop(result);
        elapsed
    }
}

fn median(times: &mut [Duration]) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}
