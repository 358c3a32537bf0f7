package org.blockyard.export.nbd.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BudgetTest {
    private static final int MIB = 1 << 20;

    private final Budget budget = new Budget(() -> 10, 8 * MIB);
    private final List<String> offered = new ArrayList<>();

    /** A connection that wants so much memory whenever it is offered some. */
    private final class Wanting {
        final String name;
        final int size;
        final List<Room> rooms = new ArrayList<>();
        final Share share = new Share(budget, this::retry);
        int wanted;

        Wanting(String name, int size, int wanted) {
            this.name = name;
            this.size = size;
            this.wanted = wanted;
            retry();
        }

        final void retry() {
            while (wanted > 0) {
                var room = share.tryTake(Room.Kind.of(size), 1, size);
                if (room == null) {
                    return;
                }
                rooms.add(room);
                wanted--;
                offered.add(name);
            }
        }

        void giveBack() {
            var room = rooms.removeLast();
            share.giveBack(room);
            share.offer(room);
        }
    }

    @Test
    void eachHasSomeOfItsOwnWhateverOthersHold() {
        var greedy = new Wanting("greedy", MIB, 100);
        assertTrue(greedy.wanted > 0);
        int own = Room.Kind.SMALL.ownRequests;
        var modest = new Wanting("modest", Room.Kind.SMALL.ownBytes / own, own);
        assertEquals(0, modest.wanted);
    }

    @Test
    void whoWaitsIsServedInTurnAndIsNotPassed() {
        var greedy = new Wanting("g", MIB, 8);
        assertEquals(0, greedy.wanted);
        var large = new Wanting("l", 4 * MIB, 1);
        var small = new Wanting("s", MIB, 2);
        offered.clear();
        for (int i = 0; i < 3; i++) {
            greedy.giveBack();
        }
        assertEquals(List.of(), offered, "the large one must not be passed");
        greedy.giveBack();
        greedy.giveBack();
        assertEquals(List.of("l"), offered.subList(0, 1));
        greedy.giveBack();
        greedy.giveBack();
        assertEquals(List.of("l", "s", "s"), offered);
        assertEquals(0, large.wanted + small.wanted);
    }

    @Test
    void thoseWhoWaitTakeTurns() {
        var first = new Wanting("f", 8 * MIB, 1);
        var a = new Wanting("a", 2 * MIB, 4);
        var b = new Wanting("b", 2 * MIB, 4);
        offered.clear();
        first.giveBack();
        assertEquals(List.of("a", "b", "a", "b"), offered);
        assertEquals(4, a.wanted + b.wanted);
    }

    @Test
    void aSingleRequestMayBeLargerThanAll() {
        var one = new Wanting("one", 20 * MIB, 2);
        assertEquals(1, one.wanted);
        one.giveBack();
        one.retry(); // it was its own bound that held it back
        assertEquals(0, one.wanted);
    }

    @Test
    void whoFailsWhenOfferedRoomDoesNotKeepItFromOthers() {
        var first = new Wanting("f", 4 * MIB, 2);
        var failing =
                new Share(
                        budget,
                        () -> {
                            throw new IllegalStateException("a defect");
                        });
        assertNull(failing.tryTake(Room.Kind.LARGE, 1, 4 * MIB));
        var next = new Wanting("next", 4 * MIB, 1);
        assertThrows(IllegalStateException.class, first::giveBack);
        first.giveBack();
        assertEquals(0, next.wanted);
    }

    @Test
    void whoLeftIsNotOfferedAnything() {
        var first = new Wanting("f", 8 * MIB, 1);
        var gone = new Wanting("gone", 8 * MIB, 1);
        var next = new Wanting("next", 8 * MIB, 1);
        gone.share.leave();
        offered.clear();
        first.giveBack();
        assertEquals(List.of("next"), offered);
        assertTrue(first.share.isEmpty());
        assertFalse(next.share.isEmpty());
    }
}
