package org.blockyard.format.vmdk.internal.layout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No name in a descriptor leads to what its image has no business with. */
class ExtentNameTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "a-s001.vmdk",
                "with space.vmdk",
                "sub/a.vmdk",
                "a..b",
                "./a",
                "..a",
                "a/x:y"
            })
    void filesInTheImagesFolderAreTaken(String name) throws Exception {
        assertEquals(name, ExtentName.requireInFolder(name));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/etc/shadow",
                "../other/disk.vmdk",
                "a/../../b",
                "..",
                "..\\b",
                "\\\\.\\PhysicalDrive0",
                "C:\\disk.vmdk",
                "nbd://host/export",
                "json:{\"driver\":\"file\"}",
                "fat:rw:/",
                "host_device:/dev/sda"
            })
    void othersAreRefusedByName(String name) {
        var failure = assertThrows(BlockException.class, () -> ExtentName.requireInFolder(name));
        assertEquals(ErrorKind.DENIED, failure.kind());
        assertTrue(failure.sentence().contains("'" + name + "'"), failure.sentence());
    }
}
