#!/usr/bin/env bash
# Real clients against one emitted server: curl, a browser, a client that openapi-typescript made, one that
# openapi-python-client made. Each talks to all of it that it can: typed bodies and errors, a bearer token, a file of a
# gigabyte, events, a conversation. What is not installed is left out, and said.
#
#   tests/clients/run.sh [-m MEGABYTES]
#
# Wants `specwright` on the path or in SPECWRIGHT, and Python (PYTHON, `python3`). Takes curl, chromium, node with npm (which
# gets three packages), openapi-python-client (OPENAPI_PYTHON_CLIENT; with `httpx` and `attrs` in that Python) where they are.
# WORK (a temporary folder) keeps what was made; PORT (8790) is where the server listens, the next two are the page's and
# its report's.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
specwright=${SPECWRIGHT:-specwright}
python=${PYTHON:-python3}
generator=${OPENAPI_PYTHON_CLIENT:-openapi-python-client}
chromium=${CHROMIUM:-chromium}
work=${WORK:-$(mktemp -d)}
port=${PORT:-8790}
page=$((port + 1))
megabytes=1024
[ "${1:-}" = "-m" ] && megabytes=$2
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$work/target}
export JWT_SECRET="a secret that only this test and its server know"
url=http://127.0.0.1:$port
failed=0

ok() { echo "ok    $1"; }
fail() { echo "FAIL  $1"; failed=1; }
skip() { echo "skip  $1"; }
# is WHAT EXPECTED FOUND
is() { if [ "$2" = "$3" ]; then ok "$1"; else fail "$1: $3, and not $2"; fi; }

mkdir -p "$work"
rm -rf "$work/server"
"$specwright" new -q "$here/openapi.yaml" "$work/server" --name clients
cp "$here/desk.rs" "$work/server/src/service/desk.rs"
sed -i 's/^tokio = .*/tokio = { version = "1", features = ["macros", "net", "rt-multi-thread", "time"] }/' "$work/server/Cargo.toml"
[ -f "$work/Cargo.lock" ] && cp "$work/Cargo.lock" "$work/server/Cargo.lock"
(cd "$work/server" && cargo build -q --release)
cp "$work/server/Cargo.lock" "$work/Cargo.lock"
PORT=$port RUST_LOG=warn CORS_ORIGINS="http://localhost:$page" "$CARGO_TARGET_DIR/release/clients" >"$work/server.log" 2>&1 &
server=$!
trap 'kill $server 2>/dev/null || true' EXIT
for _ in $(seq 100); do
    curl -sf "$url/healthz" >/dev/null 2>&1 && break
    sleep 0.1
done

token=$("$python" "$here/sign.py" "$JWT_SECRET")
export TOKEN=$token URL=$url MEGABYTES=$megabytes
truncate -s "${megabytes}M" "$work/big"
# The largest that the server has been so far, in MiB.
peak() { awk '/^VmHWM/ { print int($2 / 1024) }' "/proc/$server/status" 2>/dev/null || echo 0; }
bytes=$((megabytes * 1024 * 1024))

if command -v curl >/dev/null; then
    auth="authorization: Bearer $token"
    json="content-type: application/json"
    is "curl: no token" 401 "$(curl -s -o /dev/null -w '%{http_code}' "$url/notes" -H "$json" -d '{"text":"x"}')"
    is "curl: a note" 201 "$(curl -s -o /dev/null -w '%{http_code}' "$url/notes" -H "$auth" -H "$json" -d '{"text":"x","labels":["urgent"]}')"
    is "curl: what is wrong with it" '["body","text"]' "$(curl -s "$url/notes" -H "$auth" -H "$json" -d '{"text":""}' | "$python" -c 'import json,sys; print(json.dumps(json.load(sys.stdin)["detail"][0]["loc"], separators=(",", ":")))')"
    is "curl: events" 3 "$(curl -sN "$url/ticks" | grep -c '^data')"
    before=$(peak)
    is "curl: $megabytes MB" "{\"title\":\"big\",\"bytes\":$bytes}" "$(curl -s "$url/files" -H "$auth" -F title=big -F "file=@$work/big")"
    echo "      memory of the server at most: $before MiB before, $(peak) MiB after"
else
    skip "curl"
fi

if command -v "$chromium" >/dev/null; then
    "$python" "$here/page.py" "$page" "$url" "$token" >"$work/page.txt" 2>&1 &
    reporter=$!
    timeout 60 "$chromium" --headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking \
        --disable-component-update --disable-sync --user-data-dir="$(mktemp -d)" "http://localhost:$page/" >"$work/chromium.log" 2>&1 &
    browser=$!
    for _ in $(seq 600); do kill -0 "$reporter" 2>/dev/null || break; sleep 0.1; done
    kill "$browser" "$reporter" 2>/dev/null || true
    wait "$browser" "$reporter" 2>/dev/null || true
    if grep -q '^done$' "$work/page.txt"; then
        while read -r verdict rest; do
            case $verdict in ok) ok "browser: $rest" ;; FAIL) fail "browser: $rest" ;; esac
        done <"$work/page.txt"
    else
        fail "browser: no report, see $work/chromium.log"
    fi
else
    skip "browser: no $chromium"
fi

if command -v npm >/dev/null; then
    mkdir -p "$work/typescript"
    cp "$here"/typescript/* "$work/typescript/"
    if (cd "$work/typescript" && npm install --silent --no-audit --no-fund) >"$work/npm.log" 2>&1; then
        curl -s "$url/openapi.json" >"$work/typescript/openapi.json"
        before=$(peak)
        if (cd "$work/typescript" && npx openapi-typescript openapi.json -o schema.d.ts && npx tsc && node client.js "$work/big") >"$work/typescript.txt" 2>&1; then
            sed -n 's/^ok /ok    typescript: /p' "$work/typescript.txt"
            echo "      memory of the server at most: $before MiB before, $(peak) MiB after"
        else
            fail "typescript: see $work/typescript.txt"
        fi
    else
        skip "typescript: its packages can't be had"
    fi
else
    skip "typescript: no npm"
fi

if command -v "$generator" >/dev/null; then
    rm -rf "$work/python"
    curl -s "$url/openapi.json" >"$work/openapi.json"
    if "$generator" generate --path "$work/openapi.json" --output-path "$work/python" --meta none >"$work/python.log" 2>&1 \
        && PYTHONPATH="$work" "$python" "$here/client.py" >"$work/python.txt" 2>&1; then
        sed -n 's/^ok /ok    python: /p' "$work/python.txt"
    else
        fail "python: see $work/python.log and $work/python.txt"
    fi
else
    skip "python: no $generator"
fi

rm -f "$work/big"
kill -0 "$server" 2>/dev/null || fail "the server is gone"
exit $failed
