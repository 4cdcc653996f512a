//! Structured logs on standard output: for people or for machines.

use super::settings;
use std::{
    env,
    io::{self, IsTerminal},
    panic,
    str::FromStr,
};
use tracing_subscriber::{
    Layer, filter::Targets, fmt::format::FmtSpan, layer::SubscriberExt, util::SubscriberInitExt,
};

/// `LOG_FORMAT`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum LogFormat {
    #[default]
    Pretty,
    /// One JSON object per line.
    Json,
}

impl FromStr for LogFormat {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "pretty" => Ok(Self::Pretty),
            "json" => Ok(Self::Json),
            _ => Err("use pretty or json"),
        }
    }
}

/// `RUST_LOG`: a level, or levels by module, `info,my_service=debug`.
#[derive(Debug, Clone, PartialEq)]
pub struct LogFilter(Targets);

impl Default for LogFilter {
    fn default() -> Self {
        Self(Targets::new().with_default(tracing::Level::INFO))
    }
}

impl FromStr for LogFilter {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        text.parse().map(Self).map_err(|fault| format!("{fault}"))
    }
}

/// Starts the logs of this process, panics among them. A second call changes nothing.
pub fn start(format: LogFormat, LogFilter(filter): LogFilter) {
    let layer = tracing_subscriber::fmt::layer();
    let layer = match format {
        LogFormat::Pretty => {
            let colours = io::stdout().is_terminal() && env::var_os("NO_COLOR").is_none();
            layer.with_target(false).with_ansi(colours).boxed()
        }
        LogFormat::Json => layer
            .json()
            .flatten_event(true)
            .with_span_list(false)
            .with_span_events(FmtSpan::NONE)
            .boxed(),
    };
    let layer = layer.with_filter(filter.clone());
    let registry = tracing_subscriber::registry().with(layer);
    #[cfg(feature = "otel")]
    let registry = registry.with(super::traces::layer().map(|layer| layer.with_filter(filter)));
    if registry.try_init().is_ok() {
        panic::set_hook(Box::new(|info| {
            let message = info.payload_as_str().unwrap_or_default();
            let place = info.location().map(ToString::to_string).unwrap_or_default();
            tracing::error!(message, place, "panic");
        }));
    }
    for notice in settings::notices() {
        tracing::warn!("{notice}");
    }
}
