//! A report as JUnit XML in the form of Jenkins' xunit-plugin (`junit-10.xsd`), which CI hosts show as tests.

use quick_xml::Writer;
use quick_xml::events::BytesText;

use crate::view::{Entry, Level, Report};

use super::escape_hidden;

/// Each file that was read, each object that would change, and each hold is a test case. Entries make it
/// fail.
#[must_use]
pub fn junit_report(report: &Report) -> String {
    let mut suites = vec![Suite { name: "files", cases: file_cases(report) }];
    if let Some(changes) = &report.changes {
        let changed = changes.iter().map(|object| Case { name: object, class: "plan", faults: Vec::new() });
        suites.push(Suite { name: "plan", cases: changed.chain(other_cases(report)).collect() });
    }
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', 2);
    // Writing into memory does not fail.
    let _ = write_suites(&mut writer, &suites);
    let body = String::from_utf8(writer.into_inner()).unwrap_or_default();
    format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{body}\n")
}

struct Suite<'a> {
    name: &'a str,
    cases: Vec<Case<'a>>,
}

struct Case<'a> {
    name: &'a str,
    class: &'a str,
    faults: Vec<&'a Entry>,
}

impl Case<'_> {
    fn is_failure(&self) -> bool {
        self.faults.iter().any(|entry| entry.level == Level::Error)
    }
}

/// A test case for each file with its entries. Entries without a place belong to the project.
fn file_cases(report: &Report) -> Vec<Case<'_>> {
    let of_file = |entry: &&Entry| !is_other_entry(entry);
    let within = |file: &str| {
        let here =
            move |entry: &&Entry| entry.at.as_ref().map_or(file == report.project, |at| at.file == file);
        report.entries.iter().filter(of_file).filter(here).collect::<Vec<_>>()
    };
    let mut names: Vec<&str> = report.files.iter().map(String::as_str).collect();
    names.push(&report.project);
    names.extend(
        report.entries.iter().filter(of_file).filter_map(|entry| Some(entry.at.as_ref()?.file.as_str())),
    );
    names.sort_unstable();
    names.dedup();
    names.into_iter().map(|name| Case { name, class: "files", faults: within(name) }).collect()
}

/// A test case for each hold and each part that could not be read.
fn other_cases(report: &Report) -> Vec<Case<'_>> {
    let entries = report.entries.iter().filter(|entry| is_other_entry(entry));
    entries.map(|entry| Case { name: &entry.subject, class: &entry.rule.id, faults: vec![entry] }).collect()
}

fn is_other_entry(entry: &Entry) -> bool {
    !entry.is_of_files
}

fn write_suites(writer: &mut Writer<Vec<u8>>, suites: &[Suite<'_>]) -> std::io::Result<()> {
    writer
        .create_element("testsuites")
        .with_attribute(("name", "guestlist"))
        .write_inner_content(|writer| suites.iter().try_for_each(|suite| write_suite(writer, suite)))?;
    Ok(())
}

fn write_suite(writer: &mut Writer<Vec<u8>>, suite: &Suite<'_>) -> std::io::Result<()> {
    let failures = suite.cases.iter().filter(|case| case.is_failure()).count().to_string();
    let count = suite.cases.len().to_string();
    let element = writer.create_element("testsuite").with_attributes([
        ("name", suite.name),
        ("tests", count.as_str()),
        ("failures", failures.as_str()),
        ("errors", "0"),
        ("skipped", "0"),
    ]);
    element.write_inner_content(|writer| suite.cases.iter().try_for_each(|case| write_case(writer, case)))?;
    Ok(())
}

fn write_case(writer: &mut Writer<Vec<u8>>, case: &Case<'_>) -> std::io::Result<()> {
    let (name, class) = (escape_hidden(case.name), format!("guestlist.{}", case.class));
    let element = writer
        .create_element("testcase")
        .with_attributes([("name", name.as_str()), ("classname", class.as_str())]);
    if case.faults.is_empty() {
        element.write_empty()?;
        return Ok(());
    }
    element.write_inner_content(|writer| {
        for fault in case.faults.iter().filter(|fault| fault.level == Level::Error) {
            let message = escape_hidden(&fault.message);
            let failure = writer
                .create_element("failure")
                .with_attributes([("message", message.as_str()), ("type", fault.rule.id.as_str())]);
            failure.write_text_content(BytesText::new(&entry_text(fault)))?;
        }
        let rest: Vec<String> = case
            .faults
            .iter()
            .filter(|fault| fault.level != Level::Error)
            .map(|fault| entry_text(fault))
            .collect();
        if !rest.is_empty() {
            writer.create_element("system-out").write_text_content(BytesText::new(&rest.join("\n")))?;
        }
        Ok::<_, std::io::Error>(())
    })?;
    Ok(())
}

fn entry_text(entry: &Entry) -> String {
    let at = entry.at.as_ref().map_or_else(String::new, |at| {
        let file = escape_hidden(&at.file);
        if at.line == 0 { format!("{file}: ") } else { format!("{file}:{}:{}: ", at.line, at.column) }
    });
    let level = match entry.level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Note => "note",
    };
    let by = entry.accepted.as_ref().map_or_else(String::new, |by| format!(" ({})", escape_hidden(by)));
    format!("{at}{level} {}: {}{by}", entry.rule.id, escape_hidden(&entry.message))
}
