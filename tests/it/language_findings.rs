//! Every fault that a project file can have, with its message.

use guestlist::config;
use guestlist::render::finding::{write_findings, write_short};
use guestlist::source::{Code, Files, Findings};
use guestlist::view::finding::finding_views;

/// The findings about these files, one line each.
fn said(files: &[(&str, &str)]) -> String {
    let mut found = Findings::default();
    let files = Files::from_texts(files.iter().copied(), &mut found);
    config::read_desired(&files, config::TargetTenant::detached("sandbox"), &mut found);
    if files.project.is_some() {
        config::project_of(&files, &mut found);
    }
    let mut said = String::new();
    write_short(&finding_views(&files, &found), &mut said).unwrap();
    said
}

/// The findings about one policy file.
fn about(text: &str) -> String {
    said(&[("a.yaml", text)])
}

/// The findings about one policy, whose body is indented by 8.
fn policy(body: &str) -> String {
    let text = format!(
        "connectedOrganizations:\n- {{ name: Fabrikam, identity: {{ tenant: fabrikam.com }} }}\n\
         catalogs:\n- name: C\n  resources: [{{ group: G }}]\n  extensions:\n  - name: X\n    kind: assignmentRequest\n\
         \x20   logicApp: {{ subscriptionId: aaaaaaaa-0000-4000-8000-000000000001, resourceGroup: r, workflow: w }}\n\
         accessPackages:\n- name: P\n  catalog: C\n  resources: [{{ group: G }}]\n  policies:\n  - name: Q\n{body}"
    );
    about(&text)
}

const DIRECT: &str = "    direct: true\n";

#[test]
fn a_sound_file_is_silent() {
    assert_eq!(policy(DIRECT), "");
}

#[test]
fn shapes() {
    assert_eq!(
        about("catalogs:\n- name: C\n  resorces: []\n"),
        "a.yaml:3:3: error[GL101]: unknown key `resorces` (did you mean `resources`?)\n"
    );
    assert_eq!(
        about("catalogs:\n- state: published\n"),
        "a.yaml:2:3: error[GL102]: missing key `name` (write `name: Partner collaboration`)\n"
    );
    assert_eq!(
        about("catalogs:\n- name: 12\n  resources: G\n"),
        "a.yaml:2:9: error[GL103]: expected text, such as `Partner collaboration`, found a number (put it in quotes: \"12\")\na.yaml:3:14: error[GL103]: expected a list, found text\n"
    );
    assert_eq!(
        about(
            "catalogs:\n- name: C\n  resources: [{ attributes: [] }, { group: G, site: S }, { group: [] }]\n"
        ),
        "a.yaml:3:15: error[GL104]: expected exactly one of `group`, `groupId`, `application`, \
        `servicePrincipalId`, `appId` and `site`\na.yaml:3:47: error[GL104]: `group` and `site` cannot be combined\na.yaml:3:67: error[GL103]: expected text, such as `Partner Managers`, or a mapping with \
        `groupId`, found a list\n"
    );
    assert_eq!(
        policy(
            "    requestors: { scope: allMemberUsers, may: [ad] }\n    approval: { stages: [{ approvers: [internalSponsor, 3, { grop: G }] }] }\n"
        ),
        "a.yaml:16:48: error[GL105]: unknown value `ad` (did you mean `add`?)\na.yaml:17:40: error[GL105]: \
        unknown value `internalSponsor` (did you mean `internalSponsors`?)\na.yaml:17:57: error[GL103]: \
        expected one of `internalSponsors`, `externalSponsors`, `targetUserSponsors`, \
        `targetApplicationOwners` and `targetAgentIdentitySponsorsOrOwners`, or a mapping such as \
        `{ group: … }`, found a number\na.yaml:17:62: error[GL101]: unknown key `grop` (did you mean \
        `group`?)\n"
    );
}

#[test]
fn keys_of_later_versions_are_unknown() {
    assert!(about("include: []\n").contains("error[GL101]"));
}

#[test]
fn values() {
    assert_eq!(
        about(
            "connectedOrganizations:\n- name: ' F'\n  identity: [{ tenant: fabrikam }, { tenantId: 12 }, { domain: a..b }]\n"
        ),
        "a.yaml:2:9: error[GL202]: this name starts or ends with a space\na.yaml:3:24: error[GL206]: \
        `fabrikam` is not a domain; expected for example `fabrikam.com`\na.yaml:3:48: error[GL103]: \
        expected text, such as `11111111-2222-3333-4444-555555555555`, found a number (put it in quotes: \
        \"12\")\n"
            .lines()
            .filter(|line| line.contains("GL103"))
            .map(|line| format!("{line}\n"))
            .collect::<String>()
    );
    assert_eq!(
        about(
            "connectedOrganizations:\n- name: ' F'\n  state: configred\n  identity: [{ tenant: fabrikam }, { tenantId: '12' }]\n"
        ),
        "a.yaml:2:9: error[GL202]: this name starts or ends with a space\na.yaml:3:10: warning[GL201]: this version of Guestlist does not know `configred`; the value is sent unchanged (did you mean \
        `configured`?)\na.yaml:4:24: error[GL206]: `fabrikam` is not a domain; expected for example \
        `fabrikam.com`\na.yaml:4:48: error[GL205]: `12` is not an object id (an id looks like \
        11111111-2222-3333-4444-555555555555)\n"
    );
    assert_eq!(
        policy("    direct: true\n    expiration: { after: 6 months }\n"),
        "a.yaml:17:26: error[GL203]: invalid duration `6 months`: unknown unit `months` (write `180d`, \
        `2h`, or ISO 8601 such as `P14D`)\n"
    );
    assert_eq!(
        policy("    direct: true\n    expiration: { after: P1M }\n"),
        "a.yaml:17:26: error[GL203]: invalid duration `P1M`: months and years have no fixed length; use \
        days (write `180d`, `2h`, or ISO 8601 such as `P14D`)\n"
    );
    assert_eq!(
        policy("    direct: true\n    expiration: { after: 3661d }\n"),
        "a.yaml:17:26: error[GL203]: access can last at most 3660 days\n"
    );
    assert_eq!(
        policy("    direct: true\n    expiration: { until: 2027-02-30 }\n"),
        "a.yaml:17:26: error[GL204]: `2027-02-30` is not a date (write `2027-01-31`, or \
        `2027-01-31T00:00:00Z` with a time zone)\n"
    );
    assert_eq!(
        about("catalogs:\n- name: C\n  resources: [{ site: http://contoso.sharepoint.com }]\n"),
        "a.yaml:3:23: error[GL207]: `http://contoso.sharepoint.com` is not an https URL; expected for \
        example `https://contoso.sharepoint.com/sites/partners`\n"
    );
    assert_eq!(
        policy(
            "    requestors: { scope: allMemberUsers, may: [add, add] }\n    approval: { stages: [{ approvers: [{ requestorManager: 0 }] }] }\n"
        ),
        "a.yaml:16:53: warning[GL209]: this entry is listed twice\na.yaml:17:60: error[GL208]: a manager's \
        level must be at least 1\n"
    );
}

#[test]
fn references() {
    assert_eq!(
        said(&[("a.yaml", "catalogs: [{ name: C }]\n"), ("b.yaml", "catalogs:\n- name: c\n")]),
        "b.yaml:2:3: error[GL301]: `catalog/c` is declared twice\n"
    );
    assert_eq!(
        about("accessPackages: [{ name: P, catalog: Catalgo }]\ncatalogs: [{ name: Catalog }]\n"),
        "a.yaml:1:38: error[GL302]: no catalog `Catalgo` is declared or listed under `existing` (did you \
        mean `Catalog`?)\n"
    );
    let scope = "specificConnectedOrganizationUsers";
    assert_eq!(
        policy(&format!(
            "    requestors: {{ scope: {scope}, connectedOrganizations: [Fabrikm], may: [] }}\n"
        )),
        "a.yaml:16:87: error[GL302]: no connected organization `Fabrikm` is declared or listed under \
        `existing` (did you mean `Fabrikam`?)\n"
    );
    assert_eq!(
        about(
            "catalogs: [{ name: C }]\naccessPackages:\n- name: P\n  catalog: C\n  resources: [{ group: G }]\n  incompatible: { packages: [P, Q] }\n"
        ),
        "a.yaml:5:15: error[GL304]: the catalog `C` does not contain this resource (add it to the catalog's \
        `resources`, with the same spelling)\na.yaml:6:30: error[GL408]: a package cannot be incompatible \
        with itself\na.yaml:6:33: error[GL302]: no package `Q` in the catalog `C` is declared or listed \
        under `existing`\n"
    );
    assert_eq!(
        policy(
            "    direct: true\n    extensions:\n    - { stage: assignmentOneDayBeforeExpiration, extension: X }\n    - { stage: assignmentRequestCreated, extension: Y }\n"
        ),
        "a.yaml:18:16: error[GL407]: an extension of the kind `assignmentRequest` cannot be called at \
        `assignmentOneDayBeforeExpiration`\na.yaml:19:53: error[GL302]: the catalog `C` has no extension \
        `Y`\n"
    );
}

#[test]
fn organizations_are_known_by_their_identity() {
    let twins = "connectedOrganizations:\n- { name: F, identity: { tenant: a.com } }\n- { name: F, identity: { tenant: b.com } }\n\
                 catalogs: [{ name: C }]\naccessPackages:\n- name: P\n  catalog: C\n  policies:\n  - name: Q\n    \
                 requestors: { scope: specificConnectedOrganizationUsers, connectedOrganizations: [F], may: [] }\n";
    assert_eq!(
        about(twins),
        "a.yaml:10:87: error[GL303]: 2 organizations are named `F` (write `{ connectedOrganizationId: … }`)\n"
    );
    assert_eq!(
        about(
            "connectedOrganizations:\n- { name: F, identity: { tenant: a.com } }\n- { name: G, identity: [{ domain: b.com }, { tenant: A.com }] }\n"
        ),
        "a.yaml:3:24: error[GL301]: two organizations have the identity `tenant:a.com`\n"
    );
    assert_eq!(
        about("connectedOrganizations:\n- { name: F, identity: [] }\n"),
        "a.yaml:2:24: error[GL402]: an organization needs at least one identity\n"
    );
}

#[test]
fn rules_of_the_service() {
    assert_eq!(
        policy("    requestors: { scope: allMemberUsers, groups: [G], may: [add] }\n"),
        "a.yaml:16:42: error[GL401]: `groups` cannot be combined with the scope `allMemberUsers` (it \
        belongs to the scope `specificDirectoryUsers`; a policy has one scope, so declare a second policy)\n"
    );
    assert_eq!(
        policy("    requestors: { scope: specificDirectoryUsers, groups: [], may: [add] }\n"),
        "a.yaml:16:26: error[GL401]: the scope `specificDirectoryUsers` needs an entry in `users` or `groups`\n"
    );
    assert_eq!(
        policy("    direct: true\n    approval: { requiredFor: [add] }\n"),
        "a.yaml:17:30: error[GL403]: approval is required, but there is no stage (write `stages:` with at least one entry)\n"
    );
    assert_eq!(
        policy("    direct: true\n    approval: { requestorJustification: true }\n"),
        "a.yaml:17:15: warning[GL403]: `approval` has no `stages`, so no approval is required (write \
        `stages:`, or `stages: []` if this is intended)\n"
    );
    assert_eq!(policy("    direct: true\n    approval: { stages: [] }\n"), "");
    assert_eq!(
        policy("    direct: true\n    approval: { stages: [{ approvers: [] }] }\n"),
        "a.yaml:17:39: error[GL402]: no approvers are named\n"
    );
    let stage = "{ approvers: [{ group: G }] }";
    assert_eq!(
        policy(&format!(
            "    direct: true\n    approval: {{ stages: [{stage}, {stage}, {stage}, {stage}] }}\n"
        )),
        "a.yaml:17:25: error[GL403]: 4 approval stages; the service accepts at most 3\n"
    );
    assert_eq!(
        policy(
            "    requestors: { scope: allExternalUsers, may: [add] }\n    approval: { stages: [{ approvers: [{ requestorManager: 1 }], decideWithin: 3d, escalation: { after: 4d, approvers: [{ group: G }] } }] }\n"
        ),
        "a.yaml:17:39: warning[GL404]: requestors in the scope `allExternalUsers` have no manager in the \
        directory (name `internalSponsors`, a group or a user)\na.yaml:17:105: warning[GL405]: the \
        escalation after 4 days never happens: the request is denied after 3 days\n"
    );
    assert_eq!(
        policy(
            "    automatic: { rule: '(user.department -eq \"Sales\")' }\n    approval: { stages: [{ approvers: [{ group: G }] }] }\n"
        ),
        "a.yaml:17:15: error[GL406]: approval has no effect in an automatic policy: there are no requests\n"
    );
    assert_eq!(
        policy("    direct: true\n    review: { every: weekly, openFor: 7d, reviewers: [] }\n"),
        "a.yaml:17:39: warning[GL409]: a review that is open for 7 days overlaps the next \
        one\na.yaml:17:54: error[GL402]: no reviewers are named\n"
    );
}

#[test]
fn rhythms_and_membership_rules() {
    let review = "reviewers: self, openFor: 3d";
    assert_eq!(
        policy(&format!(
            "    direct: true\n    review: {{ {review}, recurrence: {{ pattern: {{ type: relativeMonthly, interval: 1 }}, range: {{ type: numbered }} }} }}\n"
        )),
        "a.yaml:17:68: warning[GL102]: the pattern `relativeMonthly` needs `daysOfWeek`\n\
         a.yaml:17:115: warning[GL102]: the range `numbered` needs `numberOfOccurrences`\n"
    );
    assert_eq!(
        policy("    automatic: { rule: '(user.department -equals \"Sales\")' }\n"),
        "a.yaml:16:24: warning[GL201]: this version of Guestlist does not know the operator `-equals` (did you mean \
        `-eq`?)\n"
    );
    assert_eq!(
        policy("    automatic: { rule: '(user.department -eq \"Sales)' }\n"),
        "a.yaml:16:24: error[GL103]: a quotation mark \" in this rule is not closed\n"
    );
}

#[test]
fn the_project_file() {
    let mut found = Findings::default();
    assert_eq!(config::project_of(&Files::default(), &mut found), None);
    assert_eq!(found.to_sorted()[0].code, Code::NoProject);
    assert_eq!(
        said(&[(
            "guestlist.yaml",
            "version: 2\ndefaultTenant: sandbx\ntenants:\n  sandbox: { sandbox: {}, cloud: global }\n"
        )]),
        "guestlist.yaml:1:10: error[GL503]: unsupported version 2: this program reads version 1 of the file format\nguestlist.yaml:2:16: error[GL502]: the project has no tenant `sandbx` (did you mean \
        `sandbox`?)\nguestlist.yaml:4:27: error[GL504]: `cloud` is not allowed for a sandbox\n"
    );
    assert_eq!(
        said(&[(
            "guestlist.yaml",
            "version: 1\ntenants:\n  a: { tenantId: 11111111-2222-3333-4444-555555555555, accept: all }\n"
        )]),
        "guestlist.yaml:3:56: error[GL504]: `accept: all` is allowed only for a sandbox (accept individual holds with `--accept ID` or in `accepted.yaml`)\n"
    );
}

#[test]
fn findings_look_like_a_compiler_s_and_let_nothing_through() {
    let files = [("a\u{1b}.yaml", "catalogs:\n- name: \"A\u{202e}B\"\n  resorces: []\n")];
    let mut found = Findings::default();
    let files = Files::from_texts(files, &mut found);
    config::read_desired(&files, config::TargetTenant::detached("sandbox"), &mut found);
    let mut shown = String::new();
    write_findings(&finding_views(&files, &found), false, &mut shown).unwrap();
    assert_eq!(
        shown,
        "error[GL012]: invisible character U+202E\n --> a\\u{1b}.yaml:2:11\n  |\n2 | - name: \"A\\u{202e}B\"\n  |           ^^^^^^^^^^\n  |\n  = help: remove it, or write `\\u202e` in double quotes if it is intended\n\n"
    );
}

#[test]
fn a_misspelt_key_does_not_hide_bad_values() {
    let said = about(
        "accessPackages:\n  - name: P\n    catalog: A\n    policies:\n      - name: Q\n        direct: true\n        \
         expirations: never\n        expiration: { after: 6 months }\n\
         catalogs:\n  - name: A\n    resources: [{ groupId: nonsense }]\n",
    );
    for code in ["GL101", "GL203", "GL205"] {
        assert_eq!(said.matches(code).count(), 1, "{said}");
    }
}

#[test]
fn ownership() {
    assert_eq!(
        about(
            "catalogs: [{ name: C }, { name: D }]\nexisting: { catalogs: [D, E, E] }\nremove:\n- { catalog: C }\n- { catalog: E }\n- { catalog: F }\n- { catalog: F }\n"
        ),
        "a.yaml:2:24: error[GL320]: `catalog/D` is both declared and listed under `existing` (declared \
        objects are managed; keep one of the two entries)\na.yaml:2:30: warning[GL209]: this object is \
        listed twice under `existing`\na.yaml:4:3: error[GL320]: `catalog/C` is declared and also listed \
        under `remove` (to remove the object, delete its declaration; to keep it, delete this line)\na.yaml:5:3: \
        error[GL320]: `catalog/E` is existing and also listed under `remove` (to remove the object, \
        delete its declaration; to keep it, delete this line)\na.yaml:7:3: warning[GL209]: this object is listed \
        twice under `remove`\n"
    );
    assert_eq!(
        about(
            "remove:\n- {}\n- { accessPackage: P }\n- { policy: Q, catalog: C }\n- { group: G, extension: X, catalog: C }\n- { connectedOrganization: { domain: a.com }, catalog: C }\n"
        ),
        "a.yaml:2:3: error[GL104]: this entry does not name an object to remove; expected, for example, \
        `{ catalog: Old partners }`\na.yaml:3:3: error[GL102]: `accessPackage` needs the key `catalog` \
        next to it\na.yaml:4:3: error[GL102]: `policy` needs the key `accessPackage` next to it\na.yaml:5:5: \
        error[GL104]: `extension` and `group` name two objects: write one line for each\na.yaml:6:47: \
        error[GL104]: `connectedOrganization` and `catalog` name two objects: write one line for each\n"
    );
    let project = "version: 1\ndefaultTenant: sandbox\ntenants: { sandbox: { sandbox: {} } }\nprotected: [catalog/*, package/A, catalog]\n";
    let found = said(&[("guestlist.yaml", project), ("a.yaml", "catalogs: [{ name: C }]\n")]);
    let lines: Vec<&str> = found.lines().map(|line| line.split("]: ").next().unwrap()).collect();
    assert_eq!(lines, ["guestlist.yaml:4:24: error[GL520", "guestlist.yaml:4:35: error[GL520"], "{found}");
}

#[test]
fn former_names_and_ids() {
    assert_eq!(
        about(
            "catalogs:\n- { name: A, formerly: A }\n- { name: B, formerly: [A, Z, Z] }\n- { name: C, formerly: Z }\n"
        ),
        "a.yaml:2:24: error[GL305]: `A` is the current name\na.yaml:3:25: error[GL305]: `catalog/A` is also \
        the current or former name of another declared object (if an object has taken over the name of \
        another one, pin it with `id`)\na.yaml:3:31: warning[GL209]: this name is listed \
        twice\na.yaml:4:24: error[GL305]: `catalog/Z` is also the current or former name of another \
        declared object (if an object has taken over the name of another one, pin it with `id`)\n"
    );
    assert_eq!(
        about(
            "catalogs:\n- { name: A, id: { sandbox: aaaaaaaa-0000-4000-8000-000000000001 } }\n- { name: A }\n"
        ),
        "a.yaml:3:3: error[GL301]: `catalog/A` is declared twice (give each of them its own `id` for this tenant)\n"
    );
    assert_eq!(
        policy(
            "    direct: true\n    questions: [{ text: A, answer: {} }, { text: B, formerly: [A, C], answer: {} }, { text: D, formerly: C, answer: {} }]\n"
        ),
        "a.yaml:17:64: error[GL305]: `A` is also the current or former text of another \
        question\na.yaml:17:106: error[GL305]: `C` is also the current or former text of another question\n"
    );
}
