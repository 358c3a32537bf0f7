package org.blockyard.itest.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The examples of the manual of the tool that we stand in for, word for word but for the program's
 * name.
 */
class ManualExamplesTest {
    @TempDir Path folder;

    @Test
    void aMonitorSocketIsMadeAndAnswers() throws Exception {
        shell(
                """
                $program \\
                    --chardev socket,path=qmp.sock,server=on,wait=off,id=char1 \\
                    --monitor chardev=char1 --pidfile pid &
                daemon=$!
                while [ ! -s pid ]; do kill -0 $daemon || exit 9; done
                printf '%s\\n' '{"execute":"qmp_capabilities"}' '{"execute":"quit"}' | socat -t5 - UNIX-CONNECT:qmp.sock
                wait $daemon
                """,
                "\"QMP\"");
    }

    @Test
    void aSocketPassedFromPythonNeedsNoWaiting() throws Exception {
        var script = folder.resolve("pass.py");
        Files.writeString(
                script,
                """
                #!/usr/bin/env python3
                import subprocess
                import socket
                import sys

                sock_path = 'qmp.sock'

                with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listen_sock:
                    listen_sock.bind(sock_path)
                    listen_sock.listen()

                    fd = listen_sock.fileno()

                    daemon = subprocess.Popen(
                        sys.argv[1:] +
                        ['--chardev', f'socket,fd={fd},server=on,id=char1',
                         '--monitor', 'chardev=char1'],
                        pass_fds=[fd],
                    )

                qmp_sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
                qmp_sock.connect(sock_path)
                lines = qmp_sock.makefile('rw')
                print(lines.readline(), end='')
                for command in ('qmp_capabilities', 'quit'):
                    lines.write('{"execute": "%s"}' % command)
                    lines.flush()
                    print(lines.readline(), end='')
                sys.exit(daemon.wait())
                """);
        shell("/usr/bin/python3 pass.py $program", "\"QMP\"");
    }

    @Test
    void aRawFileIsExportedOverAUnixSocket() throws Exception {
        Tool.requires("qemu-io");
        shell(
                """
                truncate -s 1M disk.img
                $program \\
                    --blockdev driver=file,node-name=disk,filename=disk.img \\
                    --nbd-server addr.type=unix,addr.path=nbd.sock \\
                    --export type=nbd,id=export,node-name=disk,writable=on --pidfile pid &
                daemon=$!
                while [ ! -s pid ]; do kill -0 $daemon || exit 9; done
                qemu-io -f raw -c 'write -P 7 0 64k' 'nbd+unix:///disk?socket=nbd.sock' || exit 1
                kill -SIGTERM $(cat pid)
                wait $daemon
                status=$?
                [ ! -e pid ] || exit 8
                qemu-io -f raw -c 'read -P 7 0 64k' disk.img || exit 1
                exit $status
                """,
                "read 65536/65536 bytes at offset 0");
    }

    @Test
    void anNbdServerTakesAPassedDescriptor() throws Exception {
        Tool.requires("nbdinfo");
        Files.writeString(
                folder.resolve("pass.py"),
                """
                import socket, subprocess, sys
                with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as s:
                    s.bind('nbd.sock')
                    s.listen()
                    fd = s.fileno()
                    daemon = subprocess.Popen(sys.argv[1:] + [
                        '--blockdev', 'driver=null-co,node-name=n,size=1048576,read-zeroes=on',
                        '--nbd-server', f'addr.type=fd,addr.str={fd}',
                        '--export', 'type=nbd,id=e,node-name=n'], pass_fds=[fd])
                print(subprocess.run(['nbdinfo', '--size', 'nbd+unix:///n?socket=nbd.sock'],
                                     capture_output=True, text=True).stdout)
                daemon.terminate()
                sys.exit(daemon.wait())
                """);
        shell("/usr/bin/python3 pass.py $program", "1048576");
    }

    @Test
    void daemonizeReturnsWhenReadyAndTellsFailure() throws Exception {
        Tool.requires("nbdinfo");
        shell(
                """
                $program --blockdev driver=null-co,node-name=n,size=1M,read-zeroes=on \\
                    --nbd-server addr.type=unix,addr.path=$PWD/nbd.sock \\
                    --export type=nbd,id=e,node-name=n --pidfile $PWD/pid --daemonize || exit 7
                nbdinfo --size 'nbd+unix:///n?socket=nbd.sock' || exit 6
                pid=$(cat pid)
                kill $pid
                while kill -0 $pid 2>/dev/null; do :; done
                [ ! -e pid ] || exit 8
                $program --blockdev driver=file,node-name=n,filename=/nonexistent --daemonize && exit 5
                exit 0
                """,
                "1048576");
    }

    private void shell(String script, String expected) throws Exception {
        Tool.requires("socat", "/usr/bin/python3");
        var program = String.join(" ", Product.command("storage-daemon"));
        var command =
                new ArrayList<>(
                        List.of("timeout", "120", "bash", "-c", "cd '" + folder + "'\n" + script));
        var result =
                Tool.run(command, java.util.Map.of("program", program, "BLOCKYARD_NO_BUILD", "1"));
        assertEquals(0, result.status(), result.out() + result.err());
        assertTrue(result.out().contains(expected), result.out() + result.err());
    }
}
