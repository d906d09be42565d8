//! GL0xx: files that cannot be read as a document.

use super::advice::{Guidance, plain_guidance};

pub(super) const UNREADABLE: Guidance = plain_guidance(
    "Guestlist reads each policy file exactly as a reviewer sees it in the repository. With a symbolic link, a pipe or \
     a device, the run could read something different from what the reviewer saw.",
    "Put a regular file in its place. If it is one already, check the permissions of the file and of its folder.",
);

pub(super) const TOO_LARGE: Guidance = plain_guidance(
    "A limit keeps a mistake in a pull request from using up the memory of the run: 4 MiB and 100,000 values in a \
     file.",
    "Split the file. All files are merged, so a list can be spread over any number of them.",
);

pub(super) const ENCODING: Guidance = plain_guidance(
    "In any encoding other than UTF-8, a name could look different in the editor than in the tenant.",
    "Save the file as UTF-8 without a byte order mark.",
);

pub(super) const SYNTAX: Guidance = plain_guidance(
    "A file that is not valid YAML cannot be checked at all. There may be more findings once it parses.",
    "Correct the line that the finding points at. Common causes are a tab at the beginning of a line, a bracket that is not \
     closed, and a text with `: ` or ` #` in it, or with `*`, `&`, `%` or `@` as its first character, that is not in quotes.",
)
.in_file(
    "\
catalogs:
  - name: Partners: portal and documents
",
    "\
catalogs:
  - name: \"Partners: portal and documents\"
",
);

pub(super) const DUPLICATE_KEY: Guidance = plain_guidance(
    "Tools differ in which of the two values they keep, so the file would mean different things in different places.",
    "Keep one of the two.",
)
.in_file(
    "\
catalogs:
  - name: Trade fairs
    state: published
    state: unpublished
",
    "\
catalogs:
  - name: Trade fairs
    state: unpublished
",
);

pub(super) const INDIRECTION: Guidance = plain_guidance(
    "Reviewers read the lines of a diff. With an anchor, an alias, a merge key or a tag, the meaning of a line depends \
     on text somewhere else.",
    "Write the value out. For what repeats, use a variable or a template; see `guestlist help templates`.",
)
.in_file(
    "\
catalogs:
  - { name: Trade fairs, description: &text Visitors of our fairs }
  - { name: Workshops, description: *text }
",
    "\
catalogs:
  - { name: Trade fairs, description: Visitors of our fairs }
  - { name: Workshops, description: Visitors of our fairs }
",
);

pub(super) const SEVERAL_DOCUMENTS: Guidance = plain_guidance(
    "Most tools read the first document of a file and skip the others without a word.",
    "Merge the documents, or put each into a file of its own.",
)
.in_file(
    "\
catalogs: [{ name: Trade fairs }]
---
remove: [{ catalog: Exhibitions }]
",
    "\
catalogs: [{ name: Trade fairs }]
remove: [{ catalog: Exhibitions }]
",
);

pub(super) const NOT_MAPPING: Guidance = plain_guidance(
    "Without the name of a list, Guestlist cannot tell what kind of object an entry declares.",
    "Put the entries below one of the known lists, such as `catalogs:` or `accessPackages:`.",
)
.in_file(
    "\
- name: Trade fairs
",
    "\
catalogs:
  - name: Trade fairs
",
);

pub(super) const TOO_DEEP: Guidance = plain_guidance(
    "No valid key is nested more than a few levels deep. Forty levels of brackets are an accident or an attack on \
     the parser.",
    "Look for a bracket that is opened again and again, and remove it.",
);

pub(super) const NOT_PLAIN: Guidance = plain_guidance(
    "YAML has values that JSON does not have, such as `.nan`, a number as a key, or a number of forty digits. Tools turn \
     them into different texts.",
    "Put the key or the value in quotes if it is meant as text.",
);

pub(super) const NO_VALUE: Guidance = plain_guidance(
    "A key without a value can mean that nothing changes, that a default applies or that everything is removed. Guestlist \
     does not guess.",
    "Remove the key to get its default, or write `[]` for a list without entries.",
)
.in_file(
    "\
catalogs:
  - name: Trade fairs
    resources:
",
    "\
catalogs:
  - name: Trade fairs
    resources: []
",
);

pub(super) const HIDDEN_CHARACTER: Guidance = plain_guidance(
    "A character without a width, or one that reverses the direction of text, makes a line look different from what it says. \
     A name could pass for another one in review.",
    "Remove the character; the help below the finding gives its number. If a text needs it, write it as an escape in double \
     quotes, such as `\"\\u200e\"`. Names cannot contain one.",
);

pub(super) const MORE: Guidance = plain_guidance(
    "At most 100 findings of a file are shown, errors first.",
    "Fix what is shown and run the command again.",
);

pub(super) const NOT_FORMATTED: Guidance = plain_guidance(
    "`guestlist fmt` never changes what a file says. If the standard layout would change the meaning of a file, \
     `fmt` leaves the file as it is.",
    "Format the file by hand, or write the part that cannot be formatted differently, for example as quoted text \
     instead of a block.",
);
