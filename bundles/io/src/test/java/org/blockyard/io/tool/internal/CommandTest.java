package org.blockyard.io.tool.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class CommandTest {
    private static Command command(String name) {
        return Commands.all().stream().filter(c -> c.name().equals(name)).findFirst().orElseThrow();
    }

    @Test
    void namesAreUnique() {
        var names = new HashSet<String>();
        for (var command : Commands.all()) {
            assertTrue(names.add(command.name()), command.name());
            assertTrue(command.shortName().isEmpty() || names.add(command.shortName()));
        }
    }

    @Test
    void optionsTakeTheirValuesTogetherOrApart() throws Exception {
        var read = command("read").parse("read", List.of("-qP", "0xcd", "-s4k", "0", "64k"));
        assertTrue(read.has('q'));
        assertFalse(read.has('v'));
        assertEquals("0xcd", read.value('P').orElseThrow());
        assertEquals(4096, read.size('s', 0));
        assertEquals(0, read.size(0));
        assertEquals(65536, read.size(1));
    }

    @Test
    void wrongUseIsSaidAsTheUserExpects() {
        var count =
                assertThrows(
                        CommandException.class,
                        () -> command("write").parse("write", List.of("0")));
        assertEquals(
                "bad argument count 1 to write, expected at least 2 arguments", count.getMessage());
        assertFalse(count.result());
        var letter =
                assertThrows(
                        UsageException.class,
                        () -> command("write").parse("write", List.of("-Z", "0", "1")));
        assertEquals("write: invalid option -- 'Z'", letter.getMessage());
        var size = assertThrows(CommandException.class, () -> Command.size("x"));
        assertTrue(size.result());
    }

    @Test
    void onlyWritersNeedAWritableDisk() {
        assertTrue(command("write").writes() && command("discard").writes());
        assertFalse(command("read").writes() || command("map").writes());
    }
}
