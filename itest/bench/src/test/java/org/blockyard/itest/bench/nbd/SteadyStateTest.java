package org.blockyard.itest.bench.nbd;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SteadyStateTest {
    @Test
    void isReachedWhereTwoWindowsInSuccessionAreNearTheLast() {
        var found = steady(50, 20, 10, 4.9, 5.1, 4, 4, 4, 4, 4, 4, 4);
        assertEquals(4, found.steady().micros());
        assertEquals(1.25, found.reachedAfter(), "5.1 is further than a quarter from 4");
    }

    @Test
    void oneLuckyWindowIsNotEnough() {
        var found = steady(50, 4, 30, 4, 4, 4, 4, 4, 4);
        assertEquals(0.75, found.reachedAfter());
    }

    @Test
    void aDaemonMayBeAtItsBestFromTheStart() {
        assertEquals(0, steady(4, 4, 4, 4, 4, 4).reachedAfter());
    }

    @Test
    void aLowRateIsNotNear() {
        var windows = new ArrayList<>(steady(4, 4, 4, 4, 4, 4).windows());
        windows.set(0, new SteadyState.Window(0, 4, 1));
        assertEquals(0.25, new SteadyState(windows).reachedAfter());
    }

    private static SteadyState steady(double... micros) {
        var windows = new ArrayList<SteadyState.Window>();
        for (int i = 0; i < micros.length; i++) {
            windows.add(new SteadyState.Window(i * 0.25, micros[i], 1e6 / micros[i]));
        }
        return new SteadyState(List.copyOf(windows));
    }
}
