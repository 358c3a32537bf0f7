package org.blockyard.format.vpc;

import java.io.IOException;
import java.util.Map;
import org.blockyard.driver.tck.ResizePowerCut;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whenever power fails while a disk's length changes, it has one of the two, and its data. */
class ResizePowerCutTest {
    @ParameterizedTest
    @CsvSource({
        "dynamic, 5242880, 10000384", // the table has room
        "dynamic, 5242880, 5000000000", // the table has to move
        "dynamic, 7340032, 1049600",
        "fixed, 1049600, 1574912",
        "fixed, 1049600, 1050112",
        "fixed, 5242880, 1049600",
        "fixed, 5242880, 5242368",
    })
    void theLengthIsOldOrNewAndTheDataAreThere(String subformat, long before, long after)
            throws IOException {
        var creation = Map.<String, Object>of("subformat", subformat, "force-size", true);
        try (var disk = new ResizePowerCut(VpcDriver.class, creation)) {
            disk.require(before, after);
        }
    }
}
