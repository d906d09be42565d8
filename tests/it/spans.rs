//! The span tree: every value that the parser of values reads is at its place in the tree, whatever the text
//! looks like.

use std::path::Path;

use guestlist::model::RouteStep;
use guestlist::source::{Content, FaultKind, Found, Layout, Node, NodeId, Spans, Style};
use proptest::prelude::*;
use serde_yaml::Value;

use crate::hand::{Hand, any_value, written};

/// The complete tree of a text without faults.
fn tree(text: &str) -> Spans<'_> {
    let (spans, fault) = Spans::read(text);
    assert_eq!(fault, None, "{text}");
    spans
}

/// The properties of every tree, including one that ends at a fault.
fn check_shape(spans: &Spans<'_>) {
    let text = spans.source_text();
    let mut last = 0;
    for (id, node) in spans.all_nodes() {
        assert!(text.get(node.span.clone()).is_some(), "{:?} of {text:?}", node.span);
        assert!(last <= node.span.start, "{:?} of {text:?} follows {last}", node.span);
        last = node.span.start;
        if let Some(parent) = node.parent {
            let around = &spans[parent].span;
            assert!(around.start <= node.span.start && node.span.end <= around.end, "{node:?} of {text:?}");
        }
        check_siblings(spans, id, node);
    }
    let mut last = 0;
    for comment in spans.comment_ranges() {
        assert!(last <= comment.start && text[comment.clone()].starts_with('#'), "{comment:?} of {text:?}");
        last = comment.end;
    }
}

/// The parts of a collection are in order, apart from each other, and behind their indicators.
fn check_siblings(spans: &Spans<'_>, id: NodeId, node: &Node<'_>) {
    let text = spans.source_text();
    let mut end = node.span.start;
    let mut follows = |at: usize, until: usize| {
        assert!(end <= at && at <= until, "{at} follows {end} in {:?} of {text:?}", node.span);
        end = until;
    };
    let part = |part: NodeId| {
        assert_eq!(spans[part].parent, Some(id), "{text:?}");
        spans[part].span.clone()
    };
    match &node.content {
        Content::List { layout, items } => {
            for item in items {
                assert_eq!(item.dash.is_some(), *layout == Layout::Block, "{text:?}");
                item.dash.into_iter().for_each(|dash| follows(dash, dash + 1));
                follows(part(item.value).start, part(item.value).end);
            }
        }
        Content::Mapping { entries, .. } => {
            for entry in entries {
                follows(part(entry.key).start, part(entry.key).end);
                entry.colon.into_iter().for_each(|colon| follows(colon, colon + 1));
                assert_eq!(entry.colon.map(|colon| &text[colon..=colon]), entry.colon.map(|_| ":"));
                follows(part(entry.value).start, part(entry.value).end);
            }
        }
        Content::Scalar { .. } | Content::Alias => {}
    }
}

/// Every route of a value leads to a node of the same kind; and a scalar's text alone is the scalar.
fn check_values(spans: &Spans<'_>, value: &Value, route: &mut Vec<RouteStep>) {
    let text = spans.source_text();
    let (done, found) = spans.follow_route(route).unwrap();
    assert_eq!(done, route.len(), "{route:?} of {text:?}");
    let node = &spans[found.value_node()];
    let inner = |route: &mut Vec<RouteStep>, step: RouteStep, value: &Value| {
        route.push(step);
        check_values(spans, value, route);
        route.pop();
    };
    let value = match value {
        Value::Tagged(tagged) => &tagged.value,
        plain => plain,
    };
    match (value, &node.content) {
        (Value::Mapping(map), Content::Mapping { entries, .. }) => {
            assert_eq!(map.len(), entries.len(), "{route:?} of {text:?}");
            for ((key, value), entry) in map.iter().zip(entries) {
                assert_eq!(&read_alone(spans, &spans[entry.key]), key, "{route:?} of {text:?}");
                if let Value::String(key) = key {
                    inner(route, RouteStep::Key(key.clone()), value);
                }
            }
        }
        (Value::Sequence(list), Content::List { items, .. }) => {
            assert_eq!(list.len(), items.len(), "{route:?} of {text:?}");
            list.iter().enumerate().for_each(|(index, item)| inner(route, RouteStep::Index(index), item));
        }
        (Value::Mapping(_) | Value::Sequence(_), _) => panic!("{value:?} is {node:?} of {text:?}"),
        _ => assert_eq!(&read_alone(spans, node), value, "{route:?} of {text:?}"),
    }
}

/// The text of a scalar on its own. A block scalar counts its indentation from the enclosing block.
fn read_alone(spans: &Spans<'_>, node: &Node<'_>) -> Value {
    let said = &spans.source_text()[node.span.clone()];
    let Content::Scalar { style: Style::Literal | Style::Folded, .. } = node.content else {
        return serde_yaml::from_str(said).unwrap();
    };
    let around = node.parent.map_or(0, |parent| {
        let start = spans[parent].span.start;
        start - spans.line_starts().line_start(start)
    });
    // A last line without a line break is a text without one.
    let ends = if node.span.end < spans.source_text().len() { "\n" } else { "" };
    let alone = format!("{}- {said}{ends}", " ".repeat(around));
    serde_yaml::from_str::<[Value; 1]>(&alone).unwrap().into_iter().next().unwrap()
}

fn check(text: &str) {
    let spans = tree(text);
    check_shape(&spans);
    check_values(&spans, &serde_yaml::from_str(text).unwrap(), &mut Vec::new());
}

fn yaml_files(folder: &Path, found: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            yaml_files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "yaml" || extension == "yml") {
            found.push(std::fs::read_to_string(path).unwrap());
        }
    }
}

#[test]
fn every_file_of_this_repository() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut texts = Vec::new();
    for folder in ["policies", "tests", ".ci", "src"] {
        yaml_files(&root.join(folder), &mut texts);
    }
    texts.retain(|text| serde_yaml::from_str::<Value>(text).is_ok_and(|value| !value.is_null()));
    assert!(texts.len() > 20, "{} files", texts.len());
    for text in texts {
        check(&text);
        check(&text.replace('\n', "\r\n"));
        check(text.trim_end());
    }
}

/// What a route leads to: its key, its dash or colon, and its value.
fn parts<'t>(spans: &Spans<'t>, route: &[RouteStep]) -> (Option<&'t str>, Option<usize>, &'t str) {
    let (done, found) = spans.follow_route(route).unwrap();
    assert_eq!(done, route.len());
    let said = |id: NodeId| &spans.source_text()[spans[id].span.clone()];
    match found {
        Found::Root(value) => (None, None, said(value)),
        Found::Item(item) => (None, item.dash, said(item.value)),
        Found::Entry(entry) => (Some(said(entry.key)), entry.colon, said(entry.value)),
    }
}

fn key(key: &str) -> RouteStep {
    RouteStep::Key(key.to_owned())
}

#[test]
fn blocks_start_at_their_first_sign_and_end_with_their_last_value() {
    let text = "a:\n- x # c\n-\n  # d\n- |2-   # e\n    t  \n\n# f\nb: >+\n\n  u\n\n\nc: |\nd:\n  - - ~\n";
    let spans = tree(text);
    check_shape(&spans);
    assert_eq!(parts(&spans, &[key("a")]), (Some("a"), Some(1), "- x # c\n-\n  # d\n- |2-   # e\n    t  "));
    assert_eq!(parts(&spans, &[key("a"), RouteStep::Index(1)]), (None, Some(11), ""));
    assert_eq!(parts(&spans, &[key("a"), RouteStep::Index(2)]), (None, Some(19), "|2-   # e\n    t  "));
    assert_eq!(parts(&spans, &[key("b")]).2, ">+\n\n  u\n\n");
    assert_eq!(parts(&spans, &[key("c")]).2, "|");
    assert_eq!(parts(&spans, &[key("d")]).2, "- - ~");
    let comments: Vec<_> = spans.comment_ranges().iter().map(|comment| &text[comment.clone()]).collect();
    assert_eq!(comments, ["# c", "# d", "# e", "# f"]);
}

#[test]
fn brackets_quotes_and_what_is_left_empty() {
    let text = "\"a\\u0062\": { x, 'y z': , k: [p: q, ? r : s, ] }\n? e\n: - f\n? g\nh:\n";
    let spans = tree(text);
    check_shape(&spans);
    let route = |steps: &[RouteStep]| parts(&spans, &[&[key("ab")], steps].concat());
    assert_eq!(route(&[key("x")]), (Some("x"), None, ""));
    assert_eq!(route(&[key("y z")]), (Some("'y z'"), Some(21), ""));
    assert_eq!(route(&[key("k"), RouteStep::Index(0)]).2, "p: q");
    assert_eq!(route(&[key("k"), RouteStep::Index(1), key("r")]), (Some("r"), Some(39), "s"));
    assert_eq!(parts(&spans, &[key("e"), RouteStep::Index(0)]), (None, Some(54), "f"));
    assert_eq!(parts(&spans, &[key("g")]), (Some("g"), None, ""));
    assert_eq!(parts(&spans, &[key("h")]), (Some("h"), Some(63), ""));
    let layouts: Vec<_> = spans.all_nodes().filter_map(|(_, node)| node.collection_layout()).collect();
    assert_eq!(
        layouts,
        [Layout::Block, Layout::Flow, Layout::Flow, Layout::Pair, Layout::Pair, Layout::Block]
    );
}

#[test]
fn anchors_tags_and_references_have_places() {
    let text = "a: &x !!str b\nc: !<tag:yaml.org,2002:map>\n  &y d: *x\ne: &z\n";
    let spans = tree(text);
    check_shape(&spans);
    let said = |range: &Option<std::ops::Range<usize>>| range.clone().map(|range| &text[range]);
    let named: Vec<_> = spans.all_nodes().filter_map(|(_, node)| said(&node.anchor)).collect();
    let tags: Vec<_> = spans.all_nodes().filter_map(|(_, node)| said(&node.tag)).collect();
    assert_eq!(named, ["&x", "&y", "&z"]);
    assert_eq!(tags, ["!!str", "!<tag:yaml.org,2002:map>"]);
    assert_eq!(parts(&spans, &[key("a")]).2, "b");
    assert_eq!(parts(&spans, &[key("c"), key("d")]).2, "*x");
    assert_eq!(
        spans.follow_route(&[key("e")]).map(|(_, found)| spans[found.value_node()].span.start),
        Some(text.len() - 1)
    );
}

#[test]
fn texts_without_end_are_cut_short() {
    let kind = |text: String| {
        let (spans, fault) = Spans::read(&text);
        check_shape(&spans);
        fault.map(|fault| fault.kind)
    };
    assert_eq!(kind(format!("a: {}", "[".repeat(5_000))), Some(FaultKind::TooDeep));
    assert_eq!(kind("[".repeat(3_000_000)), Some(FaultKind::TooDeep));
    assert_eq!(kind("- ".repeat(5_000)), Some(FaultKind::TooDeep));
    assert_eq!(kind(format!("a: [{}]", "b,".repeat(200_000))), Some(FaultKind::TooMany));
    assert_eq!(kind("--- a\n---\n".to_owned()), Some(FaultKind::SecondDocument));
    assert_eq!(kind(format!("a: \"{}\"", "x".repeat(3_000_000))), None);
    assert_eq!(kind("# x\n".repeat(800_000)), None);
    assert_eq!(kind(format!("a: [\n{}]", " # x\n".repeat(500_000))), None);
}

#[test]
fn a_long_file_has_places_to_its_end() {
    let text = format!("a:\n{}", "- b # é\n".repeat(60_000));
    let spans = tree(&text);
    let (_, found) = spans.follow_route(&[key("a"), RouteStep::Index(59_999)]).unwrap();
    let at = spans.line_starts().position_of_byte(&text, spans[found.value_node()].span.start);
    assert_eq!((at.line, at.column), (60_001, 3));
    assert_eq!(spans.line_starts().byte_of(&text, at), spans[found.value_node()].span.start);
}

#[test]
fn odd_texts_have_trees_without_overlaps() {
    let odd = [
        "",
        "\n",
        "\u{feff}a: 1\n",
        "\u{feff}",
        "a",
        "-",
        "- ",
        "?",
        "? ",
        ":",
        ": ",
        "a:",
        "a: |",
        "a: >-",
        "|",
        "|+\n\n",
        "[",
        "{",
        "]",
        "[a",
        "{a: [b",
        "{a: b, c",
        "'",
        "\"\\",
        "a: 'b",
        "---",
        "--- ",
        "...",
        "%YAML 1.2\n--- # x\na: 1\n",
        "%TAG ! x",
        "a:\tb\n",
        "\ta: b",
        "a:\n\t- b",
        "a: b\tc # d\t",
        "a: [\tb\t]",
        "a: b\r\nc:\r\n- d\r\n# e\r\n",
        "a: |\r\n  b\r\n\r\nc: d",
        "a\r: b\rc: d # e\rf: g",
        "\u{85}a: b",
        "\u{2028}",
        "é: [ü, \"企業\", '🦀'] # 🦀",
        "- é: |\n    🦀\n  ü:",
        "a: *b",
        "*a : b",
        "&a",
        "&a b: &c",
        "!",
        "! a",
        "!!",
        "!<",
        "a: !<b",
        "a: !b|\n c",
        "{? , :}",
        "[? ]",
        "[: ]",
        "{:}",
        "{a:}",
        "{\"a\":b}",
        "[a: ]",
        "- - - - a\n    - b\n- -\n",
        "?\n- a\n:\n- b\n",
        "? |\n  a\n: >\n  b\n",
        "? {a: b}\n: c\n",
        "[a]: b\n",
        "{a: b}: c\n",
        "a: b: c",
        "a: #b",
        "a: b#c",
        "a:#b",
        "a #b: c",
        "#",
        "# ",
        "a: [ # b\n # c\n d # e\n # f\n]\n# g",
        "{ # a\n}\n",
        "a: >2\n\n   b\n  c\n \n",
        "a: \"b\n\n  c\\\n  d # e\n  \"\n",
        "a: b\n c\n\n d # e\nf:\n",
        "a:\n  b\n  c: d",
        "\0",
        "a: \0",
        "a: \u{7}",
        "--- |\n a\n...\n# b\n",
    ];
    for text in odd {
        check_shape(&Spans::read(text).0);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_document(
        top in prop::collection::hash_map("[a-z]{1,9}", any_value(), 1..6),
        choices in prop::collection::vec(any::<u8>(), 50..300),
        has_returns in any::<bool>(),
    ) {
        let map = top.into_iter().collect();
        let (mut text, comments) = written(&map, &choices, Hand::Wild);
        if has_returns {
            text = text.replace('\n', "\r\n");
        }
        check(&text);
        let spans = tree(&text);
        let said: Vec<&str> = spans.comment_ranges().iter().map(|comment| &text[comment.clone()]).collect();
        prop_assert_eq!(said, comments, "{}", text);
    }

    #[test]
    fn any_text(
        top in prop::collection::hash_map("[a-z]{1,9}", any_value(), 1..6),
        choices in prop::collection::vec(any::<u8>(), 50..300),
        changes in prop::collection::vec((any::<prop::sample::Index>(), 0_usize..6, "[\\[\\]{}:,&*!|>'\"#\\-?%@`~ \n\t\ré🦀a1+]{0,5}"), 1..6),
    ) {
        let (text, _) = written(&top.into_iter().collect(), &choices, Hand::Wild);
        let mut chars: Vec<char> = text.chars().collect();
        for (at, length, by) in changes {
            let at = at.index(chars.len() + 1);
            let to = (at + length).min(chars.len());
            chars.splice(at..to, by.chars());
        }
        let text: String = chars.into_iter().collect();
        check_shape(&Spans::read(&text).0);
    }
}
