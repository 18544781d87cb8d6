# Compresses every text of a folder and prints how much that saved.
# usage: sh compress.sh FOLDER
set -eu
out=${JQ_QUICKSTART_OUT:-.jq/quickstart}
mkdir -p "$out"
for text in "$1"/*.txt; do
    packed=$out/$(basename "$text").gz
    gzip -9 --stdout "$text" > "$packed.$JQ_LEASE_EPOCH"
    mv "$packed.$JQ_LEASE_EPOCH" "$packed"
    printf '%s: %d -> %d bytes\n' "$(basename "$text")" "$(wc -c < "$text")" "$(wc -c < "$packed")"
done
