package org.blockyard.itest.bench.nbd;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class SteadyStateTest {
    @Test
    void isReachedWhereTwoWindowsInSuccessionAreNearTheLast() {
        var found = steady(50, 20, 10, 4.9, 5.1, 4, 4, 4, 4, 4, 4, 4);
        assertEquals(4, found.steady().micros());
        // 5.1 is further than a quarter from 4
        assertEquals(OptionalDouble.of(1.25), found.reachedAfter());
    }

    @Test
    void oneLuckyWindowIsNotEnough() {
        var found = steady(50, 4, 30, 4, 4, 4, 4, 4, 4);
        assertEquals(OptionalDouble.of(0.75), found.reachedAfter());
    }

    @Test
    void aDaemonMayBeAtItsBestFromTheStart() {
        assertEquals(OptionalDouble.of(0), steady(4, 4, 4, 4, 4, 4).reachedAfter());
    }

    @Test
    void aLowRateIsNotNear() {
        var windows = new ArrayList<>(steady(4, 4, 4, 4, 4, 4).windows());
        windows.set(0, new SteadyState.Window(0, 4, 1));
        assertEquals(OptionalDouble.of(0.25), new SteadyState(windows).reachedAfter());
    }

    @Test
    void itMayNeverBeReached() {
        assertEquals(OptionalDouble.empty(), steady(9, 4, 9, 4, 9, 4).reachedAfter());
    }

    private static SteadyState steady(double... micros) {
        var windows = new ArrayList<SteadyState.Window>();
        for (int i = 0; i < micros.length; i++) {
            windows.add(new SteadyState.Window(i * 0.25, micros[i], 1e6 / micros[i]));
        }
        return new SteadyState(List.copyOf(windows));
    }
}
