//! The inputs of a CI wrapper and the script that it runs, defined once for all hosts.

use std::fmt::Write;

/// An input of a wrapper.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Input {
    /// Its name in a host's file (`fail-on-holds`).
    pub name: &'static str,
    /// Its description.
    pub about: &'static str,
    /// Its default.
    pub default: &'static str,
}

/// All inputs.
pub const INPUTS: &[Input] = &[
    Input {
        name: "command",
        about: "The command: `validate`, `plan`, or `apply`, which applies the plan that an earlier `plan` \
            left in `reports`.",
        default: "plan",
    },
    Input { name: "dir", about: "The folder of the policy files.", default: "policies" },
    Input {
        name: "project",
        about: "The project file, if it is outside that folder. For a pull request, use the file from the base branch.",
        default: "",
    },
    Input {
        name: "tenant",
        about: "The tenant in the project file. Leave empty to use its `defaultTenant`.",
        default: "",
    },
    Input {
        name: "reports",
        about: "The folder for the plan, the comment and the reports (Markdown, JSON, SARIF, JUnit, Code \
            Quality).",
        default: "guestlist-reports",
    },
    Input {
        name: "fail-on-holds",
        about: "Set to `true` to fail the job if the plan has open holds. Use it for the run before an apply, not for \
            pull requests.",
        default: "false",
    },
    Input {
        name: "redact",
        about: "Set to `true` to hide names that are not in the files, for public repositories.",
        default: "false",
    },
];

/// The script. It receives inputs only as environment variables, so that an input is never executed as code.
///
/// A plan with changes (2) or open holds (3) is not a failure: reviewers decide about it, and `apply` refuses
/// open holds anyway.
pub const SCRIPT: &str = r#"set -euo pipefail
reports=$GUESTLIST_CI_REPORTS
mkdir -p "$reports"
arguments=(--dir "$GUESTLIST_CI_DIR")
if [ -n "$GUESTLIST_CI_PROJECT" ]; then arguments+=(--project "$GUESTLIST_CI_PROJECT"); fi
if [ -n "$GUESTLIST_CI_TENANT" ]; then arguments+=(--tenant "$GUESTLIST_CI_TENANT"); fi
if [ "$GUESTLIST_CI_REDACT" = true ]; then arguments+=(--redact); fi
arguments+=(--md-file "$reports/plan.md" --summary-file "$reports/summary.md" --json-file "$reports/result.json")
arguments+=(--sarif-file "$reports/guestlist.sarif" --junit-file "$reports/junit.xml")
arguments+=(--gitlab-file "$reports/code-quality.json")
case $GUESTLIST_CI_COMMAND in
  validate) command=(validate) ;;
  plan) command=(plan --detailed-exitcode --out "$reports/plan.json") ;;
  apply) command=(apply "$reports/plan.json" --auto-approve --receipt "$reports/receipt.json") ;;
  *) echo "command: give validate, plan or apply, not $GUESTLIST_CI_COMMAND" >&2; exit 1 ;;
esac
code=0
"${GUESTLIST_PROGRAM:-guestlist}" "${command[@]}" "${arguments[@]}" || code=$?
echo "$code" > "$reports/exit-code"
case $GUESTLIST_CI_COMMAND:$code:$GUESTLIST_CI_FAIL_ON_HOLDS in
  plan:2:* | plan:3:false) ;;
  *) exit "$code" ;;
esac
"#;

/// The environment variable of an input.
fn variable_name(input: &Input) -> String {
    format!("GUESTLIST_CI_{}", input.name.to_uppercase().replace('-', "_"))
}

fn quote_shell(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

pub(super) fn github_inputs() -> String {
    let mut out = String::new();
    for input in INPUTS {
        let _ = write!(
            out,
            "{}:\n  description: {}\n  required: false\n  default: {}\n",
            input.name,
            quote_shell(input.about),
            quote_shell(input.default)
        );
    }
    out
}

pub(super) fn github_environment() -> String {
    INPUTS
        .iter()
        .map(|input| format!("{}: ${{{{ inputs.{} }}}}\n", variable_name(input), input.name))
        .collect()
}

/// The name of a parameter in Azure DevOps, which does not allow `-`.
fn azure_name(input: &Input) -> String {
    let mut words = input.name.split('-');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |name, word| {
        let (head, tail) = word.split_at(1);
        name + &head.to_uppercase() + tail
    })
}

pub(super) fn azure_parameters() -> String {
    let mut out = String::new();
    for input in INPUTS {
        let _ = write!(
            out,
            "# {}\n- name: {}\n  type: string\n  default: {}\n",
            input.about,
            azure_name(input),
            quote_shell(input.default)
        );
    }
    out
}

pub(super) fn azure_environment() -> String {
    let row =
        |input: &Input| format!("{}: ${{{{ parameters.{} }}}}\n", variable_name(input), azure_name(input));
    INPUTS.iter().map(row).collect()
}

pub(super) fn gitlab_variables() -> String {
    let row = |input: &Input| {
        format!("# {}\n{}: {}\n", input.about, variable_name(input), quote_shell(input.default))
    };
    INPUTS.iter().map(row).collect()
}
