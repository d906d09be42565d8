//! `sandbox`: serves, shows and resets the embedded tenant.

use std::sync::Arc;
use std::time::Duration;

use crate::cli::args;
use crate::cli::exit::{Exit, Reason};
use crate::cli::settings::Settings;
use crate::cli::ui::Ui;
use crate::sandbox::{self, Faults, Options, Sandbox};

pub(in crate::cli) async fn run(settings: &Settings, ui: &Arc<Ui>, command: &args::Sandbox) -> Exit {
    let done = match command {
        args::Sandbox::Serve(options) => serve_sandbox(settings, ui, options).await,
        args::Sandbox::Reset => reset_sandbox(settings, ui).await,
        args::Sandbox::Seed => print_seed(settings, ui).await,
        args::Sandbox::Dump => print_dump(settings, ui).await,
    };
    match done {
        Ok(()) => Exit::success(),
        Err(why) => {
            ui.write_message(&format!("error: {why}"));
            Exit::for_reason(Reason::CouldNotRun)
        }
    }
}

async fn open_store(settings: &Settings) -> Result<Sandbox, String> {
    let options = Options { state_dir: Some(settings.sandbox_state.clone()), ..Options::default() };
    sandbox::start_sandbox(options).await.map_err(|error| error.to_string())
}

async fn serve_sandbox(settings: &Settings, ui: &Ui, options: &args::Serve) -> Result<(), String> {
    let state = options.state.clone().unwrap_or_else(|| settings.sandbox_state.clone());
    let faults = Faults {
        page_size: options.page_size.max(1),
        visibility_delay: Duration::from_millis(options.visibility_delay),
        resource_request_time: Duration::from_millis(options.resource_request_time),
        strict: options.strict,
        ..Faults::default()
    };
    let state_dir = (!options.memory).then_some(state);
    let start = Options { state_dir, port: options.port, faults, ..Options::default() };
    let sandbox = sandbox::start_sandbox(start).await.map_err(|error| error.to_string())?;
    ui.write_result(&format!("GUESTLIST_GRAPH_ENDPOINT={}\n", sandbox.service_root()));
    ui.write_message("Serving until interrupted (Ctrl-C).");
    let interrupted = tokio::signal::ctrl_c().await;
    sandbox.stop().await;
    interrupted.map_err(|error| error.to_string())
}

async fn reset_sandbox(settings: &Settings, ui: &Ui) -> Result<(), String> {
    let sandbox = open_store(settings).await?;
    let loaded = sandbox.load_tenant(sandbox::seed_dump());
    sandbox.stop().await;
    loaded?;
    ui.write_message("The embedded tenant was reset to the seeded directory.");
    Ok(())
}

async fn print_seed(settings: &Settings, ui: &Ui) -> Result<(), String> {
    open_store(settings).await?.stop().await;
    ui.write_message(&format!(
        "The state of the embedded tenant is in {}.",
        settings.sandbox_state.display()
    ));
    Ok(())
}

async fn print_dump(settings: &Settings, ui: &Ui) -> Result<(), String> {
    let sandbox = open_store(settings).await?;
    let text = serde_json::to_string_pretty(&sandbox.dump_tenant()).map_err(|error| error.to_string());
    sandbox.stop().await;
    ui.write_result(&(text? + "\n"));
    Ok(())
}
