//! `exposure`: who can get access to what, in the tenant as it is now or after applying the files. Writes
//! nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::cli::args::{self, Format};
use crate::cli::connection::Purpose;
use crate::cli::exit::{Exit, Reason};
use crate::cli::pipeline::{self, Planned};
use crate::cli::project;
use crate::cli::session::Session;
use crate::cli::settings::Settings;
use crate::cli::ui::Ui;
use crate::exposure::{PackageRow, exposure_table};
use crate::graph::GraphError;
use crate::model::{Actual, Lookup, ObjectId};
use crate::render::{escape_hidden, exposure_mermaid, exposure_text};
use crate::view::{ExposureMapView, ExposureV1, Side, ids_in};

pub(in crate::cli) async fn run(settings: &Settings, ui: &Arc<Ui>, options: &args::Exposure) -> Exit {
    let mut loaded = match project::load_project(settings, ui) {
        Ok(loaded) => loaded,
        Err(exit) => return exit,
    };
    let (session, mut planned) =
        match super::plan::make_plan(settings, ui, &mut loaded, &[], Purpose::Read).await {
            Ok(made) => made,
            Err(exit) => return exit,
        };
    let (of, state) = if options.live {
        (Side::Tenant, &planned.pair.actual)
    } else {
        (Side::Files, &planned.pair.desired)
    };
    let rows = exposure_table(state);
    let looked = look_up_names(&session, &rows, &mut planned).await;
    session.close_session().await;
    if let Err(error) = looked {
        ui.write_message(&format!("error: {}", escape_hidden(&error.to_string())));
        return Exit::for_reason(Reason::CouldNotRun);
    }
    let plan = &planned.plan;
    let tenant = match plan.about.tenant_name.as_str() {
        "" => plan.tenant.clone(),
        name => format!("{name} ({})", plan.tenant),
    };
    let mut names = known_names(&planned);
    if settings.redact {
        crate::plan::redact_names(&mut names);
    }
    let view = ExposureMapView::new(tenant, of, rows, &names);
    let mut text = String::new();
    match (settings.format, options.mermaid) {
        (_, true) => drop(exposure_mermaid(&mut text, &view)),
        (Format::Json, false) => {
            text = serde_json::to_string_pretty(&ExposureV1::from(view)).unwrap_or_default() + "\n";
        }
        (Format::Text, false) => drop(exposure_text(&mut text, &view)),
    }
    ui.write_result(&text);
    loaded.show_findings(ui);
    for missing in &plan.about.incomplete {
        ui.write_message(&format!(
            "unknown: {}: {}",
            escape_hidden(&missing.what),
            escape_hidden(&missing.why)
        ));
    }
    let whole = plan.about.incomplete.is_empty();
    if whole { Exit::success() } else { Exit::for_reason(Reason::IncompleteRead) }
}

/// Looks up the names for ids that the plan did not need.
async fn look_up_names(
    session: &Session,
    rows: &[PackageRow],
    planned: &mut Planned,
) -> Result<(), GraphError> {
    let texts = rows.iter().flat_map(|row| {
        let offers = row.offers.iter().flat_map(|offer| [&offer.who, &offer.gate]);
        offers.chain(&row.gives).map(String::as_str)
    });
    let ids = texts.flat_map(ids_in).filter(|id| uuid::Uuid::parse_str(id).is_ok()).map(ObjectId::new);
    let unknown: BTreeSet<Lookup> =
        ids.filter(|id| !planned.facts.objects.contains_key(id)).map(Lookup::Object).collect();
    let there = Actual::default();
    pipeline::look_up_directory(&session.graph_reader(), &unknown, &there, &mut planned.facts).await
}

fn known_names(planned: &Planned) -> BTreeMap<String, String> {
    let objects = planned.facts.objects.iter().map(|(id, object)| (id.to_string(), object.name.clone()));
    let roles = planned.facts.role_names.iter().map(|((_, role), name)| (role.clone(), name.clone()));
    objects.chain(roles).chain(planned.pair.role_names.clone()).collect()
}
