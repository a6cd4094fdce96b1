//! Lines, places on them, and the files that they name.

use super::{files, line};

#[track_caller]
fn words(line: &str) -> Vec<String> {
    line::words(line).unwrap()
}

#[test]
fn a_line_is_words_as_in_a_shell() {
    assert_eq!(words("vm-list"), ["vm-list"]);
    assert_eq!(words("  xe vm-list --minimal "), ["vm-list", "--minimal"]);
    let renamed = "vm-param-set uuid=1 name-label='two words' name-description=\"it\\\"s\"";
    assert_eq!(
        words(renamed),
        [
            "vm-param-set",
            "uuid=1",
            "name-label=two words",
            "name-description=it\"s"
        ]
    );
    for line in ["", "   ", "vm-list name-label='open", "vm-list 'a\nb'"] {
        assert_eq!(line::words(line).unwrap_err().code, "xe_line", "{line:?}");
    }
}

#[test]
fn only_lists_and_help_are_known_to_change_nothing() {
    for line in [
        "help",
        "help vm-start",
        "vm-list params=all",
        "vm-param-get uuid=1 param-name=tags",
    ] {
        assert!(line::only_reads(&words(line)), "{line}");
    }
    for line in [
        "vm-start vm=a",
        "vm-param-set uuid=1",
        "vm-list-and-destroy",
        "pool-dump-database",
    ] {
        assert!(!line::only_reads(&words(line)), "{line}");
    }
}

#[track_caller]
fn check(line: &str, cursor: u32, before: &[&str], word: &str, from: u32) {
    let place = line::place(line, cursor);
    assert_eq!(
        (place.before.as_slice(), place.word.as_str(), place.from),
        (
            before
                .iter()
                .map(|word| (*word).to_owned())
                .collect::<Vec<_>>()
                .as_slice(),
            word,
            from
        )
    );
}

#[test]
fn the_cursor_is_in_a_word() {
    check("", 0, &[], "", 0);
    check("vm-st", 5, &[], "vm-st", 0);
    check("xe vm-st", 8, &[], "vm-st", 3);
    check("vm-start ", 9, &["vm-start"], "", 9);
    check("vm-start vm=we", 14, &["vm-start"], "vm=we", 9);
    check("vm-start vm=web-01 on=h", 14, &["vm-start"], "vm=we", 9);
    // Within quotes, and behind letters of two units.
    check("vm-start vm='my we", 18, &["vm-start"], "vm=my we", 9);
    check(
        "vm-start 'vm=my we' on=",
        23,
        &["vm-start", "vm=my we"],
        "on=",
        20,
    );
    check(
        "vm-start vm=\u{1F980}x o",
        17,
        &["vm-start", "vm=\u{1F980}x"],
        "o",
        16,
    );
}

#[test]
fn a_server_gets_the_files_that_are_named_and_no_others() {
    let named = files::named(&words(
        "vm-import filename=/tmp/a.xva name=etc/passwd force=true",
    ));
    assert!(files::permitted(&named, "/tmp/a.xva").is_ok());
    for file in ["/etc/passwd", "etc/passwd", "/tmp/../tmp/a.xva", "true", ""] {
        let refused = files::permitted(&named, file).unwrap_err();
        assert_eq!(refused.code, "xe_file_unnamed", "{file}");
    }
}
