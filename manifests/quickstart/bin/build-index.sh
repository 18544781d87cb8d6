# Builds an index of the words of a folder, one text in each attempt. What an attempt has done is kept under the
# job's id, so that the next attempt goes on where it ended; until all is done the attempt counts as failed.
# usage: sh build-index.sh FOLDER
set -eu
parts=${JQ_QUICKSTART_OUT:-.jq/quickstart}/index/$JQ_JOB_ID
mkdir -p "$parts"
total=0
for text in "$1"/*.txt; do total=$((total + 1)); done

for text in "$1"/*.txt; do
    part=$parts/$(basename "$text" .txt)
    [ -e "$part" ] && continue
    tr -cs 'A-Za-z' '\n' < "$text" | tr 'A-Z' 'a-z' | sort -u > "$part.$JQ_LEASE_EPOCH"
    mv "$part.$JQ_LEASE_EPOCH" "$part"
    break
done

ready=$(find "$parts" -type f ! -name '*.*' | wc -l)
if [ "$ready" -lt "$total" ]; then
    echo "attempt $JQ_ATTEMPT: $ready of $total texts are in the index, the next attempt goes on" >&2
    exit 75
fi
words=$(sort -u "$parts"/* | wc -l)
echo "$words different words in $total texts, after attempt $JQ_ATTEMPT"
