#!/usr/bin/env bash
# jq at work on the manifests beside this file: what is declared comes about, is changed, survives the death of a
# worker, and does not run twice. Needs nothing but the binaries and PostgreSQL's programs; leaves nothing behind.
# usage: demo.sh [FOLDER OF THE BINARIES]
set -euo pipefail
cd "$(dirname "$0")/../.."
bin=${1:-.build/release}

scratch=$(mktemp -d "${TMPDIR:-/tmp}/jq-demo.XXXXXX")
# The database may run as another user, who has to get to its folder.
chmod 711 "$scratch"
manifests=$scratch/manifests
server=

say() { printf '\n\033[1m%s\033[0m\n' "$*"; }

ctl() {
    local word line='$ jq-ctl'
    for word; do
        case $word in *' '*) word=\"$word\" ;; esac
        line+=" $word"
    done
    echo "$line"
    "$bin/jq-ctl" "$@"
}

# The first of some ports on which nobody answers.
free_port() {
    local port=$1
    while (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do port=$((port + 1)); done
    echo "$port"
}

stop_server() {
    [ -n "$server" ] || return 0
    kill -TERM "$server" 2>/dev/null || true
    wait "$server" || true
    server=
}

finish() {
    local status=$?
    trap - EXIT
    stop_server
    if [ "$status" -ne 0 ] && [ -e "$scratch/server.log" ]; then
        echo "the demo failed; the end of the server's log:" >&2
        tail -n 40 "$scratch/server.log" >&2
    fi
    rm -rf "$scratch" .jq/quickstart
    exit "$status"
}
trap finish EXIT
trap 'exit 130' INT TERM

await_server() {
    for _ in {1..300}; do
        if "$bin/jq-ctl" system status >/dev/null 2>&1; then return; fi
        kill -0 "$server" 2>/dev/null || break
        sleep 0.2
    done
    echo "the server does not answer" >&2
    return 1
}

await_workers() {
    for _ in {1..300}; do
        if [ "$("$bin/jq-ctl" get workers | grep -c ONLINE)" -eq "$1" ]; then return; fi
        sleep 0.2
    done
    echo "there are not $1 workers" >&2
    return 1
}

# The id of a declared job's latest run.
run_of() { "$bin/jq-ctl" get "job/$1" -o yaml | sed -n 's/^  runId: "\(.*\)"$/\1/p'; }

grpc_port=$(free_port 50051)
export JQ_SERVER_ADDR=127.0.0.1:$grpc_port
serve=("$bin/jq-server" standalone --manifests "$manifests" --data "$scratch/data" --log-format text
    --grpc-port "$grpc_port" --health-port "$(free_port 8080)")
rm -rf .jq/quickstart
mkdir "$manifests"
cp manifests/quickstart/*.yaml "$manifests/"

say "A server with a database of its own starts, and brings about what the manifests declare"
"${serve[@]}" > "$scratch/server.log" 2>&1 &
server=$!
await_server
ctl wait --for=create job/checksum-corpus job/unpack-broken-archive --timeout 60s
ctl wait --for=condition=Complete --timeout 60s \
    job/checksum-corpus job/compress-corpus job/count-words job/list-files job/build-index
ctl wait --for=condition=Stalled job/unpack-broken-archive --timeout 60s
ctl get all

say "What the jobs made: SHA256SUMS, checked by sha256sum itself"
sha256sum --check .jq/quickstart/SHA256SUMS

say "The job that needed three attempts, and the one that no attempt can mend"
ctl job list --queue files
ctl job logs "$(run_of build-index)"
ctl job status "$(run_of unpack-broken-archive)"

say "What would a change do? diff says it before anything happens"
mkdir "$scratch/edited"
cp "$manifests"/{list-files,queue,workers}.yaml "$scratch/edited/"
sed -i 's/replicas: 2/replicas: 3/' "$scratch/edited/workers.yaml"
sed -i 's/maxRetries: 3/maxRetries: 4/' "$scratch/edited/queue.yaml"
sed -i 's/^  command:/  trigger: again\n  command:/' "$scratch/edited/list-files.yaml"
# As the controller would see it; 1 says that there are changes.
ctl diff --owner "directory:$manifests" -f "$scratch/edited" || [ $? -eq 1 ]

say "The same change in the watched directory comes about by itself"
cp "$scratch/edited"/*.yaml "$manifests/"
await_workers 3
ctl get workerpools
ctl get workers
ctl history queue/files

say "A pause for a while, with a reason and an end; and why a job does not run"
ctl queue pause files --until 10m --reason "the disk is being replaced"
job=$("$bin/jq-ctl" job submit --queue files -o name -- sha256sum README.md)
ctl explain "$job"
ctl queue resume files
ctl wait --for=done "$job" --timeout 60s
ctl job logs "$job"

say "Dead letters: what is there, and what a redrive would put back"
ctl dlq list --summary
ctl dlq redrive --queue files --error 'unexpected end of file' --dry-run

say "When would a schedule tick, and what do changed clocks do to it?"
ctl schedule preview -f manifests/schedules/nightly.yaml --from 2027-03-26T00:00:00Z --next 4

say "Started again on the same data: everything is as declared, nothing runs twice"
stop_server
"${serve[@]}" --exit-when-settled
say "Done."
