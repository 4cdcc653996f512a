#!/usr/bin/env bash
# Holds emitted servers, answering with mocks, against their own documents with Schemathesis 4.
#
#   tests/schemathesis/run.sh [-n EXAMPLES] SPEC…        a file, or the name of a list in this folder
#
# Wants `specwright` and `st` on the path, or in SPECWRIGHT and ST; CARGO_TARGET_DIR is shared by all projects. All of
# Schemathesis' checks are made; EXCLUDE=CHECK,… leaves some out. The server knows one credential for each security scheme
# of the document, and the tester has them.
# WORK (a temporary folder) keeps the projects and what was found; PORT (8690) is where they listen.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
specwright=${SPECWRIGHT:-specwright}
st=${ST:-st}
work=${WORK:-$(mktemp -d)}
port=${PORT:-8690}
examples=20
exclude=${EXCLUDE:-}
[ "${1:-}" = "-n" ] && examples=$2 && shift 2

specs=()
for argument in "$@"; do
    if [ -f "$here/$argument.list" ]; then
        while read -r line; do
            [ -n "$line" ] && [ "${line#\#}" = "$line" ] && specs+=("$(eval echo "$line")")
        done <"$here/$argument.list"
    else
        specs+=("$argument")
    fi
done

export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$work/target}
failed=0
for spec in "${specs[@]}"; do
    name=$(basename "$(dirname "$spec")")-$(basename "${spec%.*}")
    name=$(echo "$name" | tr -c 'a-zA-Z0-9\n' '-' | tr 'A-Z' 'a-z')
    dir=$work/$name
    rm -rf "$dir"
    # The document says which errors the server answers on its own, and no integer is too large where nothing says so;
    # everything else stays as it is.
    "$specwright" new -q "$spec" "$dir" --name app >"$work/$name.txt" 2>&1 || { echo "FAIL $name: not generated"; failed=1; continue; }
    printf '\n[generate]\ndescribe-errors = true\n\n[types]\nintegers = "everywhere"\n' >>"$dir/specwright.toml"
    "$specwright" generate -q "$dir" >>"$work/$name.txt" 2>&1 || { echo "FAIL $name: not generated"; failed=1; continue; }
    [ -f "$work/Cargo.lock" ] && cp "$work/Cargo.lock" "$dir/Cargo.lock"
    (cd "$dir" && cargo build -q) >>"$work/$name.txt" 2>&1 || { echo "FAIL $name: does not build"; failed=1; continue; }
    cp "$dir/Cargo.lock" "$work/Cargo.lock"
    cp "$CARGO_TARGET_DIR/debug/app" "$dir/server"
    python3 "$here/credentials.py" "$dir/crates/api/openapi.json" "$dir" 2>>"$work/$name.txt"
    (cd "$dir" && . ./server.env && exec env MOCK=1 PORT="$port" RUST_LOG=warn ./server) >"$work/$name.log" 2>&1 &
    server=$!
    for _ in $(seq 100); do
        curl -sf "http://127.0.0.1:$port/healthz" >/dev/null && break
        sleep 0.1
    done
    # The document as it is served; `servers` elsewhere are not meant.
    if (cd "$dir" && "$st" run "http://127.0.0.1:$port/openapi.json" --url "http://127.0.0.1:$port" \
        --checks all ${exclude:+--exclude-checks "$exclude"} --max-examples "$examples" --phases examples,coverage,fuzzing,stateful \
        --seed 1 --continue-on-failure --request-timeout 10 --no-color --warnings off \
        --suppress-health-check all >"$work/$name.st.txt" 2>&1); then
        echo "ok   $name: $(grep -oE '[0-9]+ generated.*' "$work/$name.st.txt" | head -1)"
    else
        echo "FAIL $name: see $work/$name.st.txt"
        failed=1
    fi
    kill "$server" && wait "$server" 2>/dev/null || true
done
exit $failed
