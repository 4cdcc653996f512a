use ::clients::{
    account,
    app::{app, start_up},
    client,
    data::MIGRATIONS,
    deps::Deps,
    service::services,
    settings::Settings,
};

use runtime::{
    data,
    server::{Server, start_logs},
};
use std::{env, process::ExitCode};
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
    let command = env::args().nth(1);
    match command.as_deref() {
        None | Some("user") | Some("client") => {}
        Some("migrate") => return Ok(data::migrate(&settings.database, MIGRATIONS).await?),
        Some(other) => {
            let fault =
                format!("`{other}` is no command; there are `migrate`, `user` and `client`");
            return Err(fault.into());
        }
    }
    let database = data::start(&settings.database, MIGRATIONS, &server).await?;
    if command.as_deref() == Some("user") {
        return account::command(&database, env::args().skip(2)).await;
    }
    if command.as_deref() == Some("client") {
        return client::command(&database, env::args().skip(2)).await;
    }
    let deps = Deps::new(&settings, &database);
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
    database.close().await;
    Ok(())
}
