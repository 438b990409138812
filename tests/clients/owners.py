"""`CODEOWNERS` of the example and of files with odd names, as a parser of the format reads it: owners.py EXAMPLE FOLDER."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

from codeowners import CodeOwners

example, work = Path(sys.argv[1]), Path(sys.argv[2])
shutil.copytree(example, work)
ODD = ["two words", "#1", "a*b", "[x]", "!not", "q?", "back\\slash", "ü und @ana", "x@y.z"]
for name in ODD:
    (work / "initiatives" / f"{name}.md").write_text('+++\nid = "odd-%d"\ntitle = "Odd"\nowner = "mara"\n+++\n' % ODD.index(name))


def opsbook(*arguments):
    done = subprocess.run(["opsbook", "-C", str(work), *arguments], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def fields(path):
    text = path.read_text()
    if path.suffix == ".md":
        parts = text.split("+++\n")
        text = parts[1] if len(parts) > 2 and not parts[0] else ""
    return tomllib.loads(text)


git = ["git", "-C", str(work)]
subprocess.run([*git, "init", "-q"], check=True)
text = opsbook("export", "codeowners", "--organisation", "larkspur")
owners = CodeOwners(text)
files = [path for path in work.rglob("*") if path.is_file() and ".git" not in path.parts]
names = [path.relative_to(work).as_posix() for path in files]

# Each line has owners, and fits a file.
fitting = {line for name in names for _, line, _, _ in owners.matching_lines(name)}
for _, pattern, asked, line, _ in owners.paths:
    assert asked and all(sort in ("USERNAME", "TEAM") for sort, _ in asked), (pattern, asked)
    assert line in fitting, f"nothing fits {pattern}"
assert len(owners.paths) == sum(1 for line in text.splitlines() if line and not line.startswith("#"))

teams = {path.stem for path in (work / "teams").glob("*.toml")}
gone = {one["id"] for one in fields(work / "people.toml")["person"] if one.get("status") == "left"}
seen = 0
for path, name in zip(files, names):
    owner = fields(path).get("owner") if path.suffix in (".md", ".toml") else None
    if not isinstance(owner, str) or owner in gone or "/schema/" in f"/{name}":
        continue
    if owner in teams and fields(work / "teams" / f"{owner}.toml").get("status") == "disbanded":
        continue
    handle = ("TEAM", f"@larkspur/{owner}") if owner in teams else ("USERNAME", f"@{owner}")
    assert owners.of(name) == [handle], (name, owners.of(name), handle)
    seen += 1
assert seen > 150, seen
# What no record holds is nobody's.
assert owners.of("opsbook.toml") == [] and owners.of("docs/other.md") == []
print(f"codeowners: {seen} files have their owner, {len(ODD)} with odd names")
