//! Work on a part of the value graph that goes on beside the lowering of the rest.

use std::thread::JoinHandle;

use sitec_ir::Program;

/// Below this many nodes a thread costs more than it saves.
const ONE_THREAD: usize = 10_000;

/// What some work gives, perhaps still being done. The result does not depend on that.
pub(crate) enum Beside<T> {
    /// It is there.
    Done(T),
    /// On a thread.
    Running(JoinHandle<T>),
}

impl<T: Send + 'static> Beside<T> {
    /// Begins work on a program as it stands now: on a thread and on a copy if it is large, else at once.
    pub fn begin(
        program: &Program,
        work: impl FnOnce(&Program) -> T + Send + 'static,
    ) -> Beside<T> {
        if program.len() < ONE_THREAD {
            return Beside::Done(work(program));
        }
        let program = program.clone();
        Beside::Running(std::thread::spawn(move || work(&program)))
    }

    /// The result.
    pub fn end(self) -> T {
        match self {
            Beside::Done(result) => result,
            Beside::Running(thread) => match thread.join() {
                Ok(result) => result,
                Err(panic) => std::panic::resume_unwind(panic),
            },
        }
    }
}
