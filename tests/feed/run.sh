#!/usr/bin/env bash
# Reads the feed of a built site with a real feed parser. The program to build it with is the first argument; by default
# the release build. Installs feedparser from PyPI into a folder of its own.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
program=$(realpath "${1:-$here/../../target/release/opsbook}")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
python3 -m venv "$scratch/python"
"$scratch/python/bin/pip" install --quiet feedparser==6.0.12
book=$scratch/book
mkdir "$book"
cp -r "$here/../../examples/larkspur/." "$book"
cd "$book"
export GIT_AUTHOR_NAME='Inês & Co' GIT_AUTHOR_EMAIL=ines@example.invalid
export GIT_COMMITTER_NAME=Ines GIT_COMMITTER_EMAIL=ines@example.invalid
commit() { # day, message
    git add -A
    GIT_AUTHOR_DATE="$1T12:00:00Z" GIT_COMMITTER_DATE="$1T12:00:00Z" git commit -q --no-verify -m "$2"
}
git init -q -b main .
commit 2026-10-01 'Start'
sed -i 's/^target = .*/target = 2027-02-26/' initiatives/*.md
commit 2026-10-12 $'Everything later\n\nOps-Reason: we were <too> optimistic & said so'
printf '+++\ntitle = "Tom & Jerry <b>ask</b> \xe2\x80\xae for more"\n+++\n' > feedback/tom.md
commit 2026-10-19 'Feedback'
git mv feedback/tom.md feedback/tom-and-jerry.md
commit 2026-10-20 'Rename without an alias'
"$program" build --out "$scratch/site" --today 2026-11-20 --quiet
"$program" build --out "$scratch/again" --today 2026-11-20 --quiet
cmp "$scratch/site/feed.xml" "$scratch/again/feed.xml"
"$program" build --out "$scratch/placed" --today 2026-11-20 --quiet --base-url 'https://ops.example.org/a&b'
"$scratch/python/bin/python" - "$scratch/site/feed.xml" "$scratch/placed/feed.xml" <<'PYTHON'
import re, sys, feedparser
feed = feedparser.parse(sys.argv[1])
assert not feed.bozo, feed.bozo_exception
assert feed.version == 'atom10', feed.version
assert feed.feed.title and feed.feed.id and feed.feed.updated_parsed
assert len(feed.entries) == 3, [entry.title for entry in feed.entries]
ids = [entry.id for entry in feed.entries] + [feed.feed.id]
assert len(set(ids)) == len(ids), ids
assert all(re.fullmatch(r'urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}', id) for id in ids), ids
days = [entry.updated[:10] for entry in feed.entries]
assert days == ['2026-10-20', '2026-10-19', '2026-10-12'], days
assert all(entry.author == 'Inês & Co' for entry in feed.entries), feed.entries[0].author
assert all(entry.link and entry.title and entry.content[0].value for entry in feed.entries)
moved, came = feed.entries[2], feed.entries[1]
assert 'we were &lt;too&gt; optimistic &amp; said so' in moved.content[0].value, moved.content[0].value
assert 'Tom &amp; Jerry &lt;b&gt;ask' in came.content[0].value, came.content[0].value
assert '\u202e' not in came.content[0].value + came.title
def links(feed, rel):
    return [link.href for link in feed.feed.links if link.rel == rel]
assert links(feed, 'self') == [], feed.feed.links
placed = feedparser.parse(sys.argv[2])
assert not placed.bozo, placed.bozo_exception
assert links(placed, 'self') == ['https://ops.example.org/a&b/feed.xml'], placed.feed.links
assert links(placed, 'alternate') == ['https://ops.example.org/a&b/changes/index.html'], placed.feed.links
assert [entry.id for entry in placed.entries] == ids[:-1]
print('feed: valid,', len(feed.entries), 'entries')
PYTHON
