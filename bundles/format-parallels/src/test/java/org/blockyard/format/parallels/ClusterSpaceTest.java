package org.blockyard.format.parallels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.blockyard.format.kit.NewPlace;
import org.blockyard.format.kit.Place;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.junit.jupiter.api.Test;

/** Clusters are given away once, and again when they came back. */
class ClusterSpaceTest {
    private static final int CLUSTER = 1000;

    private final ClusterSpace space = new ClusterSpace(5000, CLUSTER, 20_000, 8000);

    private long take() throws BlockException {
        return space.take().data().offset();
    }

    @Test
    void holesAreFilledBeforeTheEnd() throws Exception {
        assertTrue(space.use(7000));
        assertEquals(5000, take());
        assertEquals(6000, take());
        assertEquals(8000, take());
        space.giveBack(new Place.Data(6000));
        assertEquals(6000, take());
        assertEquals(9000, take());
    }

    @Test
    void aClusterIsUsedOnce() {
        assertTrue(space.use(6000));
        assertFalse(space.use(6000));
        assertEquals(7000, space.end());
    }

    @Test
    void theEndGoesBackOverWhatCameBack() throws Exception {
        take();
        take();
        take();
        space.giveBack(new Place.Data(6000));
        assertEquals(8000, space.end());
        space.giveBack(new Place.Data(7000));
        assertEquals(6000, space.end());
    }

    @Test
    void onlyWhatNobodyWroteIsBlank() throws Exception {
        space.use(6000);
        assertFalse(space.take().blank());
        assertFalse(space.take().blank(), "it was in the file before");
        var fresh = space.take();
        assertEquals(new NewPlace(8000, true), fresh);
        space.giveBackUnwritten(fresh);
        assertTrue(space.take().blank());
        space.giveBack(fresh.data());
        assertFalse(space.take().blank(), "something may have been written there");
    }

    @Test
    void whatTheTableCanNotNameIsNotGiven() throws Exception {
        space.append(14 * CLUSTER);
        take();
        var full = assertThrows(BlockException.class, this::take);
        assertEquals(ErrorKind.NO_SPACE, full.kind());
    }

    @Test
    void clustersBetweenTheOthersAreKnownToo() throws Exception {
        assertTrue(space.use(5500));
        assertEquals(7000, take());
    }
}
