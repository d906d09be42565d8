//! From the command line to its command.

use std::sync::Arc;

use super::settings::Settings;
use super::ui::Ui;
use super::{Exit, args, cmd, exit};

/// Runs what the command line says.
pub async fn run(cli: args::Cli) -> Exit {
    let ui = Arc::new(Ui::new(cli.global.color, cli.global.level()));
    let settings = match Settings::of(&cli.global) {
        Ok(settings) => settings,
        Err(why) => {
            ui.message(&format!("error: {why}"));
            return Exit::because(exit::Reason::CouldNotRun);
        }
    };
    let exit = match &cli.command {
        args::Command::Validate => cmd::validate::run(&settings, &ui),
        args::Command::Fmt(options) => cmd::fmt::run(&settings, &ui, options),
        args::Command::Plan(options) => cmd::plan::run(&settings, &ui, options).await,
        args::Command::Show(options) => cmd::show::run(&settings, &ui, options),
        args::Command::Apply(options) => cmd::apply::run(&settings, &ui, options).await,
        args::Command::Lock(options) => cmd::lock::run(&settings, &ui, options).await,
        args::Command::Assignments(options) => cmd::assignments::run(&settings, &ui, options).await,
        args::Command::Doctor => cmd::doctor::run(&settings, &ui).await,
        args::Command::Permissions => cmd::permissions::run(&settings, &ui),
        args::Command::Export(options) => cmd::export::run(&settings, &ui, options).await,
        args::Command::Exposure(options) => cmd::exposure::run(&settings, &ui, options).await,
        args::Command::Sandbox(options) => cmd::sandbox::run(&settings, &ui, options).await,
        args::Command::Init(args::Init::Ci(options)) => cmd::init::run(&settings, &ui, options),
        args::Command::Schema(options) => cmd::schema::run(&ui, options),
    };
    ui.clear();
    exit
}
