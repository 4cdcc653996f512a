use notes::{
    app::{app, start_up},
    deps::Deps,
    service::services,
    settings::Settings,
};

use runtime::server::{Server, start_logs};
use std::process::ExitCode;
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            eprintln!("error: {fault}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<(), Box<dyn std::error::Error>> {
    let settings = Settings::load()?;
    start_logs(settings.log_format, settings.log_filter.clone());
    let server = Server::new(settings.server());
    let deps = Deps::new(&settings);
    start_up(&server, &deps).await?;

    let (host, port) = (settings.host.as_str(), settings.port);
    let listener = TcpListener::bind((host, port))
        .await
        .map_err(|fault| format!("can't listen on {host}:{port}: {fault}"))?;
    let address = listener.local_addr()?;
    let scheme = server.scheme();
    tracing::info!(mock = settings.mock, "listening on {scheme}://{address}");

    let api = services(deps);
    server.serve(listener, app(&settings, &server, api)).await?;
    Ok(())
}
