package org.blockyard.protocol.nothing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import org.blockyard.io.BlockException;
import org.blockyard.io.Extent;
import org.blockyard.io.RequestFlags;
import org.blockyard.option.ReadMode;
import org.junit.jupiter.api.Test;

/** A disk without a medium. */
class NullDeviceTest {
    private static NullDevice device(Map<String, Object> options) throws BlockException {
        return new NullDevice(new NullCoDriver().options().read(options, ReadMode.JSON));
    }

    @Test
    void itIsOneGibibyteUnlessToldOtherwise() throws Exception {
        assertEquals(1L << 30, device(Map.of()).length());
        assertEquals(512, device(Map.of("size", 512L)).length());
    }

    @Test
    void aReadNeverShowsWhatTheBufferHeld() throws Exception {
        for (boolean zeroes : new boolean[] {true, false}) {
            var device = device(Map.of("read-zeroes", zeroes));
            var target = ByteBuffer.allocate(8).putLong(0, -1).position(2);
            device.read(0, target);
            assertFalse(target.hasRemaining());
            assertEquals(0xffff_0000_0000_0000L, target.getLong(0));
            assertEquals(zeroes ? Extent.zero(8) : Extent.data(8), device.status(0, 8));
        }
    }

    @Test
    void withoutLatencyEverythingIsDoneAtOnce() throws Exception {
        var device = device(Map.of());
        assertTrue(device.tryRead(0, ByteBuffer.allocate(512)));
        var source = ByteBuffer.allocate(512);
        assertTrue(device.tryWrite(0, source, RequestFlags.NONE));
        assertFalse(source.hasRemaining());
    }

    @Test
    void withLatencyEachRequestTakesThatLong() throws Exception {
        var device = device(Map.of("latency-ns", 3_000_000L));
        assertFalse(device.tryRead(0, ByteBuffer.allocate(512)));
        assertFalse(device.tryWrite(0, ByteBuffer.allocate(512), RequestFlags.NONE));
        long begin = System.nanoTime();
        device.read(0, ByteBuffer.allocate(512));
        device.write(0, ByteBuffer.allocate(512), RequestFlags.NONE);
        device.flush();
        assertTrue(System.nanoTime() - begin >= 9_000_000L);
    }

    @Test
    void theOnlyFileNameIsTheBareOne() throws Exception {
        assertEquals(Map.of(), new NullCoDriver().parse("null-co://"));
        assertEquals(Map.of(), new NullAioDriver().parse("null-aio://"));
        var failure =
                assertThrows(
                        BlockException.class, () -> new NullCoDriver().parse("null-co://disk"));
        assertEquals(
                "The only allowed filename for this driver is 'null-co://'", failure.sentence());
    }

    @Test
    void theBareNameStandsForTheDefaultsOnly() {
        var driver = new NullCoDriver();
        assertEquals(Optional.of("null-co://"), driver.format(Map.of()));
        assertEquals(Optional.empty(), driver.format(Map.of("size", 4096L)));
    }
}
