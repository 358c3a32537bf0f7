package org.blockyard.protocol.vvfat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import org.blockyard.io.BlockException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The words before the folder's name, and names that look like them. */
class FatFileNameTest {
    @ParameterizedTest
    @CsvSource({
        "fat:/a, 0, false, false, /a",
        "fat:32:/a, 32, false, false, /a",
        "fat:12:floppy:rw:/a, 12, true, true, /a",
        "fat:rw:a:b, 0, false, true, a:b",
        "fat:floppy:16:/a, 16, true, false, /a",
        "fat:64:/a, 0, false, false, 64:/a",
    })
    void eachWordIsAnOption(String name, long type, boolean floppy, boolean rw, String dir)
            throws Exception {
        assertEquals(
                Map.of("fat-type", type, "floppy", floppy, "rw", rw, "dir", dir),
                FatFileName.parse(name));
    }

    @ParameterizedTest
    @CsvSource({"fat:/a", "fat:32:/a", "fat:12:floppy:rw:/a", "fat:rw:/a"})
    void optionsHaveTheirName(String name) throws Exception {
        assertEquals(name, FatFileName.format(FatFileName.parse(name)).orElseThrow());
    }

    @Test
    void anotherPrefixIsRefused() {
        var failure = assertThrows(BlockException.class, () -> FatFileName.parse("/a"));
        assertEquals("File name string must start with 'fat:'", failure.sentence());
    }
}
