package org.blockyard.format.vmdk.internal.layout;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Images are known by how they begin. */
class ImageStartTest {
    private static boolean isImage(String text) {
        return ImageStart.isImage(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "KDMV",
                "COWD....",
                "# Disk DescriptorFile\nversion=1\n",
                "version=3\n",
                "# a\r\n\r\nversion=2\r\nCID=0",
                "  \n#\nversion=1\nx"
            })
    void theseAreImages(String text) {
        assertTrue(isImage(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "KDM",
                "VMDK",
                "# comment\n",
                "version=4\n",
                "version=1",
                "x\nversion=1\n"
            })
    void theseAreNone(String text) {
        assertFalse(isImage(text));
    }
}
