//! `permissions`: the least permissions that this project needs, with reasons and commands that grant them.
//! Sends no requests.

use std::sync::Arc;

use crate::access::{CallerKind, Grantee, Needs, Phase, project_needs};
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
    let loaded = match project::load_project(settings, ui) {
        Ok(loaded) => loaded,
        Err(exit) => return exit,
    };
    let kinds = [CallerKind::Application, CallerKind::Delegated];
    let of = |phase| kinds.map(|caller| needs_for_phase(&loaded, phase, caller));
    let all: Vec<Needs> = [Phase::Plan, Phase::Apply].into_iter().flat_map(of).collect();
    let graph = connection::graph_host(connection::tenant_cloud(&loaded.tenant)).to_owned();
    let view = PermissionsView::new(&loaded.name, &all, |phase| {
        let purpose = if phase == Phase::Plan { Purpose::Read } else { Purpose::Write };
        let client =
            connection::sign_in_for(&loaded.tenant, purpose).and_then(|sign_in| sign_in.client_id.as_ref());
        Grantee { client: client.map(ToString::to_string), graph: graph.clone() }
    });
    match settings.format {
        Format::Json => {
            ui.write_result(&(serde_json::to_string_pretty(&view).unwrap_or_default() + "\n"));
        }
        Format::Text => {
            let mut text = String::new();
            let _ = permissions_text(&mut text, &view);
            ui.write_result(&text);
        }
    }
    loaded.show_findings(ui);
    Exit::success()
}

/// What the declared objects need from a caller.
pub(in crate::cli) fn needs_for_phase(loaded: &Loaded, phase: Phase, caller: CallerKind) -> Needs {
    let lookups = scope::wanted_lookups(&loaded.desired, &Actual::default(), &Facts::default());
    project_needs(&loaded.desired.state, &lookups, phase, caller)
}
