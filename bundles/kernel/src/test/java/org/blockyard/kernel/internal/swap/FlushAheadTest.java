package org.blockyard.kernel.internal.swap;

import static org.blockyard.kernel.internal.fixture.TestGraph.memory;
import static org.blockyard.kernel.internal.fixture.TestGraph.tree;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.blockyard.kernel.internal.fixture.TestGraph;
import org.blockyard.kernel.internal.node.Node;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A brake slows clients down, lets each of them through, and leaves the gate as it found it. */
@Timeout(300)
class FlushAheadTest {
    private final TestGraph test = new TestGraph();

    @AfterEach
    void close() {
        test.close();
    }

    @Test
    void underABrakeRequestsGoOnAndNoneFails() throws Exception {
        test.memory.disk("a").sized(1 << 20);
        test.graph.add(tree("driver", "pass", "node-name", "top", "file", memory("a")));
        var gate = ((Node) test.graph.require("top")).gate();
        try (var load = new StampedLoad(test, "top", 4, 16)) {
            try (var brake = new Brake(gate, Duration.ofMinutes(5))) {
                load.awaitMore(200);
            }
            assertFalse(gate.held());
            load.awaitMore(200);
        }
    }

    @Test
    void aBrakeThatIsForgottenEndsByItself() throws Exception {
        test.memory.disk("a").sized(512);
        test.add("a");
        var gate = ((Node) test.graph.require("a")).gate();
        try (var brake = new Brake(gate, Duration.ZERO)) {
            assertTrue(gate.enter(Duration.ofMinutes(5).toNanos()));
            gate.leave();
        }
    }
}
