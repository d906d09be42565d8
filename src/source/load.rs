//! The only reader of project files: which files of a folder belong to a project, in a fixed order.
//!
//! It follows no symbolic links and reads nothing outside the folder.

use std::io::Read;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::model::{Place, hidden_characters};

use super::bytes::{MOST_BYTES, too_large};
use super::parse;
use super::position::whole_file;
use super::{Code, Finding, Findings};

/// The name of the project file, at the top of the folder.
pub const PROJECT_FILE: &str = "guestlist.yaml";

/// The file of accepted holds, next to the project file that is used.
pub const ACCEPTED_FILE: &str = "accepted.yaml";

/// The lock file, at the top of the folder.
pub const LOCK_FILE: &str = "guestlist.lock.yaml";

/// Files of other commands, at any depth. They are not policy.
const NOT_POLICY: &[&str] = &[ACCEPTED_FILE, LOCK_FILE];

/// The folder at the top for an organization's own guardrails.
const GUARDRAILS: &str = "guardrails";

/// One file of a project.
#[derive(Clone, Debug, PartialEq)]
pub struct File {
    /// The path as shown to people.
    pub path: String,
    /// The file's content.
    pub text: String,
    /// The document, or `None` if the file has an error.
    pub document: Option<Value>,
}

impl File {
    /// Parses a file. Every fault becomes a finding.
    #[must_use]
    pub fn new(path: &str, bytes: &[u8], findings: &mut Findings) -> Self {
        let (text, document) = parse::parse(path, bytes, findings);
        Self { path: path.to_owned(), text, document }
    }

    /// The place of the whole document.
    #[must_use]
    pub fn whole_place(&self) -> Place {
        whole_file(&self.path)
    }
}

/// The files of a project.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Files {
    /// The project file.
    pub project: Option<File>,
    /// Policy files, sorted by path.
    pub policies: Vec<File>,
    /// The file of accepted holds.
    pub accepted: Option<File>,
    /// The lock file.
    pub lock: Option<File>,
}

impl Files {
    /// The file with a path.
    #[must_use]
    pub fn get(&self, path: &str) -> Option<&File> {
        self.all_files().find(|file| file.path == path)
    }

    /// Every file.
    pub fn all_files(&self) -> impl Iterator<Item = &File> {
        self.project.iter().chain(&self.policies).chain(&self.accepted).chain(&self.lock)
    }

    /// A project from pairs of path and text. A path that is or ends in the name of a special file means that
    /// file.
    pub fn from_texts<'a>(
        texts: impl IntoIterator<Item = (&'a str, &'a str)>,
        findings: &mut Findings,
    ) -> Self {
        let mut files = Self::default();
        for (path, text) in texts {
            files.add_file(path, text.as_bytes(), findings);
        }
        files.policies.sort_by(|left, right| left.path.cmp(&right.path));
        files
    }

    fn add_file(&mut self, path: &str, bytes: &[u8], findings: &mut Findings) {
        let file = File::new(path, bytes, findings);
        match path.rsplit('/').next() {
            Some(PROJECT_FILE) if self.project.is_none() => self.project = Some(file),
            Some(ACCEPTED_FILE) => self.accepted = Some(file),
            Some(LOCK_FILE) => self.lock = Some(file),
            _ => self.policies.push(file),
        }
    }
}

/// Reads the project in `dir`. Paths are shown in the form of `dir`: a relative folder gives relative paths.
///
/// The project file is `project` if given, and otherwise `guestlist.yaml` in the folder. A pull-request run
/// takes it from the base branch, so that a change cannot choose its own tenant. `accepted.yaml` is read from
/// the folder of that project file for the same reason: a change that brings its own acceptances shows its
/// holds as open until it is reviewed and merged. The lock file belongs to the policies, because the review
/// of a name includes what the name is locked to.
pub fn load_files(dir: &Path, project: Option<&Path>, findings: &mut Findings) -> Files {
    let mut paths = Vec::new();
    collect_files(dir, true, &mut paths, findings);
    let mut shown: Vec<(String, PathBuf)> =
        paths.into_iter().map(|path| (display_path(&path), path)).collect();
    shown.sort();
    let mut files = Files::default();
    if let Some(path) = project {
        let shown = display_path(path);
        files.project = read_file(path, &shown, findings).map(|bytes| File::new(&shown, &bytes, findings));
    }
    let beside = project.map_or(dir, |path| path.parent().unwrap_or(dir));
    files.accepted = load_special(&beside.join(ACCEPTED_FILE), findings);
    files.lock = load_special(&dir.join(LOCK_FILE), findings);
    let inside =
        |path: &Path| path.parent() == Some(dir) && path.file_name().is_some_and(|n| n == PROJECT_FILE);
    shown.retain(|(_, path)| !(inside(path) && project.is_some()));
    for ((_, path), (file, found)) in shown.iter().zip(read_all(&shown)) {
        findings.extend(found);
        match file {
            Some(file) if inside(path) => files.project = Some(file),
            Some(file) => files.policies.push(file),
            None => {}
        }
    }
    files
}

/// A file, if it could be read, and its findings.
type Reading = (Option<File>, Findings);

/// Reads files on all cores. The results are in the order of the files, not of completion.
fn read_all(files: &[(String, PathBuf)]) -> Vec<Reading> {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let one = |(shown, path): &(String, PathBuf)| {
        let mut findings = Findings::default();
        let bytes = read_file(path, shown, &mut findings);
        (bytes.map(|bytes| File::new(shown, &bytes, &mut findings)), findings)
    };
    let all = |files: &[(String, PathBuf)]| files.iter().map(one).collect::<Vec<_>>();
    let size = files.len().div_ceil(cores).max(1);
    std::thread::scope(|scope| {
        let parts: Vec<_> = files.chunks(size).map(|part| scope.spawn(move || all(part))).collect();
        let whole = |part: std::thread::ScopedJoinHandle<'_, Vec<Reading>>| {
            part.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        };
        parts.into_iter().flat_map(whole).collect()
    })
}

/// Reads a file that may be missing but must not be a symbolic link.
fn load_special(path: &Path, findings: &mut Findings) -> Option<File> {
    let shown = display_path(path);
    match std::fs::symlink_metadata(path) {
        Ok(metadata) if metadata.is_symlink() => findings.push(symbolic_link_finding(&shown)),
        Ok(metadata) if !metadata.is_file() => findings.push(irregular_finding(&shown)),
        Ok(_) => return read_file(path, &shown, findings).map(|bytes| File::new(&shown, &bytes, findings)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
        Err(error) => findings.push(unreadable_finding(&shown, &error)),
    }
    None
}

fn symbolic_link_finding(shown: &str) -> Finding {
    Finding::error(Code::Unreadable, whole_file(shown), "is a symbolic link; symbolic links are not followed")
        .with_help("replace it with the file itself")
}

fn irregular_finding(shown: &str) -> Finding {
    Finding::error(Code::Unreadable, whole_file(shown), "is not a regular file")
        .with_help("replace it with a regular file")
}

fn display_path(path: &Path) -> String {
    let text = path.to_string_lossy().replace('\\', "/");
    text.strip_prefix("./").unwrap_or(&text).to_owned()
}

#[expect(clippy::disallowed_methods, reason = "this is the one reader of project files")]
fn read_file(path: &Path, shown: &str, findings: &mut Findings) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    // The size is not checked in advance: a pipe has none, and a file may grow.
    let read = std::fs::File::open(path).and_then(|file| file.take(MOST_BYTES + 1).read_to_end(&mut bytes));
    match read {
        Ok(_) if bytes.len() as u64 > MOST_BYTES => findings.push(too_large(shown)),
        Ok(_) => return Some(bytes),
        Err(error) => findings.push(unreadable_finding(shown, &error)),
    }
    None
}

fn unreadable_finding(shown: &str, error: &std::io::Error) -> Finding {
    Finding::error(Code::Unreadable, whole_file(shown), format!("cannot be read: {error}"))
}

fn collect_files(folder: &Path, top: bool, found: &mut Vec<PathBuf>, findings: &mut Findings) {
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) => return findings.push(unreadable_finding(&display_path(folder), &error)),
    };
    for entry in entries {
        match entry.and_then(|entry| Ok((entry.file_type()?, entry.path()))) {
            Ok((kind, path)) => separate_readings(kind, path, top, found, findings),
            Err(error) => findings.push(unreadable_finding(&display_path(folder), &error)),
        }
    }
}

fn separate_readings(
    kind: std::fs::FileType,
    path: PathBuf,
    top: bool,
    found: &mut Vec<PathBuf>,
    findings: &mut Findings,
) {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let yaml = name.ends_with(".yaml") || name.ends_with(".yml");
    let ours = yaml
        && !name.ends_with(".test.yaml")
        && !name.ends_with(".test.yml")
        && !NOT_POLICY.contains(&name.as_str());
    if name.starts_with('.') || (top && name == GUARDRAILS && kind.is_dir()) {
        return;
    }
    let mut refuse = |message: &str, help: &str| {
        findings.push(
            Finding::error(Code::Unreadable, whole_file(&display_path(&path)), message).with_help(help),
        );
    };
    if kind.is_symlink() {
        // A linked folder could contain policies that no reviewer sees, so it is refused instead of skipped.
        if ours || path.is_dir() {
            findings.push(symbolic_link_finding(&display_path(&path)));
        }
    } else if ours && kind.is_dir() {
        refuse("is a folder with the name of a policy file", "rename the folder");
    } else if kind.is_dir() {
        collect_files(&path, false, found, findings);
    } else if ours && !kind.is_file() {
        findings.push(irregular_finding(&display_path(&path)));
    } else if ours
        && (path.to_str().is_none() || hidden_characters(&name).next().is_some() || name.contains('\n'))
    {
        refuse("has an invisible character in its name", "rename the file");
    } else if ours {
        found.push(path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_that_is_not_there_is_a_finding() {
        let mut findings = Findings::default();
        assert_eq!(load_files(Path::new("no/such/folder"), None, &mut findings), Files::default());
        assert!(findings.has_errors());
    }

    #[test]
    fn paths_are_shown_with_forward_slashes_and_without_a_leading_dot() {
        assert_eq!(display_path(Path::new("./policies/a.yaml")), "policies/a.yaml");
    }
}
