package org.blockyard.qmp;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** The programs that tests need beside the JDK. */
public final class Peers {
    private Peers() {}

    /**
     * Skips the test, saying why, if a program is not installed; where everything must be there, it
     * fails.
     */
    public static void require(String program) {
        boolean found =
                Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
        if (!found) {
            var reason = program + " is not installed";
            if ("true".equals(System.getenv("CI"))) {
                fail(reason);
            }
            System.out.println("skipped: " + reason);
            abort(reason);
        }
    }

    /** QEMU's daemon with a monitor on a socket, ready for clients. */
    public static ProcessHandle storageDaemon(Path socket)
            throws IOException, InterruptedException {
        var ready = socket.resolveSibling("pid");
        var process =
                new ProcessBuilder(
                                "qemu-storage-daemon",
                                "--chardev",
                                "socket,id=m,path=" + socket + ",server=on,wait=off",
                                "--monitor",
                                "m",
                                "--pidfile",
                                ready.toString(),
                                "--daemonize")
                        .inheritIO()
                        .start();
        if (process.waitFor() != 0) {
            fail("qemu-storage-daemon did not start");
        }
        var pid = Long.parseLong(Files.readString(ready).strip());
        return ProcessHandle.of(pid).orElseThrow();
    }
}
