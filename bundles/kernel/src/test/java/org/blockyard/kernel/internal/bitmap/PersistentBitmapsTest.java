package org.blockyard.kernel.internal.bitmap;

import static org.blockyard.kernel.internal.fixture.TestGraph.bytes;
import static org.blockyard.kernel.internal.fixture.TestGraph.info;
import static org.blockyard.kernel.internal.fixture.TestGraph.tree;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.blockyard.bitmap.BitmapRequest;
import org.blockyard.bitmap.DirtyBitmap;
import org.blockyard.graph.GraphChange;
import org.blockyard.io.BlockException;
import org.blockyard.io.RequestFlags;
import org.blockyard.kernel.internal.bitmap.KeepingDriver.Image;
import org.blockyard.kernel.internal.fixture.TestGraph;
import org.blockyard.swap.NodeSwap.Outcome;
import org.blockyard.swap.SwapRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Persistent bitmaps stay true over whatever becomes of the node's device. */
@Timeout(300)
class PersistentBitmapsTest {
    private static final int GRAIN = 4096;

    private final TestGraph test = new TestGraph();
    private final Image image = new Image();

    @BeforeEach
    void open() throws Exception {
        test.drivers.add(info(new KeepingDriver(image), "1.0.0"));
        add();
        test.graph
                .require("k")
                .dirtyBitmaps()
                .add(new BitmapRequest("b", OptionalLong.of(GRAIN), true, true));
    }

    @AfterEach
    void close() {
        test.close();
    }

    private void add() throws Exception {
        test.graph.add(tree("driver", "keeping", "node-name", "k"));
    }

    private void reopen(boolean readOnly) throws Exception {
        var definition = tree("driver", "keeping", "node-name", "k", "read-only", readOnly);
        test.graph.apply(List.of(new GraphChange.Reopen(definition)));
    }

    private DirtyBitmap bitmap() throws Exception {
        return test.graph.require("k").dirtyBitmaps().require("b");
    }

    private void write(long grain) throws Exception {
        try (var user = test.writing("k");
                var lane = user.openLane()) {
            lane.write(grain * GRAIN, bytes(GRAIN, 1), RequestFlags.NONE);
        }
    }

    private void assertDirty(long... grains) throws Exception {
        assertFalse(bitmap().inconsistent());
        assertEquals((long) grains.length * GRAIN, bitmap().bits().dirtyBytes());
        for (long grain : grains) {
            assertTrue(bitmap().bits().dirty(grain * GRAIN), "grain " + grain);
        }
    }

    @Test
    void itIsStoredWhenTheNodeIsClosedAndLoadedWhenItIsOpened() throws Exception {
        write(3);
        test.graph.remove("k");
        assertFalse(image.inUse);
        add();
        assertTrue(image.inUse);
        write(5);
        assertDirty(3, 5);
    }

    @Test
    void aReplacedDriverFindsNothingStoredAndTheBitsGoOn() throws Exception {
        write(3);
        test.drivers.add(info(new KeepingDriver(image), "2.0.0"));
        var limit = Duration.ofMinutes(2);
        var request =
                new SwapRequest("keeping", Optional.empty(), List.of(), false, limit, limit, limit);
        var swap = test.graph.swaps(List::of).swap(request).nodes().getFirst();
        assertEquals(Outcome.SWITCHED, swap.outcome());
        assertEquals(0, image.stored);
        write(4);
        assertDirty(3, 4);
        test.graph.remove("k");
        assertEquals(1, image.stored);
        add();
        assertDirty(3, 4);
    }

    @Test
    void onANodeThatIsOnlyReadItCanBeReadButNotChanged() throws Exception {
        write(3);
        reopen(true);
        assertDirty(3);
        assertTrue(bitmap().readOnly());
        assertThrows(BlockException.class, () -> bitmap().requireModifiable());
        assertThrows(
                BlockException.class, () -> test.graph.require("k").dirtyBitmaps().remove("b"));
        reopen(false);
        write(4);
        assertDirty(3, 4);
    }

    @Test
    void whatOthersMarkedWhileItWasOnlyReadIsNotForgotten() throws Exception {
        write(3);
        reopen(true);
        image.mark("b", 7 * GRAIN, GRAIN);
        reopen(false);
        assertDirty(3, 7);
    }

    @Test
    void whatOthersLeftInUseWhileItWasOnlyReadIsInconsistent() throws Exception {
        write(3);
        reopen(true);
        image.inUse = true;
        reopen(false);
        assertTrue(bitmap().inconsistent());
        assertFalse(bitmap().recording());
        test.graph.require("k").dirtyBitmaps().remove("b");
        test.graph.remove("k");
        assertEquals(List.of(), image.bitmaps);
    }

    @Test
    void aFreezeStaysAsItWasOverAReopenedNode() throws Exception {
        write(3);
        var frozen = bitmap().freeze("job 'j'");
        write(4);
        reopen(true);
        assertEquals(2 * GRAIN, image.bitmaps.getFirst().bits().orElseThrow().dirtyBytes());
        reopen(false);
        assertEquals(GRAIN, frozen.bits().dirtyBytes());
        write(5);
        frozen.settle();
        assertDirty(4, 5);
    }

    @Test
    void anInactiveNodeHasNone() throws Exception {
        write(3);
        test.graph.active(Optional.of("k"), false);
        assertFalse(image.inUse);
        assertEquals(List.of(), test.graph.require("k").dirtyBitmaps().named());
        image.mark("b", 9 * GRAIN, GRAIN);
        test.graph.active(Optional.of("k"), true);
        assertDirty(3, 9);
    }

    @Test
    void aNodeThatCanKeepNoneRefusesThem() throws Exception {
        test.memory.disk("a").sized(1 << 16);
        var bitmaps = test.add("a").dirtyBitmaps();
        var request = new BitmapRequest("b", OptionalLong.empty(), true, true);
        var refusal = assertThrows(BlockException.class, () -> bitmaps.add(request));
        assertEquals(
                "Can't store persistent bitmaps to a: Operation not supported", refusal.sentence());
    }
}
