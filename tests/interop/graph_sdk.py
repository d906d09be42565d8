"""Microsoft's Graph SDK works on the sandbox, and reads back without loss what `guestlist apply` wrote."""

import json
import os
import re
import subprocess
import unittest
import urllib.request
from datetime import timedelta

from kiota_abstractions.authentication import AnonymousAuthenticationProvider
from kiota_serialization_json.json_serialization_writer import JsonSerializationWriter
from msgraph import GraphServiceClient
from msgraph.generated.models.access_package import AccessPackage
from msgraph.generated.models.access_package_assignment import AccessPackageAssignment
from msgraph.generated.models.access_package_assignment_approval_settings import (
    AccessPackageAssignmentApprovalSettings,
)
from msgraph.generated.models.access_package_assignment_policy import AccessPackageAssignmentPolicy
from msgraph.generated.models.access_package_assignment_request import AccessPackageAssignmentRequest
from msgraph.generated.models.access_package_assignment_requestor_settings import (
    AccessPackageAssignmentRequestorSettings,
)
from msgraph.generated.models.access_package_approval_stage import AccessPackageApprovalStage
from msgraph.generated.models.access_package_catalog import AccessPackageCatalog
from msgraph.generated.models.access_package_catalog_state import AccessPackageCatalogState
from msgraph.generated.models.access_package_request_type import AccessPackageRequestType
from msgraph.generated.models.access_package_resource import AccessPackageResource
from msgraph.generated.models.access_package_resource_request import AccessPackageResourceRequest
from msgraph.generated.models.access_package_resource_role import AccessPackageResourceRole
from msgraph.generated.models.access_package_resource_role_scope import AccessPackageResourceRoleScope
from msgraph.generated.models.access_package_resource_scope import AccessPackageResourceScope
from msgraph.generated.models.access_package_text_input_question import AccessPackageTextInputQuestion
from msgraph.generated.models.allowed_target_scope import AllowedTargetScope
from msgraph.generated.models.connected_organization import ConnectedOrganization
from msgraph.generated.models.connected_organization_state import ConnectedOrganizationState
from msgraph.generated.models.domain_identity_source import DomainIdentitySource
from msgraph.generated.models.expiration_pattern import ExpirationPattern
from msgraph.generated.models.expiration_pattern_type import ExpirationPatternType
from msgraph.generated.models.o_data_errors.o_data_error import ODataError
from msgraph.generated.models.reference_create import ReferenceCreate
from msgraph.generated.models.single_user import SingleUser
from msgraph.graph_request_adapter import GraphRequestAdapter

ENDPOINT = os.environ["GUESTLIST_GRAPH_ENDPOINT"]
DURATION = re.compile(r"P(?=.)(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?)?")
ENTITLEMENT = f"{ENDPOINT}/identityGovernance/entitlementManagement"


def write_duration(self, key, value):
    """ISO 8601, as Graph wants it: the SDK writes `30 days, 0:00:00`, Python's own form of a timedelta."""
    if value is not None:
        self.write_str_value(key, f"P{value.days}DT{value.seconds}S")


JsonSerializationWriter.write_timedelta_value = write_duration


def client():
    adapter = GraphRequestAdapter(AnonymousAuthenticationProvider())
    adapter.base_url = ENDPOINT
    return GraphServiceClient(request_adapter=adapter)


def raw(url):
    """The server's answer, without any SDK types in between."""
    with urllib.request.urlopen(url) as answer:
        return json.load(answer)


def raw_list(url):
    """All pages of a list."""
    found = []
    while url:
        page = raw(url)
        found += page["value"]
        url = page.get("@odata.nextLink")
    return found


async def all_of(builder, configuration=None):
    """All pages of a list, as the SDK follows them."""
    page = await builder.get(request_configuration=configuration)
    found = list(page.value)
    while page.odata_next_link:
        page = await builder.with_url(page.odata_next_link).get()
        found += page.value
    return found


def written(model):
    """What the SDK would send of a model."""
    writer = JsonSerializationWriter()
    writer.write_object_value(None, model)
    return json.loads(writer.get_serialized_content())


def moment(text):
    """A time to the microsecond, however many digits and whichever sign for UTC it is written with."""
    head, _, rest = text.partition(".")
    digits = rest.rstrip("Z").partition("+")[0]
    return head.rstrip("Z").partition("+")[0], digits[:6].ljust(6, "0").rstrip("0")


def plain(value):
    """A value without annotations of the envelope, nulls, empty lists, and ways of writing a time or a duration."""
    if isinstance(value, dict):
        members = {name: plain(inner) for name, inner in value.items() if "@odata.context" not in name}
        return {name: inner for name, inner in members.items() if inner not in (None, [], {})}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    if isinstance(value, str) and len(value) > 18 and value[4:5] == "-" and value[10:11] == "T":
        return moment(value)
    if isinstance(value, str) and DURATION.fullmatch(value):
        return duration(value)
    return value


def duration(text):
    """An ISO 8601 duration in seconds; Graph's have no months and years (fact durations-without-months)."""
    days, hours, minutes, seconds = (float(part or 0) for part in DURATION.fullmatch(text).groups())
    return ((days * 24 + hours) * 60 + minutes) * 60 + seconds


def guestlist(*arguments):
    return subprocess.run([os.environ["GUESTLIST"], *arguments], capture_output=True, text=True)


class Suite(unittest.IsolatedAsyncioTestCase):
    maxDiff = None


class Writes(Suite):
    """The SDK creates, lists, updates and deletes everything that Guestlist manages."""

    async def asyncSetUp(self):
        self.graph = client()
        self.em = self.graph.identity_governance.entitlement_management

    async def catalog(self, name):
        made = await self.em.catalogs.post(
            AccessPackageCatalog(
                display_name=name,
                description="d",
                state=AccessPackageCatalogState.Published,
                is_externally_visible=True,
            )
        )
        self.assertEqual(made.display_name, name)
        return made

    async def package(self, catalog, name):
        return await self.em.access_packages.post(
            AccessPackage(display_name=name, description="d", catalog=AccessPackageCatalog(id=catalog.id))
        )

    def policy(self, package, name, approval=True):
        return AccessPackageAssignmentPolicy(
            display_name=name,
            description="d",
            allowed_target_scope=AllowedTargetScope.AllMemberUsers,
            access_package=AccessPackage(id=package.id),
            expiration=ExpirationPattern(
                type=ExpirationPatternType.AfterDuration, duration=timedelta(days=30)
            ),
            requestor_settings=AccessPackageAssignmentRequestorSettings(
                enable_targets_to_self_add_access=True
            ),
            request_approval_settings=AccessPackageAssignmentApprovalSettings(
                is_approval_required_for_add=approval,
                stages=[
                    AccessPackageApprovalStage(
                        duration_before_automatic_denial=timedelta(days=14),
                        primary_approvers=[SingleUser(user_id=self.user("megan@contoso.com"))],
                        fallback_primary_approvers=[],
                        escalation_approvers=[],
                        fallback_escalation_approvers=[],
                    )
                ]
                if approval
                else [],
            ),
            questions=[AccessPackageTextInputQuestion(text="Why?", is_required=True, sequence=0)],
        )

    def user(self, name):
        return raw(f"{ENDPOINT}/users/{name}")["id"]

    async def test_catalogs(self):
        made = await self.catalog("SDK catalog")
        self.assertIn(made.id, [each.id for each in await all_of(self.em.catalogs)])
        one = self.em.catalogs.by_access_package_catalog_id(made.id)
        await one.patch(AccessPackageCatalog(description="other"))
        self.assertEqual((await one.get()).description, "other")
        await one.delete()
        self.assertNotIn(made.id, [each.id for each in await all_of(self.em.catalogs)])
        with self.assertRaises(ODataError) as gone:
            await one.get()
        self.assertTrue(gone.exception.error.code and gone.exception.error.inner_error.request_id)

    async def test_packages_and_what_they_give(self):
        catalog = await self.catalog("SDK packages")
        group = raw_list(f"{ENDPOINT}/groups?$filter=displayName%20eq%20'Sales'")[0]
        request = await self.em.resource_requests.post(
            AccessPackageResourceRequest(
                request_type=AccessPackageRequestType.AdminAdd,
                resource=AccessPackageResource(origin_id=group["id"], origin_system="AadGroup"),
                catalog=AccessPackageCatalog(id=catalog.id),
            )
        )
        self.assertEqual(request.state.value, "delivered")
        resources = self.em.catalogs.by_access_package_catalog_id(catalog.id).resources
        (resource,) = await all_of(resources)
        package = await self.package(catalog, "SDK package")
        one = self.em.access_packages.by_access_package_id(package.id)
        link = await one.resource_role_scopes.post(
            AccessPackageResourceRoleScope(
                role=AccessPackageResourceRole(
                    display_name="Member",
                    origin_system="AadGroup",
                    origin_id=f"Member_{group['id']}",
                    resource=AccessPackageResource(id=resource.id, origin_id=group["id"]),
                ),
                scope=AccessPackageResourceScope(
                    display_name="Root",
                    is_root_scope=True,
                    origin_system="AadGroup",
                    origin_id=group["id"],
                ),
            )
        )
        self.assertEqual([each.id for each in await all_of(one.resource_role_scopes)], [link.id])
        await one.patch(AccessPackage(is_hidden=True))
        self.assertTrue((await one.get()).is_hidden)
        other = await self.package(catalog, "SDK other")
        await one.incompatible_access_packages.ref.post(
            ReferenceCreate(odata_id=f"{ENTITLEMENT}/accessPackages/{other.id}")
        )
        self.assertEqual([each.id for each in await all_of(one.incompatible_access_packages)], [other.id])
        await one.resource_role_scopes.by_access_package_resource_role_scope_id(link.id).delete()
        await one.delete()
        self.assertNotIn(package.id, [each.id for each in await all_of(self.em.access_packages)])

    async def test_policies(self):
        catalog = await self.catalog("SDK policies")
        package = await self.package(catalog, "SDK package")
        made = await self.em.assignment_policies.post(self.policy(package, "SDK policy"))
        one = self.em.assignment_policies.by_access_package_assignment_policy_id(made.id)
        read = await one.get()
        self.assertEqual(read.expiration.duration, timedelta(days=30))
        (approver,) = read.request_approval_settings.stages[0].primary_approvers
        self.assertEqual(approver.odata_type, "#microsoft.graph.singleUser")
        self.assertEqual(read.questions[0].text, "Why?")
        changed = self.policy(package, "SDK policy")
        changed.id = made.id
        changed.expiration = ExpirationPattern(type=ExpirationPatternType.NoExpiration)
        await one.put(changed)
        self.assertEqual((await one.get()).expiration.type, ExpirationPatternType.NoExpiration)
        self.assertIn(made.id, [each.id for each in await all_of(self.em.assignment_policies)])
        await one.delete()
        self.assertNotIn(made.id, [each.id for each in await all_of(self.em.assignment_policies)])
        # A policy that requires approval without approvers is refused with the service's own code.
        empty = self.policy(package, "SDK empty")
        empty.request_approval_settings.stages = []
        with self.assertRaises(ODataError) as refused:
            await self.em.assignment_policies.post(empty)
        self.assertEqual(refused.exception.error.code, "InvalidApprovalStages")

    async def test_connected_organizations(self):
        made = await self.em.connected_organizations.post(
            ConnectedOrganization(
                display_name="SDK partner",
                description="d",
                identity_sources=[DomainIdentitySource(domain_name="sdk.example", display_name="sdk.example")],
                state=ConnectedOrganizationState.Configured,
            )
        )
        one = self.em.connected_organizations.by_connected_organization_id(made.id)
        await one.internal_sponsors.ref.post(
            ReferenceCreate(odata_id=f"{ENDPOINT}/users/{self.user('megan@contoso.com')}")
        )
        self.assertEqual(len(await all_of(one.internal_sponsors)), 1)
        await one.patch(ConnectedOrganization(description="other"))
        read = await one.get()
        self.assertEqual((read.description, read.identity_sources[0].domain_name), ("other", "sdk.example"))
        await one.delete()
        self.assertNotIn(made.id, [each.id for each in await all_of(self.em.connected_organizations)])

    async def test_assignments(self):
        catalog = await self.catalog("SDK assignments")
        package = await self.package(catalog, "SDK package")
        policy = self.policy(package, "SDK policy", approval=False)
        policy = await self.em.assignment_policies.post(policy)
        person = self.user("megan@contoso.com")
        request = await self.em.assignment_requests.post(
            AccessPackageAssignmentRequest(
                request_type=AccessPackageRequestType.AdminAdd,
                assignment=AccessPackageAssignment(
                    additional_data={
                        "targetId": person,
                        "assignmentPolicyId": policy.id,
                        "accessPackageId": package.id,
                    }
                ),
            )
        )
        self.assertEqual(request.request_type, AccessPackageRequestType.AdminAdd)
        url = f"{ENTITLEMENT}/assignments?$expand=target,accessPackage"
        held = [each for each in raw_list(url) if each["accessPackage"]["id"] == package.id]
        self.assertEqual([(each["target"]["objectId"], each["state"]) for each in held], [(person, "delivered")])
        one = self.em.assignments.by_access_package_assignment_id(held[0]["id"])
        self.assertEqual((await one.get()).state.value, "delivered")
        await self.em.assignment_requests.post(
            AccessPackageAssignmentRequest(
                request_type=AccessPackageRequestType.AdminRemove,
                assignment=AccessPackageAssignment(id=held[0]["id"]),
            )
        )
        left = [each for each in raw_list(url) if each["accessPackage"]["id"] == package.id]
        self.assertEqual({each["state"] for each in left} - {"expired"}, set())


class ReadsBack(Suite):
    """What Guestlist wrote survives the SDK: read, held in its types, written back."""

    @classmethod
    def setUpClass(cls):
        applied = guestlist("apply", "--auto-approve")
        assert applied.returncode == 0, applied.stdout + applied.stderr

    async def asyncSetUp(self):
        self.em = client().identity_governance.entitlement_management

    async def same(self, path, builder):
        server = {each["id"]: plain(each) for each in raw_list(f"{ENTITLEMENT}/{path}")}
        sdk = {each.id: plain(written(each)) for each in await all_of(builder)}
        self.assertGreater(len(server), 0)
        self.assertEqual(server.keys(), sdk.keys())
        for identity, seen in server.items():
            self.assertEqual(seen, sdk[identity], path)

    async def test_every_list_survives(self):
        await self.same("catalogs", self.em.catalogs)
        await self.same("accessPackages", self.em.access_packages)
        await self.same("assignmentPolicies", self.em.assignment_policies)
        await self.same("connectedOrganizations", self.em.connected_organizations)
        for catalog in raw_list(f"{ENTITLEMENT}/catalogs"):
            one = self.em.catalogs.by_access_package_catalog_id(catalog["id"])
            if raw_list(f"{ENTITLEMENT}/catalogs/{catalog['id']}/resources"):
                await self.same(f"catalogs/{catalog['id']}/resources", one.resources)

    async def test_every_policy_survives_being_written_back(self):
        for listed in raw_list(f"{ENTITLEMENT}/assignmentPolicies"):
            expand = "accessPackage,questions,customExtensionStageSettings($expand=customExtension)"
            url = f"{ENTITLEMENT}/assignmentPolicies/{listed['id']}?$expand={expand}"
            before = raw(url)
            policies = self.em.assignment_policies
            policy = await policies.by_access_package_assignment_policy_id(listed["id"]).with_url(url).get()
            await policies.by_access_package_assignment_policy_id(listed["id"]).put(policy)
            after = raw(url)
            for each in (before, after):
                each.pop("modifiedDateTime")
                # The service fills in a block that is absent, with everything off.
                if not (each["reviewSettings"] or {}).get("isEnabled"):
                    each.pop("reviewSettings")
            self.assertEqual(plain(before), plain(after), listed["displayName"])
        # And Guestlist finds nothing changed either.
        plan = guestlist("plan", "--detailed-exitcode")
        self.assertEqual(plan.returncode, 0, plan.stdout + plan.stderr)


if __name__ == "__main__":
    unittest.main(warnings="ignore")
