package org.blockyard.shell.internal.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Trees are drawn with their branches. */
class BranchTest {
    private static Branch branch(String label, Branch... children) {
        return new Branch(label, List.of(children));
    }

    @Test
    void childrenHangBelowTheirParentsWithLinesBetween() {
        var tree =
                branch("top", branch("file", branch("inner")), branch("backing", branch("file")));
        assertEquals(
                """
                top
                ├─ file
                │  └─ inner
                └─ backing
                   └─ file
                """,
                tree.draw(80));
    }

    @Test
    void longLinesAreCut() {
        assertEquals("a\n└─ bbbbb…\n", branch("a", branch("b".repeat(50))).draw(9));
    }
}
