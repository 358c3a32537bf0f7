package org.blockyard.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.blockyard.platform.Platform;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class SchemaTest {
    private static final Set<String> META_TYPES =
            Set.of("builtin", "enum", "array", "object", "alternate", "command", "event");

    private final Platform platform = TestPlatform.whole();

    @AfterEach
    void end() {
        platform.close();
    }

    private Map<String, Map<?, ?>> ours() throws IOException {
        return byName((List<?>) platform.commands().run("query-qmp-schema", Map.of(), "test"));
    }

    private static Map<String, Map<?, ?>> byName(List<?> entries) {
        var named = new HashMap<String, Map<?, ?>>();
        for (var entry : entries) {
            var map = (Map<?, ?>) entry;
            assertEquals(null, named.put((String) map.get("name"), map), "twice: " + map);
        }
        return named;
    }

    @Test
    void everyNameMeansAnEntry() throws IOException {
        var schema = ours();
        for (var entry : schema.values()) {
            assertTrue(META_TYPES.contains((String) entry.get("meta-type")), entry.toString());
            for (var key : List.of("arg-type", "ret-type", "element-type")) {
                var type = entry.get(key);
                assertTrue(type == null || schema.containsKey((String) type), entry.toString());
            }
            for (var list : List.of("members", "variants")) {
                if (entry.get(list) instanceof List<?> members) {
                    for (var member : members) {
                        var type = ((Map<?, ?>) member).get("type");
                        assertTrue(
                                type == null || schema.containsKey((String) type),
                                entry.toString());
                    }
                }
            }
        }
    }

    @Test
    void everyCommandAndEventIsInIt() throws IOException {
        var schema = ours();
        for (var command : platform.commands().list()) {
            assertEquals("command", schema.get(command.name()).get("meta-type"));
        }
        for (var event : platform.commands().events()) {
            assertEquals("event", schema.get(event.name()).get("meta-type"));
        }
    }

    @Test
    void aDriverThatIsThereIsABranch() throws IOException {
        var schema = ours();
        var add = schema.get((String) schema.get("blockdev-add").get("arg-type"));
        assertEquals("driver", add.get("tag"));
        var cases = new TreeSet<String>();
        for (var variant : (List<?>) add.get("variants")) {
            cases.add((String) ((Map<?, ?>) variant).get("case"));
        }
        assertEquals(Set.of("file", "null-co", "qcow2", "raw"), cases);
    }

    /**
     * What managers look for: the same members of the same kind, required where QEMU's are and only
     * there.
     */
    @Test
    void argumentsAreThoseOfQemu(@TempDir Path folder) throws IOException {
        try (var daemon = new QemuDaemon(folder)) {
            var theirs = byName((List<?>) daemon.run("query-qmp-schema", Map.of()).get("return"));
            var ours = ours();
            var differences = new TreeSet<String>();
            for (var entry : ours.values()) {
                var peer = theirs.get((String) entry.get("name"));
                if (peer != null && "command".equals(entry.get("meta-type"))) {
                    new SchemaComparison(theirs, ours, differences)
                            .compare(
                                    (String) entry.get("name"),
                                    (String) peer.get("arg-type"),
                                    (String) entry.get("arg-type"));
                }
            }
            assertEquals(
                    Set.of(
                            // its value is gone in 9.2
                            "object-add+secret.loaded: missing",
                            // multipath TCP is an option of QEMU's builds
                            "chardev-add.backend+socket.data.addr+inet.data.mptcp: missing",
                            "chardev-change.backend+socket.data.addr+inet.data.mptcp: missing",
                            "nbd-server-start.addr+inet.data.mptcp: missing",
                            // any driver that is or will be there
                            "blockdev-create.options+qcow2.backing-fmt: enum is builtin"),
                    differences);
        }
    }

    @Test
    void featuresOfCommandsAreThoseOfQemu(@TempDir Path folder) throws IOException {
        try (var daemon = new QemuDaemon(folder)) {
            var theirs = byName((List<?>) daemon.run("query-qmp-schema", Map.of()).get("return"));
            for (var entry : ours().values()) {
                var peer = theirs.get((String) entry.get("name"));
                if (peer != null && "command".equals(entry.get("meta-type"))) {
                    assertEquals(peer.get("features"), entry.get("features"), entry.toString());
                }
            }
        }
    }

    @Test
    void whatQemuMayChangeIsMarkedAndOursIsNot() throws IOException {
        var features = new HashMap<Object, Object>();
        for (var entry : ours().values()) {
            if (entry.get("members") instanceof List<?> members) {
                for (var member : members) {
                    var map = (Map<?, ?>) member;
                    if (map.get("name") != null) {
                        features.put(map.get("name"), map.get("features"));
                    }
                }
            }
        }
        assertEquals(List.of("unstable"), features.get("x-check-cache-dropped"));
        assertTrue(features.containsKey("x-blockyard-when-driver-gone"));
        assertEquals(null, features.get("x-blockyard-when-driver-gone"));
    }

    @Test
    void resultsHaveAllMembersThatQemuAlwaysTells(@TempDir Path folder) throws IOException {
        try (var daemon = new QemuDaemon(folder)) {
            var theirs = byName((List<?>) daemon.run("query-qmp-schema", Map.of()).get("return"));
            var ours = ours();
            for (var name :
                    List.of(
                            "query-version",
                            "query-commands",
                            "query-named-block-nodes",
                            "query-blockstats",
                            "query-block-exports",
                            "query-jobs",
                            "query-block-jobs",
                            "query-chardev",
                            "x-debug-query-block-graph",
                            "qom-list",
                            "qom-list-types",
                            "query-qmp-schema")) {
                requireMembers(name, theirs, ours);
            }
        }
    }

    private static void requireMembers(
            String command, Map<String, Map<?, ?>> theirs, Map<String, Map<?, ?>> ours) {
        var their = result(theirs, command);
        var our = result(ours, command);
        for (var member : their.entrySet()) {
            if (!member.getValue()) {
                assertEquals(false, our.get(member.getKey()), command + ": " + member.getKey());
            }
        }
    }

    /** The members of a command's result, and whether each may be missing. */
    private static Map<String, Boolean> result(Map<String, Map<?, ?>> schema, String command) {
        var type = schema.get((String) schema.get(command).get("ret-type"));
        if ("array".equals(type.get("meta-type"))) {
            type = schema.get((String) type.get("element-type"));
        }
        assertNotNull(type);
        var members = new HashMap<String, Boolean>();
        for (var member : (List<?>) type.get("members")) {
            var map = (Map<?, ?>) member;
            members.put((String) map.get("name"), map.containsKey("default"));
        }
        return members;
    }
}
