package org.blockyard.nbd.internal;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.blockyard.cli.CommandLine;
import org.blockyard.export.ExportInfo;
import org.blockyard.io.BlockException;
import org.blockyard.monitor.ManagementEvent;
import org.blockyard.option.KeyValues;
import org.blockyard.option.ReadMode;
import org.blockyard.platform.FlatPlatform;
import org.blockyard.platform.Platform;
import org.blockyard.posix.ErrorNumber;
import org.blockyard.posix.PidFile;
import org.blockyard.posix.PosixException;
import org.blockyard.posix.ProcessState;

/**
 * Serves one image until the last client leaves, or with {@code -t} until a signal comes. Whichever
 * it is, the image is closed and flushed when {@link #run} returns.
 */
final class Server {
    private static final String EXPORT = "qemu-nbd-export";
    private static final String ORIGIN = "command line";
    private static final String CLIENTS_EVENT = "X_BLOCKYARD_NBD_CLIENTS";

    private final CommandLine line;
    private final Address address;
    private final Image image;
    private final PrintStream err;
    private final CountDownLatch end = new CountDownLatch(1);

    /** The server that a command line asks for, which is known to be good. */
    Server(CommandLine line, Address address, PrintStream err) {
        this.line = line;
        this.address = address;
        this.err = err;
        this.image = Image.of(line);
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
        var pidFile = line.value(Flags.PID_FILE);
        if (pidFile.isPresent()) {
            try (var file = pidFile(pidFile.get())) {
                serveUntilEnd(platform);
            }
        } else {
            serveUntilEnd(platform);
        }
    }

    private static PidFile pidFile(String path) throws IOException {
        try {
            return PidFile.create(path, ProcessHandle.current().pid());
        } catch (PosixException e) {
            var failure = BlockException.of(e);
            throw failure.prefix(
                    e.errno() == ErrorNumber.EAGAIN
                            ? "Cannot lock pid file: "
                            : "Could not create '" + path + "': ");
        }
    }

    private void serveUntilEnd(Platform platform) throws IOException {
        if (line.has(Flags.CONNECT)) {
            try (var device = KernelDevice.connect(line, address)) {
                device.serve(line.has(Flags.VERBOSE), err, end::countDown);
                awaitEnd();
            }
        } else {
            awaitEnd();
        }
        platform.commands().run("nbd-server-stop", Map.of(), ORIGIN);
    }

    private void awaitEnd() throws IOException {
        ready();
        awaitUninterrupted(end);
    }

    /** Whether the shell script that started this waits for it on its standard input. */
    private boolean inBackground() {
        return line.has(Flags.FORK) || (line.has(Flags.CONNECT) && !line.has(Flags.VERBOSE));
    }

    private void start(Platform platform) throws IOException {
        for (var object : line.values(Flags.OBJECT)) {
            platform.objects().add(KeyValues.parse(object, Optional.of("qom-type")), ReadMode.TEXT);
        }
        if (!line.has(Flags.PERSISTENT)) {
            platform.events().subscribe(event -> endWithLastClient(platform, event));
        }
        // before the image, which takes longer: clients that come now wait until it is there
        platform.commands()
                .run(
                        "nbd-server-start",
                        Map.of(
                                "addr",
                                address.legacy(),
                                "max-connections",
                                Options.number(line, Flags.SHARED, 1),
                                "handshake-max-seconds",
                                Options.number(line, Flags.HANDSHAKE_LIMIT, 10),
                                "x-blockyard-await-export",
                                true),
                        ORIGIN);
        platform.exports().add(export(image.open(platform, err).name()));
    }

    private Map<String, Object> export(String nodeName) {
        var options = new HashMap<String, Object>();
        options.put("type", "nbd");
        options.put("id", EXPORT);
        options.put("node-name", nodeName);
        options.put("name", line.value(Flags.EXPORT_NAME).orElse(""));
        options.put("writable", !line.has(Flags.READ_ONLY) && !line.has(Flags.LOAD_SNAPSHOT));
        options.put("writethrough", image.writethrough());
        options.put("allocation-depth", line.has(Flags.ALLOCATION_DEPTH));
        if (line.has(Flags.BITMAP)) {
            options.put("bitmaps", List.copyOf(line.values(Flags.BITMAP)));
        }
        line.value(Flags.DESCRIPTION).ifPresent(text -> options.put("description", text));
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
        if (inBackground()) {
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
