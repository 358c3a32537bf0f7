package org.blockyard.option;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.blockyard.io.BlockException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SizesTest {
    @ParameterizedTest
    @CsvSource({
        "0,0",
        "512,512",
        "512b,512",
        "0x200,512",
        "0Xff,255",
        "1k,1024",
        "64K,65536",
        "1.5G,1610612736",
        ".5K,512",
        "2M,2097152",
        "1T,1099511627776",
        "7E,8070450532247928832",
        "1m,1048576",
        "9223372036854775807,9223372036854775807"
    })
    void sizesAreUnderstood(String text, long bytes) throws BlockException {
        assertEquals(bytes, Sizes.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "K",
                ".",
                ".K",
                "-1",
                "+1",
                "1KB",
                "1.5",
                "1.5b",
                "1e3",
                "0x",
                "0x-1",
                "0x1K",
                "8E",
                "9223372036854775808",
                "9999999999999999999999",
                "7.9999999999999999999E",
                " 1",
                "1 ",
                "\u0661",
                "1Z"
            })
    void whatIsNoSizeIsRefused(String text) {
        assertThrows(BlockException.class, () -> Sizes.parse(text));
    }

    @ParameterizedTest
    @CsvSource({
        "0,0 B",
        "999,999 B",
        "1000,0.977 KiB",
        "1023,0.999 KiB",
        "65536,64 KiB",
        "1610612736,1.5 GiB",
        "197120,192 KiB",
        "1073741824,1 GiB",
        "9223372036854775807,8 EiB",
        "1046528,0.998 MiB",
        "1023488,1e+03 KiB",
        "200704,196 KiB",
        "1288490188,1.2 GiB"
    })
    void sizesAreShownWithThreeDigits(long bytes, String text) {
        assertEquals(text, Sizes.human(bytes));
    }

    @Test
    void humanSizesHaveTheThreeDigitsThatTheExactQuotientRoundsTo() {
        var random = new java.util.Random(3);
        for (int i = 0; i < 20_000; i++) {
            long bytes = random.nextLong() >>> random.nextInt(1, 64);
            assertEquals(exact(bytes), Sizes.human(bytes), Long.toString(bytes));
        }
        for (long half :
                new long[] {1023 << 9, 12_850L << 10, (1L << 60) + (1L << 59), Long.MAX_VALUE}) {
            assertEquals(exact(half), Sizes.human(half), Long.toString(half));
        }
    }

    private static String exact(long bytes) {
        int power = 0;
        while (bytes >> 10 * power >= 1000) {
            power++;
        }
        if (power == 0) {
            return bytes + " B";
        }
        var rounded =
                new java.math.BigDecimal(bytes)
                        .divide(new java.math.BigDecimal(1L << 10 * power))
                        .round(new java.math.MathContext(3, java.math.RoundingMode.HALF_EVEN));
        var digits =
                rounded.intValue() >= 1000 ? "1e+03" : rounded.stripTrailingZeros().toPlainString();
        return digits + " " + "BKMGTPE".charAt(power) + "iB";
    }
}
