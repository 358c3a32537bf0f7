package org.blockyard.itest.peers;

import static org.blockyard.itest.kit.QmpClient.objects;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.blockyard.itest.kit.QmpClient;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The reply to {@code query-blockstats} has the form of that of QEMU's storage daemon. */
class BlockStatsAgainstQemuTest {
    @TempDir Path folder;
    private List<String> definitions;

    @BeforeEach
    void makeImages() {
        Tool.requires("qemu-storage-daemon", "qemu-img");
        var base = folder.resolve("base").toString();
        var top = folder.resolve("top").toString();
        Tool.run("qemu-img", "create", "-q", "-f", "qcow2", base, "1M").ok();
        Tool.run("qemu-img", "create", "-q", "-f", "qcow2", "-b", base, "-F", "qcow2", top).ok();
        definitions =
                List.of(
                        "--blockdev",
                        "driver=file,node-name=bottom,filename=" + base,
                        "--blockdev",
                        "driver=qcow2,node-name=base,file=bottom",
                        "--blockdev",
                        "driver=file,node-name=file,filename=" + top,
                        "--blockdev",
                        "driver=qcow2,node-name=top,file=file,backing=base",
                        "--blockdev",
                        "driver=null-co,node-name=nothing,size=1048576");
    }

    @Test
    void membersNestingAndOrderAreTheSame() throws Exception {
        List<?> ours;
        try (var daemon = Daemon.start(folder, definitions.toArray(String[]::new));
                var qmp = daemon.qmp()) {
            ours = replies(qmp);
        }
        assertEquals(peers(), ours);
    }

    private List<?> peers() throws Exception {
        var socket = folder.resolve("peer.sock");
        var pidFile = folder.resolve("peer.pid");
        var command =
                new ArrayList<>(
                        List.of(
                                "qemu-storage-daemon",
                                "--daemonize",
                                "--pidfile",
                                pidFile.toString(),
                                "--chardev",
                                "socket,id=c,server=on,wait=off,path=" + socket,
                                "--monitor",
                                "chardev=c"));
        command.addAll(definitions);
        Tool.run(command.toArray(String[]::new)).ok();
        long pid = Long.parseLong(Files.readString(pidFile).strip());
        try (var qmp = new QmpClient(socket)) {
            return replies(qmp);
        } finally {
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroy);
        }
    }

    private static List<?> replies(QmpClient qmp) throws Exception {
        return List.of(
                objects(qmp.execute("query-blockstats", Map.of())),
                masked(qmp.execute("query-blockstats", Map.of("query-nodes", true))));
    }

    /**
     * The reply with numbers made alike, without what came after QEMU 7.2, and without the idle
     * time: QEMU's nodes count nothing, so they never had a request to count from.
     */
    private static Object masked(Object tree) {
        return switch (tree) {
            case Map<?, ?> map -> {
                var copy = new TreeMap<String, Object>();
                map.forEach(
                        (key, value) -> {
                            var name = key.toString();
                            if (!name.contains("zone_append") && !name.equals("idle_time_ns")) {
                                copy.put(name, masked(value));
                            }
                        });
                yield copy;
            }
            case List<?> list -> list.stream().map(BlockStatsAgainstQemuTest::masked).toList();
            case Number n -> 0L;
            default -> tree;
        };
    }
}
