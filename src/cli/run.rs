//! From the command line to its command.

use std::sync::Arc;

use super::settings::Settings;
use super::ui::Ui;
use super::{Exit, args, cmd, exit};

/// Runs the command line.
pub async fn run(cli: args::Cli) -> Exit {
    let ui = Arc::new(Ui::new(cli.global.color, cli.global.log_level()));
    let settings = Settings::new(&cli.global);
    let exit = match (&cli.command, &settings) {
        // Help on sign-in is read when the environment is wrong.
        (args::Command::Help(options), _) => cmd::help::run(&ui, options),
        (args::Command::Schema(options), _) => cmd::schema::run(&ui, options),
        (_, Err(why)) => {
            ui.write_message(&format!("error: {why}"));
            Exit::for_reason(exit::Reason::CouldNotRun)
        }
        (args::Command::Validate, Ok(settings)) => cmd::validate::run(settings, &ui),
        (args::Command::Fmt(options), Ok(settings)) => cmd::fmt::run(settings, &ui, options),
        (args::Command::Plan(options), Ok(settings)) => cmd::plan::run(settings, &ui, options).await,
        (args::Command::Show(options), Ok(settings)) => cmd::show::run(settings, &ui, options),
        (args::Command::Apply(options), Ok(settings)) => cmd::apply::run(settings, &ui, options).await,
        (args::Command::Lock(options), Ok(settings)) => cmd::lock::run(settings, &ui, options).await,
        (args::Command::Assignments(options), Ok(settings)) => {
            cmd::assignments::run(settings, &ui, options).await
        }
        (args::Command::Doctor, Ok(settings)) => cmd::doctor::run(settings, &ui).await,
        (args::Command::Permissions, Ok(settings)) => cmd::permissions::run(settings, &ui),
        (args::Command::Export(options), Ok(settings)) => cmd::export::run(settings, &ui, options).await,
        (args::Command::Exposure(options), Ok(settings)) => cmd::exposure::run(settings, &ui, options).await,
        (args::Command::Sandbox(options), Ok(settings)) => cmd::sandbox::run(settings, &ui, options).await,
        (args::Command::Init(args::Init::Ci(options)), Ok(settings)) => {
            cmd::init::run(settings, &ui, options)
        }
    };
    ui.clear_live_line();
    exit
}
