# Sourced by ./blockyard up: a daemon with a demo disk, and a shell on this terminal. What it makes lies in runtime/.
run=$root/runtime
[ -d "$run" ] || mkdir -p -m 0700 "$run" 2>/dev/null || run=${XDG_RUNTIME_DIR:-/tmp}/blockyard-up-$(id -u)
mkdir -p -m 0700 "$run" "$run/deploy"
cd "$run" # socket names have a limit of about 100 characters: they stay relative
if [ -s daemon.pid ] && kill -0 "$(cat daemon.pid)" 2>/dev/null; then
    echo "blockyard: 'up' runs already, process $(cat daemon.pid)" >&2
    exit 1
fi
rm -f daemon.pid qmp.sock nbd.sock
[ -f demo.qcow2 ] || (start_tool img org.blockyard.img.Main create -f qcow2 demo.qcow2 1G) >/dev/null
(start_daemon \
    --blockdev driver=file,node-name=demo-file,filename=demo.qcow2 \
    --blockdev driver=qcow2,node-name=demo,file=demo-file \
    --chardev socket,id=qmp,path=qmp.sock,server=on,wait=off --monitor chardev=qmp \
    --nbd-server addr.type=unix,addr.path=nbd.sock \
    --nbd-server addr.type=inet,addr.host=127.0.0.1,addr.port=10809 \
    --export type=nbd,id=demo-export,node-name=demo,name=demo,writable=on \
    --deploy deploy --pidfile daemon.pid </dev/null) &
daemon=$!
trap 'kill $daemon 2>/dev/null; wait $daemon' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
until [ -s daemon.pid ]; do
    kill -0 $daemon 2>/dev/null || { echo "blockyard: the daemon did not start" >&2; exit 1; }
    sleep 0.1
done
cat <<END
A daemon runs as process $daemon, with the disk $run/demo.qcow2. Try from another terminal:
  nbdinfo nbd://127.0.0.1/demo
  nbdcopy --progress nbd+unix:///demo?socket=$run/nbd.sock null:
  echo '{"execute":"qmp_capabilities"}{"execute":"query-block-exports"}' | socat - UNIX-CONNECT:$run/qmp.sock
Drivers dropped into $run/deploy are there at once. Ctrl-C ends all.
END
wait $daemon
