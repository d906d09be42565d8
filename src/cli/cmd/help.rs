//! `help`: the help of a command, and the help pages.

use clap::CommandFactory;

use crate::cli::args::{self, Cli};
use crate::cli::exit::{Exit, Reason};
use crate::cli::ui::Ui;
use crate::help;
use crate::render::{escape_hidden, page_text};

pub(in crate::cli) fn run(ui: &Ui, options: &args::Help) -> Exit {
    let mut root = Cli::command();
    root.build();
    let command = of_command(&root, &options.words, ui.colour);
    // A command and a page can have one name: both are shown, the page last, where it is read first.
    let page = help::find_page(&options.words.join("-")).map(|page| laid_out(&page, ui.colour));
    if command.is_none() && page.is_none() {
        ui.write_message(&unknown_page(&root, &options.words.join(" ")));
        return Exit::for_reason(Reason::CouldNotRun);
    }
    let shown: Vec<String> = command.into_iter().chain(page).collect();
    ui.write_result(&shown.join("\n"));
    Exit::success()
}

/// What `--help` prints for a command; without words, for the program itself.
fn of_command(root: &clap::Command, words: &[String], colour: bool) -> Option<String> {
    let command = words.iter().try_fold(root, |command, word| command.find_subcommand(word))?;
    let help = command.clone().render_long_help();
    Some(if colour { help.ansi().to_string() } else { help.to_string() })
}

fn laid_out(page: &str, colour: bool) -> String {
    let mut text = String::new();
    // Writing into a String does not fail.
    let _ = page_text(&mut text, page, colour);
    text
}

fn unknown_page(root: &clap::Command, asked: &str) -> String {
    let commands: Vec<String> = root.get_subcommands().map(|command| command.get_name().to_owned()).collect();
    let near = help::suggest_page(asked, &commands);
    let meant = near.map(|near| format!(" Did you mean `{near}`?")).unwrap_or_default();
    format!(
        "error: there is no help page `{}`.{meant} `guestlist help topics` lists the pages.",
        escape_hidden(asked)
    )
}
