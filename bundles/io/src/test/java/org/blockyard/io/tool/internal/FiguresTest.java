package org.blockyard.io.tool.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class FiguresTest {
    @Test
    void sizesHaveUpToThreeDecimals() {
        assertEquals("0 bytes", Figures.size(0));
        assertEquals("512 bytes", Figures.size(512));
        assertEquals("64 KiB", Figures.size(65536));
        assertEquals("1.500 MiB", Figures.size(3 << 19));
        assertEquals("8 EiB", Figures.size(Math.pow(2, 63)));
    }

    @Test
    void tiesGoToTheEvenDigitAsInC() {
        assertEquals("7.812 MiB", Figures.size(8192000));
        assertEquals("1.062 KiB", Figures.size(1088));
    }

    @Test
    void aTransferTellsItsRate() {
        assertEquals(
                "wrote 65536/65536 bytes at offset 512\n"
                        + "64 KiB, 1 ops; 00.50 sec (128.000 KiB/sec and 2.0000 ops/sec)\n",
                Figures.report("wrote", 512, 65536, 65536, 1, 500_000_000L, false));
        assertEquals(
                "65536,1,0:00:00.50,131072.000,2.000\n",
                Figures.report("wrote", 512, 65536, 65536, 1, 500_000_000L, true));
    }
}
