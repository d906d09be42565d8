//! The thin binary. Everything else is in the library.

use std::process::ExitCode;

use clap::Parser;
use guestlist::cli::{self, args::Cli};

fn main() -> ExitCode {
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            let _ = std::io::Write::write_fmt(&mut std::io::stderr(), format_args!("error: {error}\n"));
            return ExitCode::FAILURE;
        }
    };
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            let _ = error.print();
            // Wrong usage exits with 1 like other failures; help and version exit with 0.
            return ExitCode::from(u8::from(error.use_stderr()));
        }
    };
    ExitCode::from(runtime.block_on(cli::run(cli)).exit_code())
}
