# Sourced by ./blockyard: up [FOLDER]. A daemon with a demo disk in FOLDER, and a shell where there is a terminal.
folder=${1:-$PWD/runtime}
[ ! -f "$root/pom.xml" ] || folder=${1:-$root/runtime}
mkdir -p "$folder/deploy"
folder=$(cd "$folder" && pwd -P)
set -- --deploy "$folder/deploy" --demo "$folder"
if [ ! -t 0 ] || [ ! -t 1 ]; then
    start_daemon "$@"
fi
pid=$folder/daemon.pid
rm -f "$pid"
start_daemon "$@" --pidfile "$pid" </dev/null 2>"$folder/daemon.log" &
daemon=$!
trap 'kill "$daemon" 2>/dev/null || :' EXIT
trap 'exit 1' INT TERM HUP
while [ ! -s "$pid" ] && kill -0 "$daemon" 2>/dev/null; do sleep 0.05; done
if [ -s "$pid" ]; then
    start_shell --socket "$folder/shell.sock" || :
    kill "$daemon" 2>/dev/null || :
fi
code=0
wait "$daemon" || code=$?
trap - EXIT
cat "$folder/daemon.log" >&2
exit "$code"
