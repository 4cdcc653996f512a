//! Settings from the environment; a `.env` file fills the gaps.

use runtime::{
    auth::Tokens,
    data::DatabaseOptions,
    http::ApiOptions,
    server::{
        Cors, LogFilter, LogFormat, RateLimit, ServerOptions, Tls,
        settings::{Length, Size, Span, Switch, Variables, WrongSettings},
    },
};
use std::time::Duration;

/// Everything that differs from one place where the service runs to the next.
#[derive(Debug, Clone)]
pub struct Settings {
    pub host: String,
    pub port: u16,
    /// Operations that nobody has implemented answer with an example.
    pub mock: bool,
    pub log_filter: LogFilter,
    pub log_format: LogFormat,
    pub request_timeout: Duration,
    /// How long a connection may be silent.
    pub idle_timeout: Duration,
    /// How many connections are served at once.
    pub connection_limit: usize,
    /// How long what is under way may take once the process is told to stop.
    pub shutdown_timeout: Duration,
    /// In bytes.
    pub body_limit: usize,
    /// The same for a body that flows through: a file, a stream.
    pub stream_limit: u64,
    /// How many errors of one request are told.
    pub error_limit: usize,
    pub cors: Cors,
    /// How much each client may ask.
    pub rate_limit: Option<RateLimit>,
    pub tls: Option<Tls>,
    pub database: DatabaseOptions,
    /// What tokens are judged by. Without a secret or keys, none is good.
    pub tokens: Tokens,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            host: "127.0.0.1".to_owned(),
            port: 8000,
            mock: false,
            log_filter: LogFilter::default(),
            log_format: LogFormat::default(),
            request_timeout: Duration::from_secs(30),
            idle_timeout: Duration::from_secs(30),
            connection_limit: 10_000,
            shutdown_timeout: Duration::from_secs(10),
            body_limit: 2 * 1024 * 1024,
            stream_limit: 10 * 1024 * 1024 * 1024,
            error_limit: 100,
            cors: Cors::default(),
            rate_limit: None,
            tls: None,
            database: DatabaseOptions::default(),
            tokens: Tokens::default(),
        }
    }
}

impl Settings {
    /// Reads the environment.
    ///
    /// # Errors
    /// Every setting that can't be used.
    pub fn load() -> Result<Self, WrongSettings> {
        Self::read(Variables::load())
    }

    /// Reads these variables; what they leave out has its default.
    ///
    /// # Errors
    /// Every setting that can't be used.
    pub fn read(mut variables: Variables) -> Result<Self, WrongSettings> {
        let default = Self::default();
        let mock = variables.or("MOCK", Switch(default.mock)).0;
        let settings = Self {
            host: variables.or("HOST", default.host),
            port: variables.or("PORT", default.port),
            mock,
            log_filter: variables.or("RUST_LOG", default.log_filter),
            log_format: variables.or("LOG_FORMAT", default.log_format),
            request_timeout: variables
                .or("REQUEST_TIMEOUT", Span(default.request_timeout))
                .0,
            idle_timeout: variables.or("IDLE_TIMEOUT", Span(default.idle_timeout)).0,
            connection_limit: variables.or("CONNECTION_LIMIT", default.connection_limit),
            shutdown_timeout: variables
                .or("SHUTDOWN_TIMEOUT", Span(default.shutdown_timeout))
                .0,
            body_limit: variables.or("BODY_LIMIT", Size(default.body_limit)).0,
            stream_limit: variables.or("STREAM_LIMIT", Length(default.stream_limit)).0,
            error_limit: variables.or("ERROR_LIMIT", default.error_limit),
            cors: variables.or("CORS_ORIGINS", default.cors),
            rate_limit: RateLimit::read(&mut variables),
            tls: Tls::read(&mut variables),
            database: DatabaseOptions {
                url: variables.or("DATABASE_URL", default.database.url),
                connections: variables.or("DATABASE_CONNECTIONS", default.database.connections),
                migrate: variables.or("MIGRATE", Switch(default.database.migrate)).0,
            },
            tokens: Tokens::read_own(&mut variables, mock),
        };
        let secrets = ["JWT_SECRET", "JWT_JWKS"];
        variables.one_of(&secrets, settings.mock);
        variables.finish(settings)
    }

    /// What the API needs to know.
    #[must_use]
    pub fn api(&self) -> ApiOptions {
        ApiOptions {
            mock: self.mock,
            body_limit: self.body_limit,
            stream_limit: self.stream_limit,
            max_faults: self.error_limit,
        }
    }

    /// What the server needs to know.
    #[must_use]
    pub fn server(&self) -> ServerOptions {
        ServerOptions {
            timeout: self.request_timeout,
            idle: self.idle_timeout,
            connections: self.connection_limit,
            shutdown: self.shutdown_timeout,
            cors: self.cors.clone(),
            rate_limit: self.rate_limit.clone(),
            tls: self.tls.clone(),
            errors: api::DESCRIPTION.errors,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_wrong_setting_is_reported_at_once() {
        let variables =
            Variables::from_pairs([("PORT", "none"), ("MOCK", "1"), ("BODY_LIMIT", "2 miles")]);
        let faults = Settings::read(variables).unwrap_err();
        assert_eq!(faults.0.len(), 2);
    }
}
