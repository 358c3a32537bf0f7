package org.blockyard.posix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SignalsTest {
    @Test
    void anActionRunsEachTimeTheSignalComes() throws Exception {
        var came = new Semaphore(0);
        assertTrue(Signals.handle("USR2", came::release));
        for (int i = 0; i < 2; i++) {
            var pid = Long.toString(ProcessHandle.current().pid());
            assertEquals(0, new ProcessBuilder("kill", "-USR2", pid).start().waitFor());
            assertTrue(came.tryAcquire(60, TimeUnit.SECONDS));
        }
    }

    @Test
    void whatJavaKeepsForItselfOrDoesNotKnowIsNotHeard() {
        assertFalse(Signals.handle("SEGV", () -> {}));
        assertFalse(Signals.handle("NOPE", () -> {}));
    }
}
