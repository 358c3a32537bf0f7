package org.blockyard.itest.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Objects are made, seen, set and removed as QEMU's storage daemon does it, and what is wrong is
 * refused in the same words.
 */
class ObjectsAgainstQemuTest {
    @TempDir Path folder;

    private QmpPair pair;

    @BeforeEach
    void start() throws Exception {
        pair = QmpPair.start(folder);
    }

    @AfterEach
    void end() throws Exception {
        pair.close();
    }

    @Test
    void secrets() throws Exception {
        pair.same(
                """
                object-add {"qom-type": "secret", "id": "s0", "data": "hello"}
                object-add {"qom-type": "secret", "id": "s0", "data": "x"}
                object-add {"qom-type": "secret", "id": "1bad", "data": "x"}
                object-add {"qom-type": "secret", "id": "s1"}
                object-add {"qom-type": "secret", "id": "s1", "data": "a", "file": "/etc/hostname"}
                object-add {"qom-type": "secret", "id": "s1", "file": "/nonexistent"}
                object-add {"qom-type": "secret", "id": "s1", "file": "/"}
                object-add {"qom-type": "secret", "id": "s1", "data": "!!!", "format": "base64"}
                object-add {"qom-type": "secret", "id": "s2", "data": "x", "format": "hex"}
                object-add {"qom-type": "secret", "id": "k0", "data": "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=", "format": "base64"}
                object-add {"qom-type": "secret", "id": "e0", "data": "x", "keyid": "nokey"}
                object-add {"qom-type": "secret", "id": "e0", "data": "x", "keyid": "k0"}
                object-add {"qom-type": "secret", "id": "e0", "data": "x", "keyid": "k0", "iv": "???"}
                object-add {"qom-type": "secret", "id": "e0", "data": "x", "keyid": "k0", "iv": "YWJj"}
                object-add {"qom-type": "secret", "id": "e0", "data": "eHh4", "keyid": "k0", "iv": "MDEyMzQ1Njc4OTAxMjM0NQ==", "format": "base64"}
                object-add {"qom-type": "secret", "id": "e0", "data": "MDEyMzQ1Njc4OTAxMjM0NQ==", "keyid": "k0", "iv": "MDEyMzQ1Njc4OTAxMjM0NQ==", "format": "base64"}
                object-add {"qom-type": "secret", "id": "e0", "data": "MDEyMzQ1Njc4OTAxMjM0NQ==", "keyid": "s0", "iv": "MDEyMzQ1Njc4OTAxMjM0NQ==", "format": "base64"}
                object-add {"qom-type": "secret", "id": "e0", "data": "MDEyMzQ1Njc4OTAxMjM0NQ==", "iv": "MDEyMzQ1Njc4OTAxMjM0NQ==", "format": "base64"}
                object-add {"qom-type": "secret", "id": "e4", "data": "é", "keyid": "k0", "iv": "MDEyMzQ1Njc4OTAxMjM0NQ=="}
                qom-get {"path": "/objects/s0", "property": "format"}
                qom-get {"path": "/objects/s0", "property": "file"}
                qom-get {"path": "/objects/s0", "property": "keyid"}
                qom-get {"path": "/objects/s0", "property": "type"}
                qom-get {"path": "/objects/s0", "property": "nix"}
                qom-set {"path": "/objects/s0", "property": "type", "value": "x"}
                """);
    }

    @Test
    void threads() throws Exception {
        pair.same(
                """
                object-add {"qom-type": "iothread", "id": "i0"}
                object-add {"qom-type": "iothread", "id": "i1", "poll-max-ns": -1}
                object-add {"qom-type": "iothread", "id": "i1", "poll-max-ns": 5, "poll-grow": 2, "poll-shrink": 3, "aio-max-batch": 4}
                object-add {"qom-type": "iothread", "id": "i2", "thread-pool-min": 10, "thread-pool-max": 5}
                object-add {"qom-type": "iothread", "id": "i2", "thread-pool-min": -1}
                object-add {"qom-type": "iothread", "id": "i2", "thread-pool-max": 0}
                object-add {"qom-type": "iothread", "id": "i3", "poll-max-ns": "x"}
                qom-get {"path": "/objects/i1", "property": "poll-max-ns"}
                qom-set {"path": "/objects/i1", "property": "poll-max-ns", "value": 77}
                qom-get {"path": "/objects/i1", "property": "poll-max-ns"}
                qom-set {"path": "/objects/i1", "property": "poll-max-ns", "value": -1}
                qom-set {"path": "/objects/i1", "property": "poll-max-ns", "value": "a"}
                qom-set {"path": "/objects/i1", "property": "thread-pool-min", "value": 65}
                qom-set {"path": "/objects/i1", "property": "thread-pool-max", "value": -2}
                object-add {"qom-type": "main-loop", "id": "m0"}
                object-add {"qom-type": "main-loop", "id": "m1"}
                qom-get {"path": "/objects/m0", "property": "aio-max-batch"}
                """);
    }

    @Test
    void threadsOfNodes() throws Exception {
        pair.same(
                """
                object-add {"qom-type": "iothread", "id": "t"}
                object-add {"qom-type": "iothread", "id": "u"}
                blockdev-add {"driver": "null-co", "node-name": "n", "size": 1048576, "read-zeroes": true}
                blockdev-add {"driver": "raw", "node-name": "r", "file": "n"}
                blockdev-add {"driver": "null-co", "node-name": "m", "size": 1048576, "read-zeroes": true}
                x-blockdev-set-iothread {"node-name": "zz", "iothread": "t"}
                x-blockdev-set-iothread {"node-name": "m", "iothread": "zz"}
                x-blockdev-set-iothread {"node-name": "m", "iothread": "t"}
                x-blockdev-set-iothread {"node-name": "m", "iothread": null}
                x-blockdev-set-iothread {"node-name": "m"}
                x-blockdev-set-iothread {"node-name": "m", "iothread": 5}
                x-blockdev-set-iothread {"node-name": "m", "iothread": "t", "force": "x"}
                x-blockdev-set-iothread {"node-name": "n", "iothread": "t"}
                x-blockdev-set-iothread {"node-name": "n", "iothread": "u"}
                x-blockdev-set-iothread {"node-name": "n", "iothread": null}
                nbd-server-start {"addr": {"type": "inet", "data": {"host": "127.0.0.1", "port": "0"}}}
                block-export-add {"type": "nbd", "id": "e", "node-name": "r"}
                x-blockdev-set-iothread {"node-name": "r", "iothread": "t"}
                x-blockdev-set-iothread {"node-name": "n", "iothread": "t"}
                x-blockdev-set-iothread {"node-name": "r", "iothread": "zz"}
                x-blockdev-set-iothread {"node-name": "r", "iothread": "t", "force": true}
                x-blockdev-set-iothread {"node-name": "r", "iothread": null, "force": true}
                block-export-del {"id": "e"}
                await BLOCK_EXPORT_DELETED
                block-export-add {"type": "nbd", "id": "e", "node-name": "r", "iothread": "zz"}
                block-export-add {"type": "nbd", "id": "e", "node-name": "r", "iothread": "t", "fixed-iothread": true}
                x-blockdev-set-iothread {"node-name": "r", "iothread": "u"}
                x-blockdev-set-iothread {"node-name": "r", "iothread": "u", "force": true}
                x-blockdev-set-iothread {"node-name": "n", "iothread": "u", "force": true}
                x-blockdev-set-iothread {"node-name": "r", "iothread": "t", "force": true}
                """);
    }

    @Test
    void authorizers() throws Exception {
        pair.same(
                """
                object-add {"qom-type": "authz-simple", "id": "a0", "identity": "fred"}
                object-add {"qom-type": "authz-simple", "id": "a1"}
                qom-get {"path": "/objects/a0", "property": "identity"}
                qom-set {"path": "/objects/a0", "property": "identity", "value": "bob"}
                qom-get {"path": "/objects/a0", "property": "identity"}
                qom-get {"path": "/objects/a1", "property": "identity"}
                object-add {"qom-type": "authz-list", "id": "l0"}
                qom-get {"path": "/objects/l0", "property": "rules"}
                qom-get {"path": "/objects/l0", "property": "policy"}
                object-add {"qom-type": "authz-list", "id": "l1", "policy": "allow", "rules": [{"match": "fred", "policy": "deny"}, {"match": "*.x", "policy": "allow", "format": "glob"}]}
                qom-get {"path": "/objects/l1", "property": "rules"}
                qom-get {"path": "/objects/l1", "property": "policy"}
                qom-set {"path": "/objects/l1", "property": "policy", "value": "deny"}
                qom-get {"path": "/objects/l1", "property": "policy"}
                qom-set {"path": "/objects/l1", "property": "policy", "value": "x"}
                qom-set {"path": "/objects/l1", "property": "rules", "value": [{"match": "a", "policy": "deny"}]}
                qom-get {"path": "/objects/l1", "property": "rules"}
                qom-set {"path": "/objects/l1", "property": "rules", "value": [{"match": "a"}]}
                object-add {"qom-type": "authz-list", "id": "l2", "rules": [{"match": "fred"}]}
                object-add {"qom-type": "authz-list", "id": "l2", "rules": "x"}
                object-add {"qom-type": "authz-list", "id": "l2", "rules": [{"match": "a", "policy": "deny", "zz": 1}]}
                object-add {"qom-type": "authz-list", "id": "l2", "policy": "none"}
                """);
    }

    @Test
    void whatIsNoObject() throws Exception {
        pair.same(
                """
                object-add {"qom-type": "secret", "id": "s0", "data": "x"}
                object-add {"qom-type": "nix", "id": "n"}
                object-add {"id": "a"}
                object-add {"qom-type": "secret"}
                object-add {"qom-type": "secret", "id": "x9", "data": "x", "zz": 1}
                object-add {"qom-type": "container", "id": "c"}
                object-add {"qom-type": "authz", "id": "c"}
                object-del {"id": "nix"}
                object-del {"id": "s0"}
                object-del {"id": "s0"}
                object-del {"id": "k0"}
                """);
    }

    @Test
    void places() throws Exception {
        pair.same(
                """
                qom-list {"path": "/nix"}
                qom-list {"path": "/objects/nix"}
                qom-list {"path": ""}
                qom-get {"path": "/objects/nix", "property": "type"}
                qom-list-types {"implements": "nix"}
                qom-list-properties {"typename": "nix"}
                qom-list-properties {"typename": "object"}
                qom-list-properties {"typename": "user-creatable"}
                qom-list-properties {"typename": "container"}
                object-add {"qom-type": "iothread", "id": "t"}
                qom-list {"path": "/objects"}
                qom-list {"path": "objects"}
                """);
        sameNames("qom-list", Map.of("path", "/objects/t"));
        sameNames("qom-list", Map.of("path", "t"));
        for (var type : List.of("iothread", "main-loop", "authz-simple", "authz-list", "authz")) {
            sameNames("qom-list-properties", Map.of("typename", type));
        }
        sameNames("qom-list-properties", Map.of("typename", "authz-list-file"));
        sameNames("qom-list-types", Map.of("implements", "secret"));
    }

    /** Compares lists that have no order in QEMU, and in which versions of it have more. */
    private void sameNames(String command, Map<String, Object> arguments) throws Exception {
        assertEquals(
                names(pair.theirs(), command, arguments), names(pair.ours(), command, arguments));
    }

    private static TreeSet<String> names(
            QmpSide side, String command, Map<String, Object> arguments) throws Exception {
        var names = new TreeSet<String>();
        for (var entry : (List<?>) side.qmp().ask(command, arguments).get("return")) {
            names.add(String.valueOf(((Map<?, ?>) entry).get("name")));
        }
        return names;
    }
}
