//! `permissions`: the least permissions that this project needs, with reasons and commands that grant them.
//! Sends no requests.

use std::sync::Arc;

use crate::access::{CallerKind, Grantee, Needs, Phase, needs};
use crate::cli::args::Format;
use crate::cli::connection::{self, Purpose};
use crate::cli::exit::Exit;
use crate::cli::project::{self, Loaded};
use crate::cli::settings::Settings;
use crate::cli::ui::Ui;
use crate::model::{Actual, Facts};
use crate::render::permissions_text;
use crate::scope;
use crate::view::PermissionsView;

pub(in crate::cli) fn run(settings: &Settings, ui: &Arc<Ui>) -> Exit {
    let loaded = match project::load(settings, ui) {
        Ok(loaded) => loaded,
        Err(exit) => return exit,
    };
    let kinds = [CallerKind::Application, CallerKind::Delegated];
    let of = |phase| kinds.map(|caller| needed(&loaded, phase, caller));
    let all: Vec<Needs> = [Phase::Plan, Phase::Apply].into_iter().flat_map(of).collect();
    let graph = connection::graph_host(connection::cloud(&loaded.tenant)).to_owned();
    let view = PermissionsView::of(&loaded.name, &all, |phase| {
        let purpose = if phase == Phase::Plan { Purpose::Read } else { Purpose::Write };
        let client =
            connection::sign_in(&loaded.tenant, purpose).and_then(|sign_in| sign_in.client_id.as_ref());
        Grantee { client: client.map(ToString::to_string), graph: graph.clone() }
    });
    match settings.format {
        Format::Json => {
            ui.result(&(serde_json::to_string_pretty(&view).unwrap_or_default() + "\n"));
        }
        Format::Text => {
            let mut text = String::new();
            let _ = permissions_text(&mut text, &view);
            ui.result(&text);
        }
    }
    loaded.show_findings(ui);
    Exit::done()
}

/// What the declared objects need from a caller.
pub(in crate::cli) fn needed(loaded: &Loaded, phase: Phase, caller: CallerKind) -> Needs {
    let lookups = scope::wanted(&loaded.desired, &Actual::default(), &Facts::default());
    needs(&loaded.desired.state, &lookups, phase, caller)
}
