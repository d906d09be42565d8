//! Connected organizations: from documents to the state.

use std::collections::BTreeSet;

use crate::model::{
    self, DirectoryRef, IdentitySource, Key, OrganizationKey, OrganizationState, Place, State, exact_form,
};
use crate::property::absent_default;
use crate::source::{Code, Finding};

use super::builder::Builder;
use super::context::Context;
use super::cursor::Cursor;
use super::document::{Identity, Named, Organization, Principal, TenantId};

impl Builder<'_> {
    pub(super) fn read_organizations(
        &mut self,
        at: &Cursor<'_>,
        organizations: &[Organization],
        state: &mut State,
    ) {
        for (index, written) in organizations.iter().enumerate() {
            let at = at.index(index);
            if !self.context.is_here(&at, self.target, written.only.as_deref()) {
                let place = at.key("only").written_place();
                self.known.elsewhere.organizations.insert(exact_form(&written.name), place);
                continue;
            }
            let Some((key, organization)) = read_organization(&mut self.context, &at, written) else {
                continue;
            };
            let place = at.written_place();
            let identity = organization.identity.clone();
            if self.declare_key(Key::Organization(key.clone()), place.clone()) {
                self.check_duplicate_sources(&identity, &place);
                self.known.organizations.entry(organization.name.clone()).or_default().push(key.clone());
                state.organizations.insert(key, organization);
            }
        }
    }

    fn check_duplicate_sources(&mut self, identity: &BTreeSet<IdentitySource>, place: &Place) {
        for source in identity {
            if let Some(other) = self.known.sources.insert(source.clone(), place.clone()) {
                let shown = OrganizationKey(source.clone());
                let message = format!("two organizations have the identity `{shown}`");
                let finding = Finding::error(Code::DuplicateObject, place.at_key("identity"), message);
                self.context
                    .findings
                    .push(finding.with_related(other.at_key("identity"), "the other organization"));
            }
        }
    }
}

fn read_organization(
    context: &mut Context<'_>,
    at: &Cursor<'_>,
    written: &Organization,
) -> Option<(OrganizationKey, model::Organization)> {
    let name = context.read_name(&at.key("name"), &written.name);
    let identity_at = at.key("identity");
    let mut identity = BTreeSet::new();
    let mut first = None;
    for (index, entry) in written.identity.entries() {
        let entry_at = index.map_or(identity_at, |index| identity_at.index(index));
        let source = read_source(context, &entry_at, entry);
        first.get_or_insert_with(|| source.clone());
        if !identity.insert(source) {
            context.report_warning(&entry_at, Code::Repeated, "this identity is listed twice");
        }
    }
    let Some(first) = first else {
        context.report_error(&identity_at, Code::EmptyList, "an organization needs at least one identity");
        return None;
    };
    let state_at = at.key("state");
    let state = match &written.state {
        Some(state) => {
            context.warn_unknown_word(&state_at, state.graph_word(), OrganizationState::WORDS);
            state.clone()
        }
        None => absent_default::<model::Organization>().state,
    };
    let sponsors_at = at.key("sponsors");
    let sponsors = written.sponsors.clone().unwrap_or_default();
    let mut list = |key: &str, entries: Option<Vec<Principal>>| {
        context.read_principals(&sponsors_at.key(key), &entries.unwrap_or_default())
    };
    let organization = model::Organization {
        internal_sponsors: list("internal", sponsors.internal),
        external_sponsors: list("external", sponsors.external),
        description: written.description.clone().unwrap_or_else(|| name.clone()),
        name,
        identity,
        state,
    };
    Some((OrganizationKey(first), organization))
}

/// Graph's words for social identity providers.
const SOCIAL: &[&str] = &["facebook"];

/// The identity source that a file declares.
pub(super) fn read_source(context: &mut Context<'_>, at: &Cursor<'_>, identity: &Identity) -> IdentitySource {
    match identity {
        Identity::Tenant(Named::Name(domain)) => {
            let at = at.key("tenant");
            let domain = context.read_domain(&at, domain);
            context.origin.domains.push((domain.clone(), at.written_place()));
            IdentitySource::Tenant(DirectoryRef::Name(domain))
        }
        Identity::Tenant(Named::By(TenantId::TenantId(id))) => {
            let id = context.graph_id(&at.key("tenant").key("tenantId"), id);
            IdentitySource::Tenant(DirectoryRef::Id(id))
        }
        Identity::TenantId(id) => {
            IdentitySource::Tenant(DirectoryRef::Id(context.graph_id(&at.key("tenantId"), id)))
        }
        Identity::Domain(domain) => IdentitySource::Domain(context.read_domain(&at.key("domain"), domain)),
        Identity::Federation(federation) => {
            let at = at.key("federation");
            IdentitySource::Federation {
                domain: context.read_domain(&at.key("domain"), &federation.domain),
                issuer: context.require_text(&at.key("issuer"), &federation.issuer),
            }
        }
        Identity::CrossCloud(cross) => {
            let at = at.key("crossCloud");
            IdentitySource::CrossCloud {
                tenant: context.graph_id(&at.key("tenantId"), &cross.tenant_id),
                cloud: context.require_text(&at.key("cloud"), &cross.cloud),
            }
        }
        Identity::Social(kind) => {
            context.warn_unknown_word(&at.key("social"), kind, SOCIAL);
            let known = SOCIAL.iter().find(|known| known.eq_ignore_ascii_case(kind));
            IdentitySource::Social(known.map_or_else(|| kind.clone(), |known| (*known).to_owned()))
        }
    }
}
