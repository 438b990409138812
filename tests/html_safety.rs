//! Nothing of a text becomes markup but what Markdown makes (PROMISES P12, P19), judged by a browser's parser.

#[path = "html_safety/oracle.rs"]
mod oracle;

use oracle::{breaches, breaches_of};
use proptest::prelude::*;

/// Pieces of which an attack could be put together.
fn piece() -> impl Strategy<Value = String> {
    let hostile = prop::sample::select(vec![
        "<script>",
        "</script>",
        "<img src=x onerror=alert(1)>",
        "<svg/onload=alert(1)>",
        "<a href='javascript:alert(1)'>",
        "<!--",
        "-->",
        "<![CDATA[",
        "]]>",
        "<?x ?>",
        "</main>",
        "</p></div></body></html>",
        "<plaintext>",
        "<textarea>",
        "<style>",
        "</style>",
        "<table><tr><td>",
        "</td>",
        "<math><mtext>",
        "<template>",
        "<select><option>",
        "<frameset>",
        "javascript:",
        "java\tscript:",
        "JaVaScRiPt&colon;",
        "&#106;avascript:",
        "\u{1}javascript:",
        "data:text/html,",
        "vbscript:",
        "https://e.org",
        "http:/e.org",
        "HTTPS:e.org",
        "//e.org",
        "\\\\e.org",
        "/\\e.org",
        "mailto:a@e.org",
        "file:///etc/passwd",
        "&lt;b&gt;",
        "&amp;",
        "&quot;",
        "&#0;",
        "&#x3c;script&#x3e;",
        "\" onclick=\"x",
        "' onclick='x",
        "`",
        "``",
        "\u{0}",
        "\u{202e}",
        "\u{2028}",
    ]);
    let marks = prop::sample::select(vec![
        "[",
        "]",
        "(",
        ")",
        "![",
        "](",
        "<",
        ">",
        "[[",
        "]]",
        "[[a|",
        "**",
        "*",
        "_",
        "~~",
        "# ",
        "\n# ",
        "\n\n",
        "\n",
        "\n> ",
        "\n- ",
        "\n1. ",
        "\n- [ ] ",
        "\n- [x] ",
        "@mara ",
        "due:2026-12-01 ",
        "| a | b |\n|---|--:|\n| ",
        " | ",
        "\n```\n",
        "\n    ",
        "\n---\n",
        "\n===\n",
        "\\",
        "\"t\"",
        " 't'",
        "[a]: ",
        "[a]",
        "a.md",
        "#b",
        "  \n",
        "x",
    ]);
    prop_oneof![
        3 => marks.prop_map(str::to_owned),
        2 => hostile.prop_map(str::to_owned),
        1 => "[ -~]{1,6}",
        1 => "\\PC{1,3}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn a_page_holds_only_what_markdown_makes(pieces in prop::collection::vec(piece(), 0..24)) {
        let markdown = pieces.concat();
        prop_assert_eq!(breaches(&markdown), Vec::<String>::new(), "{:?}", markdown);
    }

    #[test]
    fn any_text_is_safe(markdown in "(\\PC|[\n\t]){0,60}") {
        prop_assert_eq!(breaches(&markdown), Vec::<String>::new());
    }
}

#[test]
fn what_must_not_be_there_is_found() {
    for html in [
        "<script>alert(1)</script>",
        "<p onclick=\"x\">a</p>",
        "<p style=\"color:red\">a</p>",
        "<a href=\"javascript:alert(1)\">a</a>",
        "<a href=\" java\n\tscript:alert(1)\">a</a>",
        "<a href=\"&#106;avascript&colon;alert(1)\">a</a>",
        "<a href=\"data:text/html,x\">a</a>",
        "<a href=\"//e.org/\">a</a>",
        "<a href=\"\\\\e.org/\">a</a>",
        "<a href=\"file:///etc/passwd\">a</a>",
        "<a href=\"x.html\" target=\"_blank\">a</a>",
        "</main><p>a",
        "<table><form><input></table>",
        "<svg><use href=\"other.svg#x\"/></svg>",
        "<div class=\"top\">a</div>",
        "<!-- a -->",
        "<plaintext>",
    ] {
        assert!(!breaches_of(html).is_empty(), "{html}");
    }
    for html in [
        "<p>a <a href=\"https://e.org/\" rel=\"noopener noreferrer\">b</a></p>",
        "<a href=\"mailto:a@e.org\">a</a>",
        "<a href=\"../theme/a.html#b\">a</a>",
        "<a href=\"#b\">a</a>",
    ] {
        assert_eq!(breaches_of(html), Vec::<String>::new(), "{html}");
    }
}

#[test]
fn kept_cases() {
    for markdown in [
        "[a](<javascript:alert(1)>) [b](javascript&colon;alert(1)) [c](java&Tab;script:x) ![d](data:text/html,x)",
        "<javascript:alert(1)> <https://e.org/\"onclick=x> <a@e.org>",
        "| <script> | `|` |\n|---|---|\n| </table><script>x</script> | [x](javascript:x) |",
        "# <img src=x onerror=x> [[a]] [[ab]]\n\n```\"><script>\n</code></pre><script>\n```\n",
        "<div>\n</main><footer onclick=x>\n\n<!-- a --> <?x?> <![CDATA[x]]>",
        "[a]: javascript:x\n[a] [b][a]\n\n- [x] <b> @mara due:2026-12-01",
    ] {
        assert_eq!(breaches(markdown), Vec::<String>::new(), "{markdown}");
    }
}
