//! Connected organizations, and incompatible packages.

use guestlist::graph::{Request, ask::ENTITLEMENT};
use guestlist::sandbox::seed;
use serde_json::{Value, json};

use super::{empty, file, rows, sent};
use crate::world::{World, run};

/// The kinds of identity sources of an organization, sorted.
fn sources(organization: &Value) -> Vec<String> {
    let kind = |source: &Value| source["@odata.type"].as_str().unwrap().replace("#microsoft.graph.", "");
    let mut kinds: Vec<_> = organization["identitySources"].as_array().unwrap().iter().map(kind).collect();
    kinds.sort();
    kinds
}

fn organization(world: &World, name: &str) -> Value {
    world.sandbox.dump_tenant()["connectedOrganizations"][world.id("connectedOrganizations", name)].clone()
}

#[test]
fn an_organization_has_every_kind_of_identity_and_its_sponsors() {
    run(async {
        let yaml = "
connectedOrganizations:
  - name: Litware
    identity:
      - { domain: litware.com }
      - { federation: { domain: login.litware.com, issuer: 'https://sts.litware.com/adfs' } }
      - { crossCloud: { tenantId: 99999999-0000-4000-8000-000000000001, cloud: microsoftonline.us } }
      - { social: facebook }
    state: proposed
  - name: Fabrikam
    identity: { tenant: fabrikam.com }
    state: configured
    sponsors: { internal: [{ group: Partner Managers }, { user: megan@contoso.com }], external: [{ user: lead@fabrikam.com }] }
";
        let world = World::new().await;
        world.apply(&file(yaml)).await;
        let litware = organization(&world, "Litware");
        let all = [
            "crossCloudAzureActiveDirectoryTenant",
            "domainIdentitySource",
            "externalDomainFederation",
            "socialIdentitySource",
        ];
        assert_eq!(
            (sources(&litware), &litware["state"]),
            (all.map(str::to_owned).to_vec(), &json!("proposed"))
        );
        let fabrikam = organization(&world, "Fabrikam");
        assert_eq!(fabrikam["identitySources"][0]["tenantId"], seed::FABRIKAM);
        let mut internal: Vec<_> = fabrikam["_internalSponsors"].as_array().unwrap().clone();
        internal.sort_by_key(ToString::to_string);
        assert_eq!(internal, [seed::MEGAN, seed::PARTNER_MANAGERS]);
        assert_eq!(fabrikam["_externalSponsors"], json!([seed::FABRIKAM_LEAD]));
        empty(&world, &file(yaml)).await;
    });
}

#[test]
fn an_organization_needs_no_domain_and_groups_can_sponsor_it() {
    run(async {
        let yaml = "
connectedOrganizations:
  - name: Woodgrove Bank
    identity: { tenantId: bbbbbbbb-0000-4000-8000-000000000002 }
    sponsors: { internal: [{ group: Partner Managers }], external: [{ group: Vendor Desk }, { user: buyer@woodgrovebank.com }] }
";
        let world = World::new().await;
        world.apply(&file(yaml)).await;
        let bodies = sent(&world, "POST", "/connectedOrganizations");
        assert_eq!(bodies.len(), 1);
        assert!(!bodies[0].to_string().contains("domainName"), "{:#}", bodies[0]);
        assert_eq!(bodies[0]["identitySources"][0]["tenantId"], seed::WOODGROVE);
        let references: Vec<String> = world
            .sandbox
            .recorded_writes()
            .iter()
            .filter(|write| write.path.contains("Sponsors"))
            .map(|write| write.body["@odata.id"].as_str().unwrap().to_owned())
            .collect();
        assert_eq!(references.len(), 3);
        assert!(
            references.iter().all(|target| !target.contains(&format!("/users/{}", seed::PARTNER_MANAGERS))),
            "{references:?}"
        );
        let made = organization(&world, "Woodgrove Bank");
        assert_eq!(made["_internalSponsors"], json!([seed::PARTNER_MANAGERS]));
        assert_eq!(made["_externalSponsors"].as_array().unwrap().len(), 2);
        empty(&world, &file(yaml)).await;
        let export = world.export().await;
        let said: String = export.files.iter().map(|(_, text)| text.as_str()).collect();
        assert!(
            said.contains("group: Vendor Desk") && said.contains("user: buyer_woodgrovebank.com#EXT#"),
            "{said}"
        );
    });
}

/// Two packages in two catalogs. `of_a` and `of_b` are their declarations about each other.
fn two(of_a: &str, of_b: &str) -> guestlist::model::Desired {
    let package = |name: &str, catalog: &str, more: &str| {
        format!(
            "  - {{ name: {name}, catalog: {catalog}, {more}policies: [{{ name: By hand, direct: true }}] }}\n"
        )
    };
    let packages = package("Pay", "One", of_a) + &package("Audit", "Two", of_b);
    file(&format!("catalogs: [{{ name: One }}, {{ name: Two }}]\naccessPackages:\n{packages}"))
}

const PAY_BARS_AUDIT: &str =
    "incompatible: { packages: [{ accessPackage: Audit, catalog: Two }], groups: [Auditors] }, ";

/// Requests a package for a person, as an administrator does, and returns the code of a refusal.
async fn ask(world: &World, package: &str, person: &str) -> Result<(), String> {
    let package = world.id("accessPackages", package);
    let policies = rows(world, "assignmentPolicies");
    let policy = policies.iter().find(|row| row["_accessPackage"] == package.as_str()).unwrap();
    let body = json!({ "requestType": "adminAdd", "assignment": { "targetId": world.id("users", person),
        "assignmentPolicyId": policy["id"], "accessPackageId": package } });
    let answer =
        world.client().send_request(Request::post(format!("{ENTITLEMENT}/assignmentRequests"), body)).await;
    answer.map(drop).map_err(|error| error.as_refusal().unwrap().code.clone())
}

#[test]
fn duties_are_kept_apart_by_package_and_by_group() {
    run(async {
        let wanted =
            two(PAY_BARS_AUDIT, "incompatible: { packages: [{ accessPackage: Pay, catalog: One }] }, ");
        let world = World::new().await;
        world.apply(&wanted).await;
        empty(&world, &wanted).await;
        ask(&world, "Audit", "Alex Wilber").await.unwrap();
        assert_eq!(ask(&world, "Pay", "Alex Wilber").await, Err("IncompatibleAccess".to_owned()));
        ask(&world, "Pay", "Lee Gu").await.unwrap();
        assert_eq!(ask(&world, "Audit", "Lee Gu").await, Err("IncompatibleAccess".to_owned()));
        let members = json!({ seed::AUDITORS: { "_members": [world.id("users", "Joni Sherman")] } });
        world.sandbox.merge_rows(json!({ "groups": members })).unwrap();
        assert_eq!(ask(&world, "Pay", "Joni Sherman").await, Err("IncompatibleAccess".to_owned()));
        ask(&world, "Audit", "Joni Sherman").await.unwrap();
    });
}

#[test]
fn an_incompatibility_has_a_direction() {
    run(async {
        let wanted = two(PAY_BARS_AUDIT, "");
        let world = World::new().await;
        world.apply(&wanted).await;
        empty(&world, &wanted).await;
        ask(&world, "Audit", "Alex Wilber").await.unwrap();
        assert_eq!(ask(&world, "Pay", "Alex Wilber").await, Err("IncompatibleAccess".to_owned()));
        ask(&world, "Pay", "Lee Gu").await.unwrap();
        ask(&world, "Audit", "Lee Gu").await.unwrap();
        // The export keeps the direction of the incompatibility.
        let export = world.export().await;
        let of = |name: &str| {
            let (_, text) =
                export.files.iter().find(|(_, text)| text.contains(&format!("- name: {name}\n"))).unwrap();
            text.clone()
        };
        assert!(
            of("Pay").contains("accessPackage: Audit") && !of("Audit").contains("incompatible"),
            "{}",
            of("Audit")
        );
        // When the direction is reversed, one incompatibility is removed and the other one added.
        let turned = two("", "incompatible: { packages: [{ accessPackage: Pay, catalog: One }] }, ");
        world.apply(&turned).await;
        empty(&world, &turned).await;
        ask(&world, "Pay", "Joni Sherman").await.unwrap();
        assert_eq!(ask(&world, "Audit", "Joni Sherman").await, Err("IncompatibleAccess".to_owned()));
    });
}
