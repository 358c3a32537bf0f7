package org.blockyard.kernel.internal.graph;

import static org.blockyard.kernel.internal.fixture.TestGraph.info;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.blockyard.driver.BlockDevice;
import org.blockyard.driver.BlockDriver;
import org.blockyard.driver.DriverKind;
import org.blockyard.driver.HandOverState;
import org.blockyard.driver.LiveHandOver;
import org.blockyard.driver.OpenContext;
import org.blockyard.driver.TakingOver;
import org.blockyard.graph.NodeState;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.io.RequestFlags;
import org.blockyard.kernel.internal.fixture.TestGraph;
import org.blockyard.option.OptionSchema;
import org.blockyard.swap.NodeSwap;
import org.blockyard.swap.NodeSwap.Outcome;
import org.blockyard.swap.SwapRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an instance keeps open for its successor is there when that opens, and gone afterwards. */
class InheritanceTest {
    private static final int SIZE = 4096;

    private final TestGraph test = new TestGraph();
    private final List<String> log = Collections.synchronizedList(new ArrayList<>());

    /** A disk of zeroes, alone with a thing that can be taken over or must be let go. */
    private final class Keeping implements BlockDriver<Keeping.None> {
        record None() {}

        private final String label;

        Keeping(String label) {
            this.label = label;
        }

        @Override
        public String name() {
            return "keeping";
        }

        @Override
        public DriverKind kind() {
            return DriverKind.PROTOCOL;
        }

        @Override
        public OptionSchema<None> options() {
            return OptionSchema.of(None.class);
        }

        BlockDevice serve(OpenContext context) throws IOException {
            if (!context.inactive()) {
                log.add(label + (context.handedOver().isPresent() ? " takes" : " opens"));
            }
            return new Device(label);
        }

        @Override
        public BlockDevice open(None options, OpenContext context) throws IOException {
            return serve(context);
        }
    }

    /** As {@link Keeping}, of a later layout that knows the former. */
    private final class Taking implements BlockDriver<Keeping.None>, TakingOver {
        private final Keeping like;
        private final boolean refuses;

        Taking(String label, boolean refuses) {
            this.like = new Keeping(label);
            this.refuses = refuses;
        }

        @Override
        public String name() {
            return like.name();
        }

        @Override
        public DriverKind kind() {
            return like.kind();
        }

        @Override
        public OptionSchema<Keeping.None> options() {
            return like.options();
        }

        @Override
        public boolean takesOver(HandOverState state) {
            return state.version() == 1;
        }

        @Override
        public BlockDevice open(Keeping.None options, OpenContext context) throws IOException {
            var device = like.serve(context);
            if (refuses) {
                throw new BlockException(ErrorKind.IO, "not like this");
            }
            return device;
        }
    }

    private final class Device implements BlockDevice, LiveHandOver {
        private final String label;

        Device(String label) {
            this.label = label;
        }

        @Override
        public Optional<HandOverState> handOver() {
            return Optional.of(new HandOverState("keeping", 1, Map.of()));
        }

        @Override
        public void release() {
            log.add(label + " releases");
        }

        @Override
        public long length() {
            return SIZE;
        }

        @Override
        public void read(long offset, ByteBuffer target) {
            while (target.hasRemaining()) {
                target.put((byte) 0);
            }
        }

        @Override
        public void write(long offset, ByteBuffer source, RequestFlags flags) {
            source.position(source.limit());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    private NodeSwap swap(BlockDriver<?> from, BlockDriver<?> to) throws IOException {
        test.drivers.add(info(from, "1.0.0"));
        test.graph.add(Map.of("driver", "keeping", "node-name", "n"));
        test.drivers.add(info(to, "2.0.0"));
        log.clear();
        var request =
                new SwapRequest(
                        "keeping",
                        Optional.empty(),
                        List.of(),
                        false,
                        Duration.ofSeconds(120),
                        Duration.ofSeconds(120),
                        Duration.ofSeconds(120));
        return test.graph.swaps(List::of).swap(request).nodes().getFirst();
    }

    @AfterEach
    void close() {
        test.close();
    }

    @Test
    void isKeptUntilTheSuccessorHasIt() throws Exception {
        var swap = swap(new Taking("old", false), new Taking("new", false));
        assertEquals(Outcome.SWITCHED, swap.outcome(), swap.reason());
        assertTrue(swap.handedOver());
        assertEquals(List.of("new takes", "old releases"), log);
    }

    @Test
    void isLetGoBeforeADriverOpensThatDoesNotTakeIt() throws Exception {
        var swap = swap(new Taking("old", false), new Keeping("new"));
        assertEquals(Outcome.SWITCHED, swap.outcome(), swap.reason());
        assertFalse(swap.handedOver());
        assertEquals(List.of("old releases", "new opens"), log);
    }

    @Test
    void goesBackToTheOldDriverWhenTheNewOneRefuses() throws Exception {
        var swap = swap(new Taking("old", false), new Taking("new", true));
        assertEquals(Outcome.REFUSED, swap.outcome());
        assertEquals(List.of("new takes", "old takes", "old releases"), log);
        assertEquals(NodeState.ACTIVE, test.graph.require("n").state());
    }

    @Test
    void isNotAskedForWhereNobodyFollows() throws Exception {
        test.drivers.add(info(new Taking("old", false), "1.0.0"));
        test.graph.add(Map.of("driver", "keeping", "node-name", "n"));
        log.clear();
        var same = test.drivers.find("keeping", "1.0.0").orElseThrow();
        test.drivers.remove(same);
        assertEquals(NodeState.SUSPENDED, test.graph.require("n").state());
        test.drivers.add(same);
        assertEquals(NodeState.ACTIVE, test.graph.require("n").state());
        assertEquals(List.of("old opens"), log);
    }
}
