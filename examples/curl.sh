#!/bin/sh
# The seed example with curl alone: a session, two runs in it, the output, the end. Node only reads the JSON.
set -eu

base=${BERTH_BASE_URL:-http://127.0.0.1:8000}
base=${base%/}
demo=${BERTH_DEMO_URL:-http://127.0.0.1:8001}
key=${BERTH_API_KEY:-$(cat "${BERTH_DATA_DIR:-data}/api-key")}

# call METHOD PATH [JSON]: prints the answer; an error goes to standard error.
# The key goes in through a pipe, since arguments show in the process list.
call() {
  answer=$(
    printf 'header = "x-api-key: %s"\n' "$key" |
      curl --config - --silent --show-error --fail-with-body --request "$1" \
        ${3:+--header 'content-type: application/json' --data "$3"} "$base$2"
  ) || {
    printf '%s\n' "$answer" >&2
    return 1
  }
  printf '%s' "$answer"
}

# field JSON NAME: that field of the JSON.
field() {
  printf '%s' "$1" |
    FIELD=$2 node --print 'JSON.parse(require("node:fs").readFileSync(0, "utf8"))[process.env.FIELD]'
}

# run_task JSON: starts a run, waits for its end and prints it.
run_task() {
  run=$(call POST /v1/run/tasks "$1")
  id=$(field "$run" run_id)
  while :; do
    status=$(field "$run" status)
    case $status in
      created | queued | running) sleep 0.5 ;;
      completed) break ;;
      *)
        echo "Run $id is $status: $(field "$run" failure_reason)" >&2
        return 1
        ;;
    esac
    run=$(call GET "/v1/runs/$id")
  done
  printf '%s' "$run"
}

created=$(call POST /v1/browser_sessions '{}')
session=$(field "$created" browser_session_id)
trap 'call POST "/v1/browser_sessions/$session/close" > /dev/null' EXIT
echo "session $session"

login=$(run_task "{
  \"prompt\": \"Log in with username demo@example.com\",
  \"url\": \"$demo/login\",
  \"browser_session_id\": \"$session\"
}")
echo "log in: $(field "$login" status)"

result=$(run_task "{
  \"prompt\": \"Go to the invoices page and extract all invoice numbers\",
  \"browser_session_id\": \"$session\"
}")
field "$result" output
