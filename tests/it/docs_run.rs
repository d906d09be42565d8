//! The `console` blocks of the README and the help pages, run in a folder of their own against the sandbox.
//!
//! A page is one session, from its first block to its last. `yaml` blocks whose first line is a path are written, `diff`
//! blocks are applied, and what a `console` block shows below a command is compared with what the command prints: a line
//! of `...` is any number of lines, and `...` inside a line is any text.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use crate::docs::{Block, blocks, pages};

/// The port that pages show. Each session takes a free one instead.
const PORT: &str = "8008";

/// Commands that a page shows for the reader alone.
const SKIPPED: &[&str] = &["cargo test"];

struct Session {
    page: &'static str,
    folder: tempfile::TempDir,
    variables: Vec<(String, String)>,
    port: String,
    served: Vec<Child>,
}

impl Drop for Session {
    fn drop(&mut self) {
        for child in &mut self.served {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

impl Session {
    fn new(page: &'static str) -> Self {
        let free = TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port();
        let folder = tempfile::tempdir().unwrap();
        // Progress is shown on one line of a terminal that pages do not show.
        let variables = vec![("GUESTLIST_LOG_LEVEL".to_owned(), "error".to_owned())];
        Self { page, folder, variables, port: free.to_string(), served: Vec::new() }
    }

    fn play(&mut self, block: &Block) {
        match (block.language.as_str(), block.file()) {
            ("yaml", Some((path, _))) => {
                let path = self.folder.path().join(path);
                std::fs::create_dir_all(path.parent().unwrap()).unwrap();
                std::fs::write(path, &block.text).unwrap();
            }
            ("diff", Some((path, changes))) => self.edit(path, changes),
            ("console", _) => self.console(block),
            _ => {}
        }
    }

    /// Replaces the lines that a diff takes out by those that it puts in.
    fn edit(&self, path: &str, changes: &str) {
        let lines = |sign: char| -> String {
            changes
                .lines()
                .filter_map(|line| line.strip_prefix(sign))
                .map(|line| format!("{line}\n"))
                .collect()
        };
        let (old, new) = (lines('-'), lines('+'));
        let file = self.folder.path().join(path);
        let text = std::fs::read_to_string(&file).unwrap();
        assert!(text.contains(&old), "{}: {path} has no\n{old}", self.page);
        std::fs::write(file, text.replacen(&old, &new, 1)).unwrap();
    }

    fn console(&mut self, block: &Block) {
        let mut lines = block.text.lines().peekable();
        while let Some(line) = lines.next() {
            let command = line.strip_prefix("$ ").unwrap();
            let mut shown = Vec::new();
            while let Some(line) = lines.next_if(|line| !line.starts_with("$ ")) {
                shown.push(line.replace(PORT, &self.port));
            }
            self.command(command, &shown, block.line);
        }
    }

    fn command(&mut self, command: &str, shown: &[String], line: usize) {
        let said = command.split("  #").next().unwrap().trim();
        if SKIPPED.contains(&said) {
            return;
        }
        let words = words(&said.replace(PORT, &self.port));
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        match words.as_slice() {
            ["export", variable] => {
                let (name, value) = variable.split_once('=').unwrap();
                self.variables.push((name.to_owned(), value.to_owned()));
            }
            ["guestlist", "sandbox", "serve", ..] => self.serve(&words[1..], shown),
            ["guestlist", arguments @ ..] | ["cargo", "run", "--release", "--", arguments @ ..] => {
                self.run(arguments, shown, line);
            }
            _ => panic!("{}:{line}: a command that no test runs: {command}", self.page),
        }
    }

    fn program(&self, arguments: &[&str]) -> Command {
        let mut program = Command::new(env!("CARGO_BIN_EXE_guestlist"));
        let variables = self.variables.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        program.args(arguments).current_dir(self.folder.path()).env_clear().envs(variables);
        program
    }

    fn run(&self, arguments: &[&str], shown: &[String], line: usize) {
        let output = self.program(arguments).stdin(Stdio::null()).output().unwrap();
        let printed = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
        let what = format!("{}:{line}: guestlist {}", self.page, arguments.join(" "));
        let is_refusal = shown.iter().any(|line| line.starts_with("error"));
        assert!(is_refusal || output.status.code() != Some(1), "{what}\n{printed}");
        let printed: Vec<&str> = printed.lines().collect();
        let expected: Vec<&str> = shown.iter().map(String::as_str).collect();
        if !expected.is_empty() {
            let (expected_text, printed_text) = (expected.join("\n"), printed.join("\n"));
            assert!(
                has_lines(&expected, &printed),
                "{what}\n\n-- the page shows --\n{expected_text}\n-- the program prints --\n{printed_text}"
            );
        }
    }

    /// Starts a server that ends with the session, and reads its first lines.
    fn serve(&mut self, arguments: &[&str], shown: &[String]) {
        let mut program = self.program(arguments);
        let mut child = program.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut printed = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut printed).unwrap();
        let mut errors = BufReader::new(child.stderr.take().unwrap());
        errors.read_line(&mut printed).unwrap();
        self.served.push(child);
        assert_eq!(printed.lines().collect::<Vec<_>>(), shown, "{}", self.page);
    }
}

/// The words of a command line: double quotes keep blanks together.
fn words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut is_quoted = false;
    for c in line.chars() {
        match c {
            '"' => is_quoted = !is_quoted,
            ' ' if !is_quoted => words.push(String::new()),
            c => words.last_mut().unwrap().push(c),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// Whether lines are those of a pattern.
fn has_lines(pattern: &[&str], lines: &[&str]) -> bool {
    match pattern.split_first() {
        None => lines.is_empty(),
        Some((first, rest)) if first.trim() == "..." => {
            (0..=lines.len()).any(|skipped| has_lines(rest, &lines[skipped..]))
        }
        Some((first, rest)) => {
            lines.split_first().is_some_and(|(line, after)| has_text(first, line) && has_lines(rest, after))
        }
    }
}

/// Whether a text is that of a pattern in which `...` is any text.
fn has_text(pattern: &str, text: &str) -> bool {
    match pattern.split_once("...") {
        None => pattern.trim_end() == text.trim_end(),
        Some((start, rest)) => text.strip_prefix(start).is_some_and(|after| {
            after.char_indices().map(|(at, _)| at).chain([after.len()]).any(|at| has_text(rest, &after[at..]))
        }),
    }
}

/// Copies a folder.
fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

fn play(page: &'static str, text: &str, folder: Option<&Path>) {
    let mut session = Session::new(page);
    if let Some(folder) = folder {
        copy(folder, &session.folder.path().join("policies"));
    }
    blocks(text).iter().for_each(|block| session.play(block));
}

#[test]
fn the_readme_is_true() {
    let policies = Path::new(env!("CARGO_MANIFEST_DIR")).join("policies");
    play("README", include_str!("../../README.md"), Some(&policies));
}

#[test]
fn the_help_pages_are_true() {
    for (page, text) in pages().into_iter().filter(|(page, _)| *page != "README") {
        play(page, text, None);
    }
}

#[test]
fn dots_are_lines_or_text() {
    assert!(has_lines(&["a", "...", "b ... c"], &["a", "x", "y", "b 12 c"]));
    assert!(has_lines(&["a", "..."], &["a"]));
    assert!(!has_lines(&["a", "..."], &["b"]));
    assert!(!has_lines(&["a"], &["a", "b"]));
    assert!(!has_text("a...c", "abd"));
    assert_eq!(words("a  \"b c\" d"), ["a", "b c", "d"]);
}
