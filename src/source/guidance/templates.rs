//! GL8xx: variables and templates.

use super::advice::{Guidance, plain_guidance};

pub(super) const UNKNOWN_VARIABLE: Guidance = plain_guidance(
    "Each tenant sets its own variables. If a variable had no value in a tenant, part of a name would be missing \
     there.",
    "Set the variable under `tenants.NAME.variables` of each tenant, or correct its name.",
)
.in_file(
    "\
catalogs:
  - name: Trade fairs
    roles: { owners: [{ group: \"${var.fairTeam}\" }] }
",
    "\
catalogs:
  - name: Trade fairs
    roles: { owners: [{ group: \"${var.partnerTeam}\" }] }
",
);

pub(super) const BAD_SUBSTITUTION: Guidance = plain_guidance(
    "`${` begins a variable. The environment and other sources are not read, so that a plan depends on the files alone.",
    "Write `${var.NAME}`, and `$${` for the characters `${` themselves. A name is a letter, then letters, digits, `-` and `_`.",
)
.in_file(
    "\
catalogs:
  - name: Trade fairs
    roles: { owners: [{ group: \"${env.TEAM}\" }] }
",
    "\
catalogs:
  - name: Trade fairs
    roles: { owners: [{ group: \"${var.partnerTeam}\" }] }
",
);

pub(super) const UNKNOWN_TEMPLATE: Guidance = plain_guidance(
    "A policy takes every key that it does not set itself from its template, so the template must exist.",
    "Correct the name, or declare the template under `templates.policies`.",
)
.in_file(
    "\
templates:
  policies:
    by-hand: { policy: { direct: true } }
accessPackages:
  - name: Fair visit
    catalog: Partner collaboration
    policies: [{ name: Desk, template: by-hand }, { name: Gate, template: byhand }]
",
    "\
templates:
  policies:
    by-hand: { policy: { direct: true } }
accessPackages:
  - name: Fair visit
    catalog: Partner collaboration
    policies: [{ name: Desk, template: by-hand }, { name: Gate, template: by-hand }]
",
);

pub(super) const UNKNOWN_PARAMETER: Guidance = plain_guidance(
    "A value for a parameter that does not exist has no effect, and the default applies instead.",
    "Correct the name, or declare the parameter under `parameters` of the template.",
)
.in_file(
    "\
templates:
  policies:
    by-hand:
      parameters: { term: { type: duration, default: 30d } }
      policy: { direct: true, expiration: { after: { param: term } } }
accessPackages:
  - name: Fair visit
    catalog: Partner collaboration
    policies: [{ name: Desk, template: by-hand, with: { terms: 7d } }]
",
    "\
templates:
  policies:
    by-hand:
      parameters: { term: { type: duration, default: 30d } }
      policy: { direct: true, expiration: { after: { param: term } } }
accessPackages:
  - name: Fair visit
    catalog: Partner collaboration
    policies: [{ name: Desk, template: by-hand, with: { term: 7d } }]
",
);

pub(super) const MISSING_PARAMETER: Guidance = plain_guidance(
    "The parameter has no default, so each use of the template has to decide.",
    "Give it a value under `with`, or a `default` in the template.",
)
.in_file(
    "\
templates:
  policies:
    by-hand:
      parameters: { term: { type: duration } }
      policy: { direct: true, expiration: { after: { param: term } } }
accessPackages:
  - name: Fair visit
    catalog: Partner collaboration
    policies: [{ name: Desk, template: by-hand }]
",
    "\
templates:
  policies:
    by-hand:
      parameters: { term: { type: duration } }
      policy: { direct: true, expiration: { after: { param: term } } }
accessPackages:
  - name: Fair visit
    catalog: Partner collaboration
    policies: [{ name: Desk, template: by-hand, with: { term: 7d } }]
",
);

pub(super) const PARAMETER_TYPE: Guidance = plain_guidance(
    "The type of a parameter lets Guestlist check each use before the template is filled in.",
    "Use the parameter where values of its type belong, or change its type.",
)
.in_file(
    "\
templates:
  policies:
    by-hand:
      parameters: { term: { type: string, default: 30d } }
      policy: { direct: true, expiration: { after: { param: term } } }
accessPackages:
  - name: Fair visit
    catalog: Partner collaboration
    policies: [{ name: Desk, template: by-hand }]
",
    "\
templates:
  policies:
    by-hand:
      parameters: { term: { type: duration, default: 30d } }
      policy: { direct: true, expiration: { after: { param: term } } }
accessPackages:
  - name: Fair visit
    catalog: Partner collaboration
    policies: [{ name: Desk, template: by-hand }]
",
);

pub(super) const NESTED_TEMPLATE: Guidance = plain_guidance(
    "Everything that applies to a policy should be in two places at most: the policy itself and its template.",
    "Copy the keys that the template needs from the other template.",
)
.in_file(
    "\
templates:
  policies:
    by-hand: { policy: { direct: true } }
    by-desk: { policy: { template: by-hand } }
accessPackages:
  - name: Fair visit
    catalog: Partner collaboration
    policies: [{ name: Desk, template: by-hand }]
",
    "\
templates:
  policies:
    by-hand: { policy: { direct: true } }
accessPackages:
  - name: Fair visit
    catalog: Partner collaboration
    policies: [{ name: Desk, template: by-hand }]
",
);

pub(super) const UNUSED_PARAMETER: Guidance = plain_guidance(
    "A value for this parameter would have no effect, although a reader would expect one.",
    "Use it in the template as `{ param: NAME }`, or remove it.",
)
.in_file(
    "\
templates:
  policies:
    by-hand:
      parameters: { term: { type: duration, default: 30d } }
      policy: { direct: true, expiration: { after: 30d } }
accessPackages:
  - name: Fair visit
    catalog: Partner collaboration
    policies: [{ name: Desk, template: by-hand }]
",
    "\
templates:
  policies:
    by-hand:
      parameters: { term: { type: duration, default: 30d } }
      policy: { direct: true, expiration: { after: { param: term } } }
accessPackages:
  - name: Fair visit
    catalog: Partner collaboration
    policies: [{ name: Desk, template: by-hand }]
",
);

pub(super) const UNUSED_TEMPLATE: Guidance = plain_guidance(
    "A template that no policy uses has no effect on the tenant. Often a policy names a different template by mistake.",
    "Use it in a policy, or remove it.",
);
