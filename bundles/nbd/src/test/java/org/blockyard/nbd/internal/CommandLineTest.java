package org.blockyard.nbd.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.blockyard.io.BlockException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {
    private static CommandLine parse(String line) throws BlockException {
        return CommandLine.parse(List.of(line.split(" ")));
    }

    @Test
    void optionsMayBeClusteredAbbreviatedAndAnywhere() throws BlockException {
        var line = parse("-trk/s disk -e5 --export=x --pid-f p -- -y");
        assertTrue(line.has(Flag.PERSISTENT) && line.has(Flag.READ_ONLY));
        assertEquals(Optional.of("/s"), line.value(Flag.SOCKET));
        assertEquals(5, line.number(Flag.SHARED, 1, 100));
        assertEquals(Optional.of("x"), line.value(Flag.EXPORT_NAME));
        assertEquals(Optional.of("p"), line.value(Flag.PID_FILE));
        assertEquals(List.of("disk", "-y"), line.operands());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--nothing",
                "-Z",
                "-k",
                "--read-only=yes",
                "--s f",
                "--selinux-label=x f",
                "-c /dev/nbd0 f"
            })
    void whatIsNotUnderstoodOrNotThereIsRefused(String line) {
        assertThrows(BlockException.class, () -> parse(line));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a b",
                "-k s f",
                "-k /s -p 1 f",
                "-p 70000 f",
                "-e -1 f",
                "-o x f",
                "--cache=x f",
                "-n --cache=none f",
                "--discard=x f",
                "--detect-zeroes=unmap f",
                "--aio=x f",
                "--tls-creds=x f",
                "--tls-authz=x f",
                "--tls-hostname=x f",
                "-f raw --image-opts driver=raw"
            })
    void optionsThatMakeNoSenseAreRefused(String line) {
        assertThrows(
                BlockException.class,
                () -> Server.of(line.isEmpty() ? CommandLine.parse(List.of()) : parse(line)));
    }

    @Test
    void listModeTakesNoDisk() {
        assertThrows(BlockException.class, () -> new ExportList(parse("-L f"), System.out));
        assertThrows(BlockException.class, () -> new ExportList(parse("-L -x name"), System.out));
    }
}
