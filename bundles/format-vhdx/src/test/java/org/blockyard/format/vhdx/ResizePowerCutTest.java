package org.blockyard.format.vhdx;

import java.io.IOException;
import java.util.Map;
import org.blockyard.driver.tck.ResizePowerCut;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whenever power fails while a disk's length changes, it has one of the two, and its data. */
class ResizePowerCutTest {
    @ParameterizedTest
    @CsvSource({
        "dynamic, 3000320, 5000192", // the table has room
        "dynamic, 3000320, 150000000000", // the table has to move
        "dynamic, 5000192, 1049600",
        "fixed, 3000320, 5000192",
        "fixed, 5000192, 1049600",
    })
    void theLengthIsOldOrNewAndTheDataAreThere(String subformat, long before, long after)
            throws IOException {
        var creation = Map.<String, Object>of("subformat", subformat, "block-size", 1 << 20);
        try (var disk = new ResizePowerCut(VhdxDriver.class, creation)) {
            disk.require(before, after);
        }
    }
}
