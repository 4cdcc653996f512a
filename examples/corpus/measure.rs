//! Runs a program and measures it with all that it starts. In: a command. Out: what it said, CPU seconds, and the
//! memory of its largest process. Only Linux tells; elsewhere figures are left out. CPU time, because the clock on the
//! wall says more about what else the machine does.

use std::fs;
use std::io::{self, Read};
use std::process::{Command, ExitStatus, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

pub struct Run {
    pub status: ExitStatus,
    pub text: String,
    pub cpu: Option<f64>,
    /// Bytes.
    pub memory: Option<u64>,
}

/// Between two looks at the memory.
const POLL: Duration = Duration::from_millis(50);

pub fn run(command: &mut Command) -> io::Result<Run> {
    let before = cpu_of_children();
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
    let id = child.id();
    let done = AtomicBool::new(false);
    thread::scope(|scope| {
        let out = scope.spawn(|| text_of(stdout));
        let err = scope.spawn(|| text_of(stderr));
        let memory = scope.spawn(|| watch(id, &done));
        let status = child.wait();
        done.store(true, Ordering::Relaxed);
        let text = [err, out].map(|reader| reader.join().unwrap_or_default());
        let cpu = cpu_of_children().zip(before);
        Ok(Run {
            status: status?,
            text: text.concat(),
            cpu: cpu.map(|(after, before)| after - before),
            memory: memory.join().unwrap_or_default(),
        })
    })
}

fn text_of(stream: Option<impl Read>) -> String {
    let mut bytes = Vec::new();
    if let Some(mut stream) = stream {
        let _ = stream.read_to_end(&mut bytes);
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// CPU seconds of this process; where the system does not tell, the seconds since the first question.
pub fn cpu_of_this_process() -> f64 {
    static FIRST: OnceLock<Instant> = OnceLock::new();
    let elapsed = FIRST.get_or_init(Instant::now).elapsed();
    cpu(11).unwrap_or(elapsed.as_secs_f64())
}

/// CPU seconds of all processes waited for, with theirs.
fn cpu_of_children() -> Option<f64> {
    cpu(13)
}

/// Two neighbouring fields behind the name of the process, user and system time in hundredths (proc(5)).
fn cpu(at: usize) -> Option<f64> {
    let stat = fs::read_to_string("/proc/self/stat").ok()?;
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    let ticks = |at: usize| fields.get(at)?.parse::<f64>().ok();
    Some((ticks(at)? + ticks(at + 1)?) / 100.0)
}

fn watch(id: u32, done: &AtomicBool) -> Option<u64> {
    let mut most = None;
    while !done.load(Ordering::Relaxed) {
        most = most.max(largest(id));
        thread::sleep(POLL);
    }
    most
}

/// The peak of a process or of one below it, whichever is larger.
fn largest(id: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{id}/status")).ok()?;
    let peak = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .and_then(|peak| peak.trim().strip_suffix(" kB")?.parse::<u64>().ok())
        .map(|kibibytes| kibibytes * 1024);
    let below = fs::read_dir(format!("/proc/{id}/task"))
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|thread| fs::read_to_string(thread.path().join("children")).ok())
        .flat_map(|children| {
            let ids = children.split_whitespace().filter_map(|id| id.parse().ok());
            ids.filter_map(largest).collect::<Vec<u64>>()
        })
        .max();
    peak.max(below)
}
