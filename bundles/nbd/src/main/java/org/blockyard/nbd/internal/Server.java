package org.blockyard.nbd.internal;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.blockyard.export.ExportInfo;
import org.blockyard.io.BlockException;
import org.blockyard.monitor.ManagementEvent;
import org.blockyard.option.KeyValues;
import org.blockyard.option.ReadMode;
import org.blockyard.platform.FlatPlatform;
import org.blockyard.platform.Platform;
import org.blockyard.posix.PidFile;
import org.blockyard.posix.ProcessState;
import org.jspecify.annotations.Nullable;

/**
 * Serves one image until the last client leaves, or with {@code -t} until a signal comes. Whichever
 * it is, the image is closed and flushed when {@link #run} returns.
 */
final class Server {
    private static final String EXPORT = "qemu-nbd-export";
    private static final String ORIGIN = "command line";
    private static final String CLIENTS_EVENT = "X_BLOCKYARD_NBD_CLIENTS";
    private static final int FIRST_INHERITED = 3;

    private final CommandLine line;
    private final Address address;
    private final Image image;
    private final long shared;
    private final long handshakeLimit;
    private final CountDownLatch end = new CountDownLatch(1);

    private Server(CommandLine line, Address address) throws BlockException {
        this.line = line;
        this.address = address;
        this.image = Image.of(line);
        if (line.has(Flag.TLS_HOSTNAME)) {
            throw CommandLine.usage("TLS hostname is only supported with list mode");
        }
        Tls.check(line);
        this.shared = line.number(Flag.SHARED, 1, Integer.MAX_VALUE);
        this.handshakeLimit = line.number(Flag.HANDSHAKE_LIMIT, 10, Integer.MAX_VALUE);
    }

    /**
     * The server that the command line asks for; a socket from the service manager takes precedence
     * over none.
     */
    static Server of(CommandLine line) throws BlockException {
        boolean inherited = inherits(System.getenv("LISTEN_PID"), System.getenv("LISTEN_FDS"));
        if (!inherited) {
            return new Server(line, Address.of(line));
        }
        for (var flag : new Flag[] {Flag.SOCKET, Flag.PORT, Flag.BIND}) {
            if (line.has(flag)) {
                throw CommandLine.usage(
                        "--" + flag.word() + " makes no sense with a socket that is handed over");
            }
        }
        return new Server(line, new Address.Inherited(FIRST_INHERITED));
    }

    private static boolean inherits(@Nullable String pid, @Nullable String count)
            throws BlockException {
        boolean ours = pid != null && pid.equals(Long.toString(ProcessHandle.current().pid()));
        if (!ours || count == null || count.equals("0")) {
            return false;
        }
        if (!count.equals("1")) {
            throw CommandLine.usage("only one socket can be handed over, not " + count);
        }
        return true;
    }

    /** Serves. */
    void run() throws IOException {
        // The machine ends when its hooks are done. After a signal this one keeps it until all is
        // closed; the process has then ended with a status of its own.
        var failed = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(
                                () -> {
                                    end.countDown();
                                    awaitUninterrupted(failed);
                                }));
        boolean closed = false;
        try (var platform = FlatPlatform.start()) {
            serve(platform);
            closed = true;
        } finally {
            if (!closed) {
                failed.countDown();
            }
        }
    }

    private void serve(Platform platform) throws IOException {
        start(platform);
        var pidFile = line.value(Flag.PID_FILE);
        if (pidFile.isPresent()) {
            try (var file = PidFile.create(pidFile.get(), ProcessHandle.current().pid())) {
                serveUntilEnd(platform);
            }
        } else {
            serveUntilEnd(platform);
        }
    }

    private void serveUntilEnd(Platform platform) throws IOException {
        ready();
        awaitUninterrupted(end);
        platform.commands().run("nbd-server-stop", Map.of(), ORIGIN);
    }

    private void start(Platform platform) throws IOException {
        for (var object : line.values(Flag.OBJECT)) {
            platform.objects().add(KeyValues.parse(object, Optional.of("qom-type")), ReadMode.TEXT);
        }
        var node = image.open(platform);
        if (!line.has(Flag.PERSISTENT)) {
            platform.events().subscribe(event -> endWithLastClient(platform, event));
        }
        platform.commands()
                .run(
                        "nbd-server-start",
                        Map.of(
                                "addr",
                                address.legacy(),
                                "max-connections",
                                shared,
                                "handshake-max-seconds",
                                handshakeLimit,
                                "x-blockyard-await-export",
                                true),
                        ORIGIN);
        platform.exports().add(export(node.name()));
    }

    private Map<String, Object> export(String nodeName) {
        var options = new HashMap<String, Object>();
        options.put("type", "nbd");
        options.put("id", EXPORT);
        options.put("node-name", nodeName);
        options.put("name", line.value(Flag.EXPORT_NAME).orElse(""));
        options.put("writable", !line.has(Flag.READ_ONLY) && !line.has(Flag.LOAD_SNAPSHOT));
        options.put("writethrough", image.writethrough());
        options.put("allocation-depth", line.has(Flag.ALLOCATION_DEPTH));
        if (line.has(Flag.BITMAP)) {
            options.put("bitmaps", List.copyOf(line.values(Flag.BITMAP)));
        }
        line.value(Flag.DESCRIPTION).ifPresent(text -> options.put("description", text));
        return options;
    }

    private void endWithLastClient(Platform platform, ManagementEvent event) {
        boolean nobody =
                event.name().equals(CLIENTS_EVENT)
                        && Long.valueOf(0).equals(event.data().get("clients"));
        // events of two clients may come in any order: what counts is how it is now
        if (nobody && !platform.exports().find(EXPORT).map(ExportInfo::inUse).orElse(false)) {
            end.countDown();
        }
    }

    /**
     * Says that clients may connect, to the script that waits for it on what is this process's
     * standard input.
     */
    private void ready() throws IOException {
        if (line.has(Flag.FORK)) {
            try (var starter = new FileOutputStream("/dev/fd/0")) {
                starter.write("ready\n".getBytes(StandardCharsets.US_ASCII));
            }
            ProcessState.silenceStandardStreams();
        }
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        while (true) {
            try {
                latch.await();
                return;
            } catch (InterruptedException e) {
                // nobody interrupts these threads but the end of the process
            }
        }
    }
}
