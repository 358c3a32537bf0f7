package org.blockyard.filter.blkdebug;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.blockyard.filter.blkdebug.DebugOptions.Inject;
import org.blockyard.filter.blkdebug.DebugOptions.IoType;
import org.blockyard.filter.blkdebug.DebugOptions.SetState;
import org.blockyard.io.BlockException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When a rule holds, and for which requests. */
class RulesTest {
    private static Inject rule(
            DebugEvent event, int state, @Nullable IoType type, long sector, boolean once) {
        return new Inject(event, state, Optional.ofNullable(type), 5, 0, sector, once, false);
    }

    private static Rules rules(Inject... injections) {
        return new Rules(List.of(injections), List.of());
    }

    @Test
    void aRuleWithoutAnEventHoldsFromTheBeginning() {
        assertTrue(
                rules(rule(DebugEvent.NONE, 0, null, -1, false))
                        .forRequest(IoType.READ, 0, 1)
                        .isPresent());
    }

    @Test
    void aRuleHoldsForRequestsThatTouchItsSectorOnly() {
        var rules = rules(rule(DebugEvent.NONE, 0, null, 8, false));
        assertFalse(rules.forRequest(IoType.READ, 0, 4096).isPresent());
        assertTrue(rules.forRequest(IoType.WRITE, 4096, 1).isPresent());
        assertTrue(rules.forRequest(IoType.DISCARD, 0, 4097).isPresent());
        assertFalse(rules.forRequest(IoType.FLUSH, 0, 0).isPresent());
    }

    @Test
    void questionsFailOnlyWhereARuleNamesThem() {
        assertFalse(
                rules(rule(DebugEvent.NONE, 0, null, -1, false))
                        .forRequest(IoType.BLOCK_STATUS, 0, 1)
                        .isPresent());
        assertTrue(
                rules(rule(DebugEvent.NONE, 0, IoType.BLOCK_STATUS, -1, false))
                        .forRequest(IoType.BLOCK_STATUS, 0, 1)
                        .isPresent());
    }

    @Test
    void aRuleForOneRequestIsGoneAfterIt() {
        var rules = rules(rule(DebugEvent.L2_LOAD, 0, null, -1, true));
        assertFalse(rules.forRequest(IoType.READ, 0, 1).isPresent());
        rules.reached("l2_load");
        assertTrue(rules.forRequest(IoType.READ, 0, 1).isPresent());
        rules.reached("l2_load");
        assertFalse(rules.forRequest(IoType.READ, 0, 1).isPresent());
    }

    @Test
    void theStateDecidesWhichRulesAnEventMakesHold() {
        var rules =
                new Rules(
                        List.of(
                                rule(DebugEvent.READ_AIO, 1, IoType.READ, -1, false),
                                rule(DebugEvent.READ_AIO, 2, IoType.WRITE, -1, false)),
                        List.of(new SetState(DebugEvent.READ_AIO, 1, 2)));
        rules.reached("read_aio");
        assertTrue(rules.forRequest(IoType.READ, 0, 1).isPresent());
        assertFalse(rules.forRequest(IoType.WRITE, 0, 1).isPresent());
        rules.reached("read_aio");
        assertFalse(rules.forRequest(IoType.READ, 0, 1).isPresent());
        assertTrue(rules.forRequest(IoType.WRITE, 0, 1).isPresent());
    }

    @Test
    void aFileOfRulesIsReadAndItsMistakesAreRefused(@TempDir Path folder) throws Exception {
        var file = folder.resolve("rules");
        Files.writeString(
                file,
                """
                # two rules
                [inject-error]
                event = "l2_update"
                errno = "28"
                once = "on"
                [set-state]
                event = "l2_load"
                new_state = "3"
                """);
        var read = RuleFile.read(file.toString());
        assertEquals(28, read.injections().getFirst().errno());
        assertTrue(read.injections().getFirst().once());
        assertEquals(3, read.changes().getFirst().newState());
        for (var wrong : List.of("[frob]", "event = \"l2_load\"", "[set-state]\nevent = l2_load")) {
            Files.writeString(file, wrong);
            assertThrows(BlockException.class, () -> RuleFile.read(file.toString()), wrong);
        }
    }
}
