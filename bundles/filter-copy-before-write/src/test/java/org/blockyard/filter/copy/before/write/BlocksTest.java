package org.blockyard.filter.copy.before.write;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

class BlocksTest {
    private static final long SIZE = 1 << 16;

    @Test
    void knowsWhetherAWriteWaitsForWhatIsCopied() throws Exception {
        var blocks = new Blocks(4 * SIZE, SIZE);
        var claimed = blocks.claimFrom(0, 4 * SIZE).orElseThrow();
        assertFalse(blocks.awaited());
        var write = new FutureTask<>(() -> blocks.claimIn(0, 1, SIZE, Long.MAX_VALUE));
        Thread.ofVirtual().start(write);
        while (!blocks.awaited()) {
            Thread.onSpinWait();
        }
        blocks.copied(claimed, claimed);
        assertFalse(write.get().isPresent());
        assertFalse(blocks.awaited());
    }
}
