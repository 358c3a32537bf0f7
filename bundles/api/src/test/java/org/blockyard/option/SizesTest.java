package org.blockyard.option;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.blockyard.io.BlockException;
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
}
