package org.blockyard.shell.internal.session;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** A statement may go over several lines. */
class StatementsTest {
    @Test
    void anOpenQuoteOrBraceWantsMore() {
        assertTrue(Statements.isIncomplete("blockdev-add '{\"driver\":\n"));
        assertTrue(Statements.isIncomplete("if {true} {\n"));
    }

    @Test
    void aWholeLineDoesNot() {
        assertFalse(Statements.isIncomplete("nodes | grep demo"));
        assertFalse(Statements.isIncomplete("blockdev-add driver=null-co node-name=n0"));
    }
}
