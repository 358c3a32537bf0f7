package org.blockyard.img.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.blockyard.driver.ImageDescription;
import org.junit.jupiter.api.Test;

class HumanReportTest {
    private static ImageReport file(String name) {
        var description =
                new ImageDescription(
                        OptionalInt.empty(),
                        false,
                        false,
                        false,
                        Optional.empty(),
                        Optional.empty(),
                        OptionalLong.of(200704),
                        List.of(),
                        Optional.of("file"),
                        Map.of(),
                        Optional.of(name));
        return new ImageReport(name, "file", 197120, description, Map.of());
    }

    private static ImageReport overlay(String name, String backing) {
        var specific = new LinkedHashMap<String, Object>();
        specific.put("compat", "1.1");
        specific.put("lazy-refcounts", false);
        var description =
                new ImageDescription(
                        OptionalInt.of(65536),
                        false,
                        false,
                        true,
                        Optional.of(backing),
                        Optional.of("qcow2"),
                        OptionalLong.empty(),
                        List.of(),
                        Optional.of("qcow2"),
                        specific,
                        Optional.empty());
        return new ImageReport(name, "qcow2", 64 << 20, description, Map.of("file", file(name)));
    }

    @Test
    void tellsAnImageAndItsFile() {
        var expected =
                """
                image: sub/top.qcow2
                file format: qcow2
                virtual size: 64 MiB (67108864 bytes)
                disk size: 196 KiB
                cluster_size: 65536
                cleanly shut down: no
                backing file: base.qcow2 (actual path: sub/base.qcow2)
                backing file format: qcow2
                Format specific information:
                    compat: 1.1
                    lazy refcounts: false
                Child node '/file':
                    filename: sub/top.qcow2
                    protocol type: file
                    file length: 192 KiB (197120 bytes)
                    disk size: 196 KiB
                """;
        assertEquals(expected, HumanReport.of(overlay("sub/top.qcow2", "base.qcow2")));
    }

    @Test
    void backingNamesAreRelativeToTheImage() {
        assertEquals("base", overlay("top", "base").fullBackingName().orElseThrow());
        assertEquals("a/base", overlay("a/top", "base").fullBackingName().orElseThrow());
        assertEquals("/b/base", overlay("a/top", "/b/base").fullBackingName().orElseThrow());
        assertEquals("nbd:x", overlay("a/top", "nbd:x").fullBackingName().orElseThrow());
    }
}
