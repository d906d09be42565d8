//! How the language refers to people, groups, applications, organizations and extensions.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

use super::{Guid, Whole, tagged};

/// A name, or a mapping with an id instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Named<T> {
    /// A name alone.
    Name(String),
    /// The mapping.
    By(T),
}

impl<'de, T: for<'t> Deserialize<'t>> Deserialize<'de> for Named<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Value::deserialize(deserializer)? {
            Value::String(name) => Ok(Self::Name(name)),
            value @ Value::Object(_) => T::deserialize(value).map(Self::By).map_err(serde::de::Error::custom),
            _ => Err(serde::de::Error::custom("a name, or a mapping with an id")),
        }
    }
}

impl<T: Serialize> Serialize for Named<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Name(name) => serializer.serialize_str(name),
            Self::By(form) => form.serialize(serializer),
        }
    }
}

impl<T: JsonSchema> JsonSchema for Named<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("Named{}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let form = generator.subschema_for::<T>();
        json_schema!({ "anyOf": [{ "type": "string", "examples": [example(&T::schema_name())] }, form] })
    }
}

/// A name of the kind whose place a mapping with an id can take.
fn example(mapping: &str) -> &'static str {
    match mapping {
        "UserId" => "megan@contoso.com",
        "ApplicationId" => "Partner Portal",
        "TenantId" => "fabrikam.com",
        "CatalogId" => "Partner collaboration",
        "ConnectedOrganizationId" => "Fabrikam",
        "ExtensionId" => "Notify vendor desk",
        "IncompatiblePackage" => "Vendor finance",
        _ => "Partner Managers",
    }
}

/// A group: its display name, or its id.
pub type Group = Named<GroupId>;
/// A user: userPrincipalName or email address, or an id.
pub type User = Named<UserId>;
/// A service principal: its display name, or an id.
pub type Application = Named<ApplicationId>;
/// A tenant: one of its domains, or its id.
pub type TenantName = Named<TenantId>;
/// A catalog: its name, or its id in Graph.
pub type CatalogName = Named<CatalogId>;
/// A connected organization: its name, or its id in Graph.
pub type OrganizationName = Named<ConnectedOrganizationId>;
/// A custom extension of the access package's catalog: its name, or its id in Graph.
pub type ExtensionName = Named<ExtensionId>;

macro_rules! by_id {
    ($(#[doc = $doc:literal])+ $name:ident { $($(#[doc = $what:literal])+ $member:ident),+ }) => {
        $(#[doc = $doc])+
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
        #[serde(rename_all = "camelCase")]
        #[schemars(transform = tagged)]
        pub enum $name {
            $($(#[doc = $what])+ $member(Guid),)+
        }
    };
}

by_id! {
    /// A group by its id.
    GroupId {
        /// The group's object id.
        GroupId
    }
}
by_id! {
    /// A user by id.
    UserId {
        /// The user's object id.
        UserId
    }
}
by_id! {
    /// A service principal by an id.
    ApplicationId {
        /// The service principal's object id.
        ServicePrincipalId,
        /// The id of the application, the same in every tenant.
        AppId
    }
}
by_id! {
    /// A tenant by its id.
    TenantId {
        /// The tenant's id.
        TenantId
    }
}
by_id! {
    /// A catalog by its id in Graph.
    CatalogId {
        /// The catalog's id.
        CatalogId
    }
}
by_id! {
    /// A connected organization by its id in Graph.
    ConnectedOrganizationId {
        /// The connected organization's id.
        ConnectedOrganizationId
    }
}
by_id! {
    /// A custom extension by its id in Graph.
    ExtensionId {
        /// The custom extension's id.
        ExtensionId
    }
}

/// A principal with a role, or a sponsor of an organization.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(transform = tagged)]
pub enum Principal {
    /// A group, by display name.
    Group(Group),
    /// A group, by object id.
    GroupId(Guid),
    /// A user, by userPrincipalName or, if no user has it, by email address.
    User(User),
    /// A user, by object id.
    UserId(Guid),
    /// A service principal (an application or a managed identity), by display name.
    ServicePrincipal(Application),
    /// A service principal, by object id.
    ServicePrincipalId(Guid),
    /// A directory object of unknown kind, by id: for example a deleted user.
    ObjectId(Guid),
}

/// An approver, reviewer, or requestor for others: a person or group by name, or a kind of person that the
/// service resolves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(transform = tagged)]
pub enum Subject {
    /// The internal sponsors of the requestor's connected organization.
    InternalSponsors,
    /// The external sponsors of the requestor's connected organization.
    ExternalSponsors,
    /// The sponsors of the user who receives access.
    TargetUserSponsors,
    /// The owners of the application that receives access.
    TargetApplicationOwners,
    /// The sponsors or owners of the agent identity that receives access.
    TargetAgentIdentitySponsorsOrOwners,
    /// The requestor's manager, this many levels up. 1 is the direct manager.
    RequestorManager(Whole),
    /// The manager of the person who receives access, this many levels up.
    TargetManager(Whole),
    /// The members of a group, by display name.
    Group(Group),
    /// The members of a group, by object id.
    GroupId(Guid),
    /// A user, by userPrincipalName or, if no user has it, by email address.
    User(User),
    /// A user, by object id.
    UserId(Guid),
    /// A service principal, by display name.
    ServicePrincipal(Application),
    /// A service principal, by object id.
    ServicePrincipalId(Guid),
}
