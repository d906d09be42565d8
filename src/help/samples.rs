//! The values that the written pages show, by the path of their key. They are better examples than those of a schema:
//! the files of a page are loaded and planned by a test.

use serde_json::Value;

use super::flow::flow_yaml;
use super::handwritten::WRITTEN;

/// The pages whose files show the language, the one to prefer first.
const PAGES: &[&str] =
    &["language", "tutorial", "ownership", "exposure", "templates", "holds", "lock-file", "sign-in"];

/// The longest example.
const LONGEST: usize = 72;

/// The policy files that pages show, or the project files, or what a file of another name contains.
#[derive(Clone, Debug, Default)]
pub(super) struct Samples {
    files: Vec<Value>,
}

impl Samples {
    /// The files that `is_meant` chooses by their path.
    pub(super) fn from_files(is_meant: impl Fn(&str) -> bool) -> Self {
        let pages = PAGES.iter().filter_map(|name| WRITTEN.iter().find(|(page, _)| page == name));
        let blocks = pages.flat_map(|(_, text)| text.split("```yaml\n# ").skip(1));
        let files = blocks.filter_map(|block| {
            let (path, rest) = block.split_once('\n')?;
            let text = rest.split("\n```").next().filter(|_| is_meant(path))?;
            serde_yaml::from_str(text).ok()
        });
        Self { files: files.collect() }
    }

    /// The first value at a path that fits on a line and is not the default.
    pub(super) fn sample_value(&self, path: &str, default: Option<&Value>) -> Option<&Value> {
        let steps: Vec<&str> = path.split('.').collect();
        let fits = |value: &&Value| flow_yaml(value).chars().count() <= LONGEST && Some(*value) != default;
        self.files.iter().flat_map(|file| values_at(file, &steps)).find(fits)
    }
}

/// The values at the end of some steps; `*` is any key, and `[]` behind a key any entry of its list.
fn values_at<'v>(value: &'v Value, steps: &[&str]) -> Vec<&'v Value> {
    let Some((step, rest)) = steps.split_first() else { return vec![value] };
    let key = step.trim_end_matches("[]");
    let inner: Vec<&Value> = match (key, value.as_object()) {
        ("*", Some(members)) => members.values().collect(),
        (_, Some(members)) => members.get(key).into_iter().collect(),
        (_, None) => Vec::new(),
    };
    let entries = |value: &'v Value| match (step.ends_with("[]"), value.as_array()) {
        (true, list) => list.into_iter().flatten().collect::<Vec<_>>(),
        (false, _) => vec![value],
    };
    inner.into_iter().flat_map(entries).flat_map(|value| values_at(value, rest)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_found_by_path() {
        let shown = Samples::from_files(|path| path.starts_with("policies/") && !path.contains("guestlist"));
        let value = |path, default: Option<Value>| shown.sample_value(path, default.as_ref()).map(flow_yaml);
        let within = "accessPackages[].policies[].approval.stages[].decideWithin";
        assert_eq!(value(within, None).as_deref(), Some("10d"));
        assert_eq!(value("accessPackages[].hidden", Some(Value::from(false))), None);
        assert_eq!(value("templates.policies.*.parameters.*.default", None).as_deref(), Some("30d"));
        assert_eq!(value("accessPackages", None), None, "too long for a line");
        assert_eq!(value("catalogs[].noSuchKey", None), None);
    }
}
