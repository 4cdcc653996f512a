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

#[cfg(test)]
mod tests {
    use super::*;
    use std::{future::poll_fn, sync::atomic::AtomicUsize, time::Duration};
    use tokio::{sync::Notify, time::timeout};

    #[tokio::test]
    async fn it_is_polled_when_it_was_woken_and_not_when_something_else_was() {
        let (told, polls) = (Notify::new(), AtomicUsize::new(0));
        let notified = async { told.notified().await };
        let mut notified = Box::pin(notified);
        let mut quiet = Quiet::new(poll_fn(|cx| {
            polls.fetch_add(1, Ordering::Relaxed);
            notified.as_mut().poll(cx)
        }));
        let mut rounds = 0;
        // Woken ten times by itself.
        let other = poll_fn(|cx| {
            rounds += 1;
            if rounds <= 10 {
                cx.waker().wake_by_ref();
                return Poll::Pending;
            }
            Poll::Ready(())
        });
        tokio::select! {
            biased;
            () = &mut quiet => panic!("nobody told it"),
            () = other => {}
        }
        assert_eq!(polls.load(Ordering::Relaxed), 1);
        // In another task's hands, and told from there.
        told.notify_one();
        timeout(Duration::from_secs(5), quiet).await.unwrap();
        assert_eq!(polls.load(Ordering::Relaxed), 2);
    }
}
