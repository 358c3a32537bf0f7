package org.blockyard.itest.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.blockyard.itest.kit.NbdClient;
import org.blockyard.itest.kit.QmpClient;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A disk of three layers that is written throughout, while its layers are brought up or down. Every
 * write that was flushed is there afterwards, whether the job came to its end, was paused, was
 * cancelled, or died with the daemon.
 */
@Timeout(300)
class LayersUnderLoadTest {
    private static final int SIZE_MIB = 64;
    private static final long SEED = Long.getLong("layers.seed", 20261121);
    private static final int REPLIES = Integer.getInteger("layers.replies", 6000);

    @TempDir static Path layers;
    private static StampedLoad below;

    @TempDir Path folder;

    private final Random chance = new Random(SEED);
    private final StampedLoad load = below.copy(SEED);

    /** The jobs, by what they do with the chain. */
    private enum Layers {
        STREAM("block-stream", "{'job-id': 'j', 'device': 'top', 'base-node': 'base'}"),
        STREAM_ALL("block-stream", "{'job-id': 'j', 'device': 'top'}"),
        COMMIT("block-commit", "{'job-id': 'j', 'device': 'top', 'top-node': 'mid'}"),
        ACTIVE("block-commit", "{'job-id': 'j', 'device': 'top'}");

        private final String command;
        private final String arguments;

        Layers(String command, String arguments) {
            this.command = command;
            this.arguments = arguments;
        }

        /** The image that has all when the job succeeded. */
        String result() {
            return this == ACTIVE ? "base.qcow2" : "top.qcow2";
        }
    }

    /** The layers as each test begins with them: the lower two hold some of the disk. */
    @BeforeAll
    static void makeLayers() throws Exception {
        Tool.requires("qemu-img");
        below = new StampedLoad(SIZE_MIB * (1 << 20) / StampedLoad.BLOCK, SEED);
        var base = layer("base");
        var mid = layer("mid");
        Tool.run("qemu-img", "create", "-q", "-f", "qcow2", base, SIZE_MIB + "M").ok();
        fill(base);
        Tool.overlay("base.qcow2", mid);
        fill(mid);
        Tool.overlay("mid.qcow2", layer("top"));
    }

    private static String layer(String name) {
        return layers.resolve(name + ".qcow2").toString();
    }

    @BeforeEach
    void copyLayers() throws IOException {
        for (var name : List.of("base.qcow2", "mid.qcow2", "top.qcow2")) {
            Files.copy(layers.resolve(name), folder.resolve(name));
        }
    }

    /** Writes stamped blocks to a layer by itself. */
    private static void fill(String image) throws Exception {
        var socket = layers.resolve("fill.sock");
        try (var daemon =
                        Daemon.startBare(
                                layers,
                                "--blockdev",
                                "driver=file,node-name=f,filename=" + image,
                                "--blockdev",
                                "driver=qcow2,node-name=q,file=f",
                                "--nbd-server",
                                "addr.type=unix,addr.path=" + socket,
                                "--export",
                                "type=nbd,id=e,node-name=q,name=q,writable=on");
                var client = new NbdClient(socket, "q")) {
            below.run(client, 1500, () -> close(client));
        }
        Files.deleteIfExists(socket);
        check(Path.of(image), below);
    }

    private static void close(NbdClient client) {
        try {
            client.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private Daemon serve() throws Exception {
        return Daemon.start(
                folder,
                "--blockdev",
                chain(),
                "--nbd-server",
                "addr.type=unix,addr.path=" + folder.resolve("nbd.sock"),
                "--export",
                "type=nbd,id=e,node-name=top,name=top,writable=on");
    }

    private String chain() {
        return ("{'driver':'qcow2','node-name':'top','file':"
                        + file("top")
                        + ",'backing':{'driver':'qcow2','node-name':'mid','file':"
                        + file("mid")
                        + ",'backing':{'driver':'qcow2','node-name':'base','file':"
                        + file("base")
                        + "}}}")
                .replace('\'', '"');
    }

    private String file(String name) {
        return "{'driver':'file','filename':'" + folder.resolve(name + ".qcow2") + "'}";
    }

    private void check(String image) throws Exception {
        check(folder.resolve(image), load);
    }

    private static void check(Path image, StampedLoad load) throws Exception {
        int status = Tool.run("qemu-img", "check", "-q", image.toString()).status();
        assertTrue(status == 0 || status == 3, "qemu-img check of " + image + " says " + status);
        var raw = image.resolveSibling("disk.raw");
        Tool.run("qemu-img", "convert", "-f", "qcow2", "-O", "raw", image + "", raw + "").ok();
        load.verify(raw);
        Files.delete(raw);
    }

    private static void run(QmpClient qmp, Layers what, long speed) throws IOException {
        var arguments =
                what.arguments.replace('\'', '"').replace("}", ", \"speed\": " + speed + "}");
        qmp.execute(what.command, arguments);
    }

    /** Does something with the job while the load goes on, and ends that. */
    private interface Deed {
        void run(Daemon daemon, QmpClient qmp) throws Exception;
    }

    private void underLoad(Deed deed) throws Exception {
        var failure = new AtomicReference<Throwable>();
        try (var daemon = serve();
                var client = new NbdClient(folder.resolve("nbd.sock"), "top")) {
            var worker =
                    Thread.ofVirtual()
                            .start(
                                    () -> {
                                        try (var qmp = daemon.qmp()) {
                                            deed.run(daemon, qmp);
                                        } catch (Throwable t) {
                                            failure.set(t);
                                        } finally {
                                            close(client);
                                        }
                                    });
            load.run(client, Integer.MAX_VALUE, () -> {});
            worker.join();
        }
        if (failure.get() != null) {
            throw new AssertionError(failure.get());
        }
        Files.deleteIfExists(folder.resolve("nbd.sock"));
    }

    private static String awaitEnd(QmpClient qmp, Layers what) throws IOException {
        var event =
                qmp.await(
                        e ->
                                List.of(
                                                "BLOCK_JOB_COMPLETED",
                                                "BLOCK_JOB_CANCELLED",
                                                "BLOCK_JOB_READY")
                                        .contains(e.get("event")));
        var last = event.getLast();
        if (last.get("event").equals("BLOCK_JOB_READY")) {
            qmp.execute("job-complete", "{\"id\": \"j\"}");
            return awaitEnd(qmp, what);
        }
        assertEquals(Map.of(), withError(last));
        return last.get("event").toString();
    }

    private static Map<String, Object> withError(Map<String, Object> event) {
        var data = QmpClient.object(event.get("data"));
        return data.containsKey("error") ? data : Map.of();
    }

    @ParameterizedTest
    @ValueSource(strings = {"STREAM", "STREAM_ALL", "COMMIT", "ACTIVE"})
    void nothingIsLostWhenTheJobSucceeds(Layers what) throws Exception {
        underLoad(
                (daemon, qmp) -> {
                    run(qmp, what, 0);
                    assertEquals("BLOCK_JOB_COMPLETED", awaitEnd(qmp, what));
                });
        check(what.result());
    }

    @ParameterizedTest
    @ValueSource(strings = {"STREAM", "COMMIT", "ACTIVE"})
    void nothingIsLostWhenTheJobIsPausedAndCancelled(Layers what) throws Exception {
        underLoad(
                (daemon, qmp) -> {
                    for (int round = 0; round < 3; round++) {
                        run(qmp, what, 1 << 20);
                        qmp.execute("job-pause", "{\"id\": \"j\"}");
                        qmp.await(e -> status(e, "paused") || status(e, "standby"));
                        qmp.execute("job-resume", "{\"id\": \"j\"}");
                        qmp.execute("block-job-set-speed", speed(4 + chance.nextInt(64)));
                        qmp.execute("job-cancel", "{\"id\": \"j\"}");
                        qmp.await(e -> status(e, "null"));
                    }
                });
        check("top.qcow2");
    }

    private static String speed(int mib) {
        return "{\"device\": \"j\", \"speed\": " + ((long) mib << 20) + "}";
    }

    private static boolean status(Map<String, Object> event, String wanted) {
        return event.get("event").equals("JOB_STATUS_CHANGE")
                && wanted.equals(QmpClient.object(event.get("data")).get("status"));
    }

    @ParameterizedTest
    @CsvSource({"STREAM,1", "COMMIT,1", "ACTIVE,1"})
    void nothingThatWasFlushedIsLostWhenTheDaemonDies(Layers what, int kills) throws Exception {
        for (int round = 0; round < kills; round++) {
            var daemon = serve();
            try (var qmp = daemon.qmp();
                    var client = new NbdClient(folder.resolve("nbd.sock"), "top")) {
                run(qmp, what, (1L + chance.nextInt(20)) << 20);
                load.run(client, 100 + chance.nextInt(REPLIES), () -> kill(daemon));
            } finally {
                daemon.kill();
            }
            Files.deleteIfExists(folder.resolve("nbd.sock"));
            check("top.qcow2");
        }
    }

    private static void kill(Daemon daemon) {
        try {
            daemon.kill();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
