package org.blockyard.posix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import com.sun.jna.Native;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sockets passed by another program, as the manual's examples do it from Python. */
class InheritedSocketTest {
    private static final String PASSING =
            """
            import os, socket, subprocess, sys
            folder, java, path = sys.argv[1:4]
            os.chdir(folder)
            def listening(family, address):
                s = socket.socket(family); s.bind(address); s.listen(5); return s
            listeners = [listening(socket.AF_UNIX, 'unix.sock'),
                         listening(socket.AF_UNIX, '\\0blockyard-test-%d' % os.getpid()),
                         listening(socket.AF_INET, ('127.0.0.1', 0))]
            if socket.has_dualstack_ipv6():
                listeners.append(listening(socket.AF_INET6, ('::1', 0)))
            listeners[0].setblocking(False)
            ours, theirs = socket.socketpair()
            client = socket.create_connection(listeners[2].getsockname())
            served, _ = listeners[2].accept()
            manager = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM); manager.bind('notify.sock')
            passed = [s.fileno() for s in listeners] + [theirs.fileno(), served.fileno()]
            process = subprocess.Popen([java, '--enable-native-access=ALL-UNNAMED',
                '--add-opens', 'java.base/sun.nio.ch=ALL-UNNAMED', '-XX:TieredStopAtLevel=1',
                '-cp', path, 'org.blockyard.posix.PassedDescriptors'] + [str(fd) for fd in passed],
                pass_fds=passed, env=dict(os.environ, NOTIFY_SOCKET=folder + '/notify.sock'))
            def exchange(s, word):
                s.settimeout(60); s.sendall(word)
                print(s.recv(4).decode())
            for s in listeners:
                c = socket.socket(s.family); c.settimeout(60); c.connect(s.getsockname())
                exchange(c, b'list')
            exchange(ours, b'pair')
            exchange(client, b'conn')
            manager.settimeout(60)
            print(manager.recv(200).decode())
            print('exit', process.wait(60))
            """;

    @TempDir Path folder;

    @Test
    void listeningAndConnectedSocketsOfAllFamiliesAreTakenOver() throws Exception {
        var script = Files.writeString(folder.resolve("pass.py"), PASSING);
        var process =
                new ProcessBuilder(
                                python(),
                                script.toString(),
                                folder.toString(),
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                classPath())
                        .redirectErrorStream(true)
                        .start();
        var output = new String(process.getInputStream().readAllBytes());
        if (!process.waitFor(300, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        var lines = output.lines().filter(line -> !line.equals("list")).toList();
        assertEquals(
                List.of("pair", "conn", "READY=1", "STATUS=served " + served(output), "exit 0"),
                lines,
                output);
    }

    private static long served(String output) {
        return output.lines().filter(line -> line.equals("list")).count() + 2;
    }

    @Test
    void whatIsNoSocketIsRefused() throws Exception {
        var path = Files.createFile(folder.resolve("plain")).toString();
        try (var file = Posix.open(path, java.util.Set.of())) {
            assertEquals(
                    88,
                    assertThrows(PosixException.class, () -> InheritedSocket.of(file.descriptor()))
                            .errno());
        }
        assertEquals(9, assertThrows(PosixException.class, () -> InheritedSocket.of(9999)).errno());
    }

    @Test
    void withoutTheOptionOfJavaTheSentenceNamesIt() throws Exception {
        try (var server = java.nio.channels.ServerSocketChannel.open()) {
            server.bind(null);
            int number = descriptorOfASocket();
            var socket = InheritedSocket.of(number);
            if (SelectorInternals.areOpen()) {
                return;
            }
            var failure =
                    assertThrows(
                            PosixException.class,
                            () -> {
                                if (socket.isListening()) {
                                    socket.listening();
                                } else {
                                    socket.connected();
                                }
                            });
            assertEquals(
                    "a socket's descriptor needs the option --add-opens"
                            + " java.base/sun.nio.ch=ALL-UNNAMED of java",
                    failure.words());
        }
    }

    /** Some socket of this process. */
    private static int descriptorOfASocket() throws Exception {
        try (var names = Files.list(Path.of("/proc/self/fd"))) {
            for (var name : names.toList()) {
                int number = Integer.parseInt(name.getFileName().toString());
                try {
                    if (InheritedSocket.of(number).isListening()) {
                        return number;
                    }
                } catch (PosixException other) {
                    // not the one
                }
            }
        }
        return fail("no listening socket among the descriptors");
    }

    /** Whether the JDK's channels are open to reflection here. */
    private static final class SelectorInternals {
        static boolean areOpen() {
            var module = Object.class.getModule();
            return module.isOpen("sun.nio.ch", InheritedSocketTest.class.getModule());
        }
    }

    private static String classPath() {
        return Stream.of(InheritedSocket.class, PassedDescriptors.class, Native.class)
                .map(c -> c.getProtectionDomain().getCodeSource().getLocation().getPath())
                .distinct()
                .collect(Collectors.joining(":"));
    }

    private static String python() {
        for (var candidate : List.of("/usr/bin/python3", "/usr/local/bin/python3")) {
            if (Files.isExecutable(Path.of(candidate))) {
                return candidate;
            }
        }
        if ("true".equals(System.getenv("CI"))) {
            fail("python3 is not installed");
        }
        System.out.println("skipped: python3 is not installed");
        return abort("python3 is not installed");
    }
}
