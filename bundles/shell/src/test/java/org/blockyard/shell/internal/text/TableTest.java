package org.blockyard.shell.internal.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Columns line up and fit. */
class TableTest {
    @Test
    void columnsAreAsWideAsTheirWidestCell() {
        var table = new Table("name", ">size").row("a", 1).row("longer", 1000);
        assertEquals(
                """
                NAME    SIZE
                a          1
                longer  1000
                """,
                table.render(80, ""));
    }

    @Test
    void theWidestColumnGivesWayWhenALineIsTooLong() {
        var text = new Table("node", "file").row("n0", "x".repeat(100)).render(40, "");
        assertTrue(text.lines().allMatch(line -> line.length() <= 40), text);
        assertTrue(text.contains("x…"), text);
    }

    @Test
    void anEmptyTableSaysSo() {
        assertEquals("no nodes\n", new Table("node").render(80, "no nodes"));
    }

    @Test
    void aRowHasACellForEachColumn() {
        assertThrows(IllegalArgumentException.class, () -> new Table("a", "b").row("only one"));
    }
}
