package org.blockyard.kernel.internal.swap;

import static org.blockyard.kernel.internal.fixture.TestGraph.info;
import static org.blockyard.kernel.internal.fixture.TestGraph.memory;
import static org.blockyard.kernel.internal.fixture.TestGraph.tree;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.blockyard.graph.DriverInfo;
import org.blockyard.io.BlockException;
import org.blockyard.kernel.internal.fixture.OddDriver;
import org.blockyard.kernel.internal.fixture.OddDriver.Oddity;
import org.blockyard.kernel.internal.fixture.TestGraph;
import org.blockyard.swap.DriverBundles;
import org.blockyard.swap.DriverSwaps;
import org.blockyard.swap.SwapRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Versions of a driver come and go between swaps, and those that went are brought back. */
@Timeout(300)
class KeptVersionsTest {
    private final TestGraph test = new TestGraph();
    private final DriverInfo first = info(new OddDriver(Oddity.NONE), "1.0.0");
    private final DriverInfo second = info(new OddDriver(Oddity.NONE), "2.0.0");
    private final List<String> brought = new ArrayList<>();

    @BeforeEach
    void open() throws Exception {
        test.memory.disk("a").sized(1 << 20);
        test.drivers.add(first);
        add("top", "a");
    }

    private void add(String name, String disk) throws Exception {
        test.graph.add(tree("driver", "odd", "node-name", name, "file", memory(disk)));
    }

    @AfterEach
    void close() {
        test.close();
        assertEquals(0, test.memory.disk("a").open.get());
    }

    private String version() throws Exception {
        return test.graph.require("top").driverVersion();
    }

    /** Keeps the versions that were let go. */
    private DriverBundles keeper(DriverInfo kept) {
        return (bundle, version) -> {
            brought.add(bundle + " " + version);
            test.drivers.add(kept);
            return true;
        };
    }

    @Test
    void rollbackGoesToTheVersionBeforeAndAsksForItIfItIsAway() throws Exception {
        var mine = test.graph.swaps(() -> List.of(keeper(first)));
        test.drivers.add(second);
        mine.swap(SwapRequest.of("odd"));
        test.drivers.remove(first);
        assertEquals("2.0.0", version());
        assertTrue(mine.rollback("odd", List.of()).complete());
        assertEquals(List.of("test 1.0.0"), brought);
        assertEquals("1.0.0", version());
        assertThrows(BlockException.class, () -> mine.rollback("odd", List.of()));
    }

    @Test
    void aSwapWaitsForTheEndOfALettingGoAndBringsTheVersionBack() throws Exception {
        var mine = test.graph.swaps(() -> List.of(keeper(second)));
        test.drivers.add(second);
        var swap = new FutureTask<>(() -> mine.swap(SwapRequest.of("odd").to("2.0.0")));
        assertTrue(
                mine.betweenSwaps(
                        () -> {
                            Thread.ofPlatform().daemon().start(swap);
                            test.drivers.remove(second);
                        }));
        assertTrue(swap.get().complete(), () -> swap.resultNow().toString());
        assertEquals(List.of("test 2.0.0"), brought);
        assertEquals("2.0.0", version());
    }

    @Test
    void nothingIsDoneBetweenSwapsDuringOne() throws Exception {
        var ran = new ArrayList<Boolean>();
        var swaps = new AtomicReference<DriverSwaps>();
        Supplier<Boolean> between = () -> swaps.get().betweenSwaps(() -> ran.add(true));
        swaps.set(
                test.graph.swaps(
                        () -> {
                            ran.add(between.get());
                            ran.add(CompletableFuture.supplyAsync(between).join());
                            return List.of(keeper(second));
                        }));
        swaps.get().swap(SwapRequest.of("odd").to("2.0.0"));
        assertEquals(List.of(false, false), ran);
    }

    @Test
    void aSplitOfVersionsIsToldAndANodeOpensWithWhatItHadInOne() throws Exception {
        var told = new ArrayList<String>();
        var keeper =
                new DriverBundles() {
                    @Override
                    public boolean bring(String bundle, String version) {
                        return false;
                    }

                    @Override
                    public void split(String driver, Map<String, String> versions) {
                        told.add(driver + " " + versions);
                    }

                    @Override
                    public Optional<String> version(String nodeName, String driver) {
                        return nodeName.equals("late") ? Optional.of("1.0.0") : Optional.empty();
                    }
                };
        test.graph.bundles(() -> List.of(keeper));
        test.drivers.add(second);
        test.memory.disk("b").sized(1 << 20);
        add("late", "b");
        assertEquals("1.0.0", test.graph.require("late").driverVersion());
        var swaps = test.graph.swaps(List::of);
        swaps.swap(SwapRequest.of("odd").only(List.of("top")));
        assertEquals("odd {late=1.0.0, top=2.0.0}", told.getLast());
        swaps.swap(SwapRequest.of("odd"));
        assertEquals("odd {}", told.getLast());
        test.graph.remove("late");
        assertEquals(0, test.memory.disk("b").open.get());
    }
}
