#!/bin/sh
# Drives the service that `specwright new specs/rust/shop.rs shop` makes through its life:
#     sh specs/rust/shop.sh [http://127.0.0.1:8000]
# It starts from an empty database, says what it asks for, and ends with 1 at the first answer that is not as it should be.
set -eu
base=${1:-http://127.0.0.1:8000}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fail() {
    echo "FAILED: $*" >&2
    exit 1
}

# ask STATUS METHOD PATH [BODY]: the answer is in $body, its head in $work/head.
ask() {
    set -- "$1" "$2" "$base$3" "${4:-}"
    if [ -n "$4" ]; then
        status=$(curl -sS -X "$2" -H 'content-type: application/json' -d "$4" \
            -o "$work/body" -D "$work/head" -w '%{http_code}' "$3")
    else
        status=$(curl -sS -X "$2" -o "$work/body" -D "$work/head" -w '%{http_code}' "$3")
    fi
    body=$(cat "$work/body")
    [ "$status" = "$1" ] || fail "$2 $3: $status in place of $1: $body"
    echo "$status  $2 ${3#"$base"}"
}

# Of the answer: a member, what it holds and does not hold, a header.
member() { sed -n "s/.*\"$1\": *\"\{0,1\}\([^\",}]*\).*/\1/p" "$work/body"; }
holds() { case $body in *"$1"*) ;; *) fail "no $1 in $body" ;; esac; }
lacks() { case $body in *"$1"*) fail "$1 in $body" ;; *) ;; esac; }
head_holds() { tr -d '\r' <"$work/head" | grep -qi "^$1" || fail "no $1 in $(cat "$work/head")"; }

# It starts empty, and says what is wrong with a request.
ask 200 GET /products
[ "$body" = '[]' ] || fail "it is not empty: $body"
ask 422 POST /products '{"name":"","price":-1,"kind":"car"}'
holds '"loc":["body","name"]'
holds '"loc":["body","price"]'
holds '"loc":["body","kind"]'

# Products: made, read, listed, filtered, changed, replaced.
ask 201 POST /products '{"name":"Dune","price":9.5,"kind":"book"}'
dune=$(member id)
head_holds "location: /products/$dune"
holds '"stock":0'
ask 409 POST /products '{"name":"Dune","price":1,"kind":"game"}'
ask 201 POST /products '{"name":"Chess","price":24.99,"kind":"game","stock":3}'
ask 201 POST /products '{"name":"Hammer","price":14,"kind":"tool"}'
ask 200 GET '/products?limit=1'
holds Dune
lacks Chess
head_holds 'x-total-count: 3'
ask 200 GET '/products?limit=1&offset=1'
holds Chess
ask 422 GET '/products?limit=1000'
ask 200 GET '/products?kind=tool'
holds Hammer
lacks Chess
ask 422 GET '/products?kind=car'
ask 200 PATCH "/products/$dune" '{"stock":7}'
holds '"stock":7'
holds '"price":9.5'
ask 200 PUT "/products/$dune" '{"name":"Dune","price":8,"kind":"book","stock":6}'
ask 200 GET "/products/$dune"
holds '"stock":6'

# Customers have one address each.
ask 422 POST /customers '{"email":"nobody"}'
ask 201 POST /customers '{"email":"ada@example.com","name":"Ada"}'
ada=$(member id)
ask 409 POST /customers '{"email":"ada@example.com"}'
ask 200 PATCH "/customers/$ada" '{"name":null}'
holds '"name":null'

# Somebody listens to the news: a WebSocket, whose messages are plain text in what comes back.
curl -sN --http1.1 --max-time 20 -H 'connection: Upgrade' -H 'upgrade: websocket' \
    -H 'sec-websocket-version: 13' -H 'sec-websocket-key: c2hvcC1zaG9wLXNob3AhIQ==' \
    "$base/news" >"$work/news" 2>/dev/null &
listener=$!
sleep 1

# Orders name a customer and a product that are there; each is news.
ask 422 POST /orders "{\"customer_id\":\"$ada\",\"product_id\":\"$dune\",\"quantity\":0}"
ask 409 POST /orders "{\"customer_id\":\"$dune\",\"product_id\":\"$dune\",\"quantity\":1}"
for quantity in 1 2 3; do
    ask 201 POST /orders "{\"customer_id\":\"$ada\",\"product_id\":\"$dune\",\"quantity\":$quantity}"
done
order=$(member id)
heard=no
for _ in 1 2 3 4 5 6 7 8 9 10; do
    if grep -aq "$order" "$work/news"; then
        heard=yes
        break
    fi
    sleep 1
done
kill "$listener" 2>/dev/null || true
[ "$heard" = yes ] || fail "the order is no news: $(cat "$work/news")"
echo 'heard the news'

# They come in pages, of one customer or of all.
ask 200 GET "/orders?customer_id=$ada&limit=2"
head_holds 'x-total-count: 3'
lacks "$order"
ask 200 GET "/orders?customer_id=$ada&limit=2&offset=2"
holds "$order"
ask 200 GET "/orders?customer_id=$dune"
[ "$body" = '[]' ] || fail "nobody bought these: $body"
ask 405 DELETE "/orders/$order"

# What is named by others stays; what is gone is gone.
ask 409 DELETE "/customers/$ada"
ask 204 DELETE "/products/$(curl -sS "$base/products?kind=tool" | sed -n 's/.*"id":"\([^"]*\)".*/\1/p')"
ask 200 GET '/products?kind=tool'
[ "$body" = '[]' ] || fail "it is not gone: $body"
ask 404 GET "/products/$ada"
holds '"detail"'

# Beside the API: documentation, the document, health.
ask 200 GET /docs
ask 200 GET /openapi.json
holds '"/orders/{id}"'
ask 200 GET /readyz
echo 'all is well'
