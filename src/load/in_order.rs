//! Work on many files by several threads, taken in one by one and in order.

use std::collections::VecDeque;
use std::ops::Range;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

/// Files that a thread works on before it hands them on: so many, or so many bytes. What is made of them is still in the
/// processor's cache when it is taken in.
const CHUNK_FILES: usize = 8;
const CHUNK_BYTES: u64 = 32 << 10;

/// How far the threads may be ahead of what was taken in: so many chunks, or so many bytes. A file that takes long to
/// read keeps the others waiting only then.
const AHEAD_CHUNKS: usize = 16;
const AHEAD_BYTES: u64 = 16 << 20;

/// Calls `make` for all items on as many threads as there are processors, and `take` for what came of each, in the order of
/// the items and never twice at a time. `n_bytes` says how much an item weighs.
///
/// The threads are none of rayon's, so that an editor's requests need not wait for one.
///
/// # Errors
/// The first one of `take`, after which nothing more is taken.
pub(super) fn in_order<I: Sync, T: Send>(
    items: &[I],
    n_bytes: impl Fn(&I) -> u64,
    make: impl Fn(&I) -> T + Sync,
    take: impl FnMut(T) -> anyhow::Result<()> + Send,
) -> anyhow::Result<()> {
    let chunks = chunks(items, n_bytes);
    let n_threads = rayon::current_num_threads().min(chunks.len());
    let work =
        Work { items, chunks: &chunks, make, take: Mutex::new(take), state: Mutex::default(), moved: Condvar::new() };
    match n_threads {
        0 | 1 => work.run(),
        _ => thread::scope(|scope| (0..n_threads).for_each(|_| _ = scope.spawn(|| work.run()))),
    }
    work.state.into_inner().unwrap_or_else(PoisonError::into_inner).error.map_or(Ok(()), Err)
}

/// A few items with what they weigh.
struct Chunk {
    items: Range<usize>,
    n_bytes: u64,
}

fn chunks<I>(items: &[I], n_bytes: impl Fn(&I) -> u64) -> Vec<Chunk> {
    let mut acc: Vec<Chunk> = Vec::new();
    for (idx, item) in items.iter().enumerate() {
        let n_bytes = n_bytes(item);
        match acc.last_mut() {
            Some(chunk) if chunk.items.len() < CHUNK_FILES && chunk.n_bytes + n_bytes <= CHUNK_BYTES => {
                chunk.items.end = idx + 1;
                chunk.n_bytes += n_bytes;
            }
            _ => acc.push(Chunk { items: idx..idx + 1, n_bytes }),
        }
    }
    acc
}

struct Work<'a, I, T, Make, Take> {
    items: &'a [I],
    chunks: &'a [Chunk],
    make: Make,
    take: Mutex<Take>,
    state: Mutex<State<T>>,
    /// Something was taken in, or all is over.
    moved: Condvar,
}

struct State<T> {
    /// How many chunks were begun, and how many were taken in.
    n_begun: usize,
    n_taken: usize,
    /// What was made of those between, where it is made.
    made: VecDeque<Option<Vec<T>>>,
    /// What those between weigh.
    n_bytes: u64,
    /// Whether a thread is taking in.
    is_taking: bool,
    is_over: bool,
    error: Option<anyhow::Error>,
}

impl<T> Default for State<T> {
    fn default() -> Self {
        Self {
            n_begun: 0,
            n_taken: 0,
            made: VecDeque::new(),
            n_bytes: 0,
            is_taking: false,
            is_over: false,
            error: None,
        }
    }
}

impl<I, T, Make: Fn(&I) -> T, Take: FnMut(T) -> anyhow::Result<()>> Work<'_, I, T, Make, Take> {
    fn run(&self) {
        // When this thread panics, the others are not to wait for what it had begun.
        let _end = Ending(self);
        while let Some(number) = self.begin() {
            let made = self.items[self.chunks[number].items.clone()].iter().map(&self.make).collect();
            self.hand_on(number, made);
        }
    }

    fn state(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The number of the next chunk, once there is room for it; `None` when there is nothing left to do.
    fn begin(&self) -> Option<usize> {
        let mut state = self.state();
        loop {
            let chunk = self.chunks.get(state.n_begun).filter(|_| !state.is_over)?;
            let has_room = state.n_begun - state.n_taken < AHEAD_CHUNKS && state.n_bytes + chunk.n_bytes <= AHEAD_BYTES;
            if has_room || state.n_begun == state.n_taken {
                state.n_begun += 1;
                state.n_bytes += chunk.n_bytes;
                state.made.push_back(None);
                return Some(state.n_begun - 1);
            }
            state = self.moved.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Puts what was made of a chunk beside the others, and takes in what is next, unless another thread is at it.
    fn hand_on(&self, number: usize, made: Vec<T>) {
        let mut state = self.state();
        let place = number - state.n_taken;
        state.made[place] = Some(made);
        if std::mem::replace(&mut state.is_taking, true) {
            return;
        }
        while let Some(made) = state.made.front_mut().and_then(Option::take).filter(|_| !state.is_over) {
            drop(state);
            let taken = made.into_iter().try_for_each(&mut *self.take.lock().unwrap_or_else(PoisonError::into_inner));
            state = self.state();
            state.made.pop_front();
            state.n_bytes -= self.chunks[state.n_taken].n_bytes;
            state.n_taken += 1;
            if let Err(error) = taken {
                state.error = Some(error);
                state.is_over = true;
            }
            self.moved.notify_all();
        }
        state.is_taking = false;
    }
}

/// Ends the work when the thread that holds it panics.
struct Ending<'a, 'w, I, T, Make, Take>(&'a Work<'w, I, T, Make, Take>);

impl<I, T, Make, Take> Drop for Ending<'_, '_, I, T, Make, Take> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.state.lock().unwrap_or_else(PoisonError::into_inner).is_over = true;
            self.0.moved.notify_all();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::panic::{AssertUnwindSafe, catch_unwind};
    use std::time::Duration;

    use anyhow::bail;

    use super::*;

    #[test]
    fn what_is_made_is_taken_in_order() {
        let items: Vec<u64> = (0..500).collect();
        let mut seen = Vec::new();
        let make = |it: &u64| {
            // Some take longer than those behind them.
            thread::sleep(Duration::from_micros(if it.is_multiple_of(7) { 300 } else { 10 }));
            it * 2
        };
        let weigh = |it: &u64| if it.is_multiple_of(50) { AHEAD_BYTES * 2 } else { 100 };
        let done = in_order(&items, weigh, make, |it| {
            seen.push(it);
            Ok(())
        });
        assert!(done.is_ok());
        assert_eq!(seen, (0..500).map(|it| it * 2).collect::<Vec<_>>());
    }

    #[test]
    fn nothing_is_taken_after_an_error() {
        let items: Vec<usize> = (0..1000).collect();
        let mut seen = Vec::new();
        let done = in_order(
            &items,
            |_| 1,
            |it| *it,
            |it| {
                seen.push(it);
                if it == 100 { bail!("the disk is full") } else { Ok(()) }
            },
        );
        assert_eq!(done.map_err(|it| it.to_string()), Err("the disk is full".to_owned()));
        assert_eq!(seen, (0..=100).collect::<Vec<_>>());
    }

    #[test]
    fn a_panic_keeps_nobody_waiting() {
        let items: Vec<usize> = (0..1000).collect();
        let make = |it: &usize| assert_ne!(*it, 20, "as it should");
        let run = || in_order(&items, |_| CHUNK_BYTES, make, |()| Ok(()));
        assert!(catch_unwind(AssertUnwindSafe(run)).is_err());
    }

    #[test]
    fn nothing_comes_of_nothing() {
        assert!(in_order(&[] as &[u8], |_| 1, |it| *it, |_| bail!("there is one")).is_ok());
    }
}
