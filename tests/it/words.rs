//! The test of words: every text that a user or a reader of the source can meet, collected from the source, and the words
//! that none of it may contain.
//!
//! `PRINT_MESSAGES=1 cargo test --test it words -- --nocapture` prints every message with its file and line.

use std::collections::{BTreeSet, VecDeque};
use std::path::{Path, PathBuf};

use syn::visit::Visit;

/// What a piece of text is for.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    /// A string literal of a file that is compiled into the binary.
    Literal,
    /// A doc comment that clap shows as help, or that a JSON schema carries.
    Help,
    /// A line of the README, of a help page, or of a file that `init` writes.
    Page,
    /// Any other comment.
    Comment,
}

/// A piece of text and where it begins. Lines count from 1.
#[derive(Clone, Debug)]
struct Piece {
    file: String,
    line: usize,
    kind: Kind,
    text: String,
}

/// The derives whose doc comments reach a user.
const SHOWN: &[&str] = &["Args", "JsonSchema", "Parser", "Subcommand", "ValueEnum"];

/// Doc comments that clap, a schema or a table of the program shows, one line each, in the order of the file.
struct Shown<'m> {
    /// The macros that turn doc comments into texts of the program.
    macros: &'m BTreeSet<String>,
    lines: VecDeque<String>,
}

impl Shown<'_> {
    fn take_docs(&mut self, attributes: &[syn::Attribute]) {
        for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("doc")) {
            if let syn::Meta::NameValue(doc) = &attribute.meta
                && let syn::Expr::Lit(literal) = &doc.value
                && let syn::Lit::Str(text) = &literal.lit
            {
                self.lines.push_back(text.value().trim().to_owned());
            }
        }
    }
}

fn is_shown(attributes: &[syn::Attribute]) -> bool {
    let mut shown = false;
    for derive in attributes.iter().filter(|attribute| attribute.path().is_ident("derive")) {
        let _ = derive.parse_nested_meta(|meta| {
            shown |=
                meta.path.segments.last().is_some_and(|name| SHOWN.iter().any(|word| name.ident == word));
            Ok(())
        });
    }
    shown
}

impl<'ast> Visit<'ast> for Shown<'_> {
    fn visit_item_macro(&mut self, item: &'ast syn::ItemMacro) {
        let name = item.mac.path.segments.last().map(|last| last.ident.to_string()).unwrap_or_default();
        if !self.macros.contains(&name) {
            return;
        }
        let attributes = |input: syn::parse::ParseStream<'_>| {
            let mut all = Vec::new();
            while !input.is_empty() {
                if input.peek(syn::Token![#]) {
                    all.extend(input.call(syn::Attribute::parse_outer)?);
                } else {
                    input.step(|cursor| {
                        cursor.token_tree().map(|(_, rest)| ((), rest)).ok_or_else(|| cursor.error(""))
                    })?;
                }
            }
            Ok(all)
        };
        self.take_docs(&item.mac.parse_body_with(attributes).unwrap());
    }

    fn visit_item_struct(&mut self, item: &'ast syn::ItemStruct) {
        if is_shown(&item.attrs) {
            self.take_docs(&item.attrs);
            item.fields.iter().for_each(|field| self.take_docs(&field.attrs));
        }
    }

    fn visit_item_enum(&mut self, item: &'ast syn::ItemEnum) {
        if is_shown(&item.attrs) {
            self.take_docs(&item.attrs);
            for variant in &item.variants {
                self.take_docs(&variant.attrs);
                variant.fields.iter().for_each(|field| self.take_docs(&field.attrs));
            }
        }
    }
}

/// The characters of a file, with the line that the next one is on.
struct Scanner<'t> {
    rest: &'t str,
    line: usize,
}

impl<'t> Scanner<'t> {
    fn take(&mut self, length: usize) -> &'t str {
        let (taken, rest) = self.rest.split_at(length);
        self.line += taken.matches('\n').count();
        self.rest = rest;
        taken
    }

    /// The text up to an end, which is taken too.
    fn take_until(&mut self, end: &str) -> &'t str {
        let length = self.rest.find(end).unwrap_or(self.rest.len());
        let taken = self.take(length);
        self.take(end.len().min(self.rest.len()));
        taken
    }

    /// What a quote has opened, as it is meant: escapes resolved, lines joined.
    fn take_string(&mut self) -> String {
        let mut length = 0;
        while !self.rest[length..].starts_with('"') {
            let escaped = usize::from(self.rest[length..].starts_with('\\'));
            length += escaped;
            length += self.rest[length..].chars().next().map_or(0, char::len_utf8);
        }
        let source = format!("\"{}\"", self.take(length));
        self.take(1);
        syn::parse_str::<syn::LitStr>(&source).map_or(source, |literal| literal.value())
    }

    /// The length of a character literal, or of a lifetime's quote.
    fn quoted_length(&self) -> usize {
        let inner = &self.rest[1..];
        match inner.chars().next() {
            Some('\\') => inner[2..].find('\'').map_or(1, |end| end + 4),
            Some(letter) if inner[letter.len_utf8()..].starts_with('\'') => letter.len_utf8() + 2,
            _ => 1,
        }
    }
}

/// The comments and literals of a Rust file. A lexer, not a parser: macros hide most messages from a syntax tree.
fn pieces_of(file: &str, text: &str) -> Vec<Piece> {
    let mut found = Vec::new();
    let mut scanner = Scanner { rest: text, line: 1 };
    let mut push = |line: usize, kind: Kind, text: &str| {
        found.push(Piece { file: file.to_owned(), line, kind, text: text.to_owned() });
    };
    while let Some(next) = scanner.rest.chars().next() {
        let line = scanner.line;
        if scanner.rest.starts_with("//") {
            let comment = scanner.take_until("\n");
            push(line, Kind::Comment, comment.trim_start_matches(['/', '!']).trim());
        } else if let Some(hashes) = raw_hashes(scanner.rest) {
            scanner.take(hashes + 2);
            let raw = scanner.take_until(&format!("\"{}", "#".repeat(hashes)));
            push(line, Kind::Literal, raw);
        } else if next == '"' {
            scanner.take(1);
            let literal = scanner.take_string();
            push(line, Kind::Literal, &literal);
        } else if next == '\'' {
            scanner.take(scanner.quoted_length());
        } else if next.is_alphanumeric() || next == '_' {
            let word = scanner.rest.find(|c: char| !c.is_alphanumeric() && c != '_');
            scanner.take(word.unwrap_or(scanner.rest.len()));
        } else {
            scanner.take(next.len_utf8());
        }
    }
    found
}

/// How many `#` the raw string has that begins here, if one does.
fn raw_hashes(rest: &str) -> Option<usize> {
    let behind = rest.strip_prefix('r')?;
    let hashes = behind.len() - behind.trim_start_matches('#').len();
    behind[hashes..].starts_with('"').then_some(hashes)
}

/// A file without what only tests compile, line by line, and the modules that it declares for tests.
fn without_tests(text: &str) -> (String, Vec<String>) {
    let (mut kept, mut modules) = (String::new(), Vec::new());
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        kept.push_str(if line.trim() == "#[cfg(test)]" { "" } else { line });
        kept.push('\n');
        if line.trim() != "#[cfg(test)]" {
            continue;
        }
        let indent = &line[..line.len() - line.trim_start().len()];
        for skipped in lines.by_ref() {
            kept.push('\n');
            if let Some(name) = skipped.trim().strip_prefix("mod ").and_then(|name| name.strip_suffix(';')) {
                modules.push(name.to_owned());
            }
            if skipped.starts_with(&format!("{indent}}}"))
                || skipped.ends_with(';') && !skipped.starts_with("  ")
            {
                break;
            }
        }
    }
    (kept, modules)
}

fn files_under(folder: &Path, extension: &str, found: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    let mut entries: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            files_under(&path, extension, found);
        } else if path.extension().is_some_and(|of_file| of_file == extension) {
            found.push(path);
        }
    }
}

/// The macros of a file that turn doc comments into texts of the program.
fn documenting_macros(text: &str) -> BTreeSet<String> {
    let items = syn::parse_file(text).unwrap().items.into_iter();
    let macros = items.filter_map(|item| if let syn::Item::Macro(item) = item { Some(item) } else { None });
    macros
        .filter(|item| item.mac.tokens.to_string().contains("doc = $"))
        .filter_map(|item| item.ident.map(|name| name.to_string()))
        .collect()
}

/// Marks the comments that clap, a schema or a table of the program shows.
fn mark_help(text: &str, macros: &BTreeSet<String>, pieces: &mut [Piece]) {
    let mut shown = Shown { macros, lines: VecDeque::new() };
    shown.visit_file(&syn::parse_file(text).unwrap());
    for piece in pieces.iter_mut().filter(|piece| piece.kind == Kind::Comment) {
        if shown.lines.front() == Some(&piece.text) {
            shown.lines.pop_front();
            piece.kind = Kind::Help;
        }
    }
    assert!(shown.lines.is_empty(), "a doc comment without a place: {:?}", shown.lines);
}

/// Everything that is written in the repository's source and pages.
fn pieces() -> Vec<Piece> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let relative = |path: &Path| path.strip_prefix(root).unwrap().display().to_string();
    let (mut found, mut files, mut tests) = (Vec::new(), Vec::new(), Vec::new());
    files_under(&root.join("src"), "rs", &mut files);
    let texts: Vec<_> =
        files.into_iter().map(|path| (std::fs::read_to_string(&path).unwrap(), path)).collect();
    for (text, path) in &texts {
        let stem = path.file_stem().unwrap();
        let folder =
            if stem == "mod" || stem == "lib" { path.with_file_name("") } else { path.with_extension("") };
        tests.extend(without_tests(text).1.into_iter().map(|module| folder.join(module)));
    }
    let macros = texts.iter().flat_map(|(text, _)| documenting_macros(text)).collect();
    for (text, path) in &texts {
        let is_test = tests.iter().any(|test| path.starts_with(test) || path.with_extension("") == *test);
        let compiled = if is_test { String::new() } else { without_tests(text).0 };
        let mut pieces = pieces_of(&relative(path), &compiled);
        mark_help(&compiled, &macros, &mut pieces);
        let lines: Vec<usize> = pieces.iter().map(|piece| piece.line).collect();
        let comments = pieces_of(&relative(path), text).into_iter();
        pieces.extend(comments.filter(|piece| piece.kind == Kind::Comment && !lines.contains(&piece.line)));
        found.extend(pieces);
    }
    let mut files = Vec::new();
    files_under(&root.join("tests"), "rs", &mut files);
    for path in files {
        let text = std::fs::read_to_string(&path).unwrap();
        let comments = pieces_of(&relative(&path), &text).into_iter();
        found.extend(comments.filter(|piece| piece.kind == Kind::Comment));
    }
    let mut pages = vec![root.join("README.md")];
    files_under(&root.join("src/help"), "md", &mut pages);
    files_under(&root.join("src/ci/templates"), "yml", &mut pages);
    files_under(&root.join("policies"), "yaml", &mut pages);
    for path in pages {
        let text = std::fs::read_to_string(&path).unwrap();
        found.extend(text.lines().enumerate().map(|(at, line)| Piece {
            file: relative(&path),
            line: at + 1,
            kind: Kind::Page,
            text: line.to_owned(),
        }));
    }
    found
}

/// Whether a literal is a message and not an identifier, a path, or a word of Graph.
fn is_message(text: &str) -> bool {
    let words = text.split_whitespace().filter(|word| {
        let letters = word.trim_matches(|c: char| !c.is_alphanumeric());
        letters.len() > 1 && letters.chars().all(|c| c.is_alphabetic() || "'-’".contains(c))
    });
    words.count() > 1 && !text.contains(" eq ")
}

#[test]
fn every_message_is_found_in_the_source() {
    let pieces = pieces();
    let messages: Vec<&Piece> = pieces
        .iter()
        .filter(|piece| match piece.kind {
            Kind::Literal => is_message(&piece.text),
            Kind::Help | Kind::Page => !piece.text.is_empty(),
            Kind::Comment => false,
        })
        .collect();
    if std::env::var_os("PRINT_MESSAGES").is_some() {
        for Piece { file, line, text, .. } in &messages {
            println!("{file}:{line}: {}", text.replace('\n', "\\n"));
        }
        println!("{} messages", messages.len());
    }
    // One of each kind, so that a change of the source's form cannot blind the program.
    for (kind, part) in
        [(Kind::Literal, "did you mean"), (Kind::Help, "The display name"), (Kind::Page, "Guestlist")]
    {
        let has = |piece: &&&Piece| piece.kind == kind && piece.text.contains(part);
        assert!(messages.iter().any(|piece| has(&piece)), "no {kind:?} says {part:?}");
    }
}

/// Words that do not fit the tone of the messages.
const AVOIDED: &[&str] = &["anybody", "by now", "mended", "nobody", "somebody", "stands", "whoever", "whom"];

/// The avoided words of a text. Words in backquotes are names, and a name may be any word.
fn avoided_words(text: &str) -> Vec<&'static str> {
    let prose: String = text.split('`').step_by(2).collect::<Vec<_>>().join(" ");
    let is_break = |c: char| !c.is_alphanumeric() && c != '_';
    let words: Vec<String> =
        prose.split(is_break).filter(|word| !word.is_empty()).map(str::to_lowercase).collect();
    let prose = format!(" {} ", words.join(" "));
    AVOIDED.iter().copied().filter(|word| prose.contains(&format!(" {word} "))).collect()
}

#[test]
fn no_text_contains_an_avoided_word() {
    assert_eq!(avoided_words("Nobody: it is there\n  by now."), ["by now", "nobody"]);
    assert_eq!(avoided_words("no one understands `stands`"), Vec::<&str>::new());
    let found: Vec<String> = pieces()
        .iter()
        .flat_map(|piece| {
            let place = format!("{}:{}", piece.file, piece.line);
            avoided_words(&piece.text).into_iter().map(move |word| format!("{place}: {word}"))
        })
        .collect();
    assert!(found.is_empty(), "write these in plain English:\n{}", found.join("\n"));
}
