//! A future for a task that is mostly woken for something else: it is polled when it was woken itself, and not each time.

use pin_project_lite::pin_project;
use std::{
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll, Wake, Waker},
};

pin_project! {
    #[derive(Debug)]
    pub struct Quiet<F> {
        #[pin]
        future: F,
        // Since the first time it was polled.
        bell: Option<(Arc<Bell>, Waker)>,
    }
}

/// Wakes the task, and remembers for whom.
#[derive(Debug)]
struct Bell {
    rung: AtomicBool,
    task: Waker,
}

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.rung.store(true, Ordering::Release);
        self.task.wake_by_ref();
    }
}

impl<F> Quiet<F> {
    pub fn new(future: F) -> Self {
        Self { future, bell: None }
    }
}

impl<F: Future> Future for Quiet<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let this = self.project();
        // Another task may have it now.
        if let Some((bell, _)) = this.bell
            && !bell.task.will_wake(cx.waker())
        {
            *this.bell = None;
        }
        let (bell, waker) = this.bell.get_or_insert_with(|| {
            let bell = Arc::new(Bell {
                rung: AtomicBool::new(true),
                task: cx.waker().clone(),
            });
            (bell.clone(), Waker::from(bell))
        });
        if !bell.rung.swap(false, Ordering::Acquire) {
            return Poll::Pending;
        }
        this.future.poll(&mut Context::from_waker(waker))
    }
}
