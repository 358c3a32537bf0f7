package org.blockyard.throttle.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.blockyard.io.BlockException;
import org.blockyard.option.ReadMode;
import org.junit.jupiter.api.Test;

/** What limits may be, and what becomes of those that are set later. */
class LimitsTest {
    private static ThrottleGroupObject group(Map<String, Object> properties) throws BlockException {
        return new ThrottleGroupObject(
                new VirtualClock(),
                new ThrottleGroupType().options().read(properties, ReadMode.JSON));
    }

    private static void refused(String sentence, Map<String, Object> limits) {
        var failure = assertThrows(BlockException.class, () -> group(Map.of("limits", limits)));
        assertEquals(sentence, failure.sentence());
    }

    @Test
    void limitsThatDoNotGoTogetherAreRefused() {
        var both =
                "bps/iops/max total values and read/write values cannot be used at the same time";
        refused(both, Map.of("iops-total", 100L, "iops-read", 100L));
        refused(both, Map.of("bps-total", 100L, "bps-write", 100L));
        refused("iops size requires an iops value to be set", Map.of("iops-size", 4096L));
        var range = "bps/iops/max values must be within [0, 1000000000000000]";
        refused(range, Map.of("iops-total", -1L));
        refused(range, Map.of("bps-read", Limits.MOST + 1));
        refused(
                "bps_max/iops_max cannot be lower than bps/iops",
                Map.of("iops-total", 10L, "iops-total-max", 5L));
        refused(
                "bps_max/iops_max require corresponding bps/iops values",
                Map.of("iops-total-max", 5L));
        refused(
                "burst length set without burst rate",
                Map.of("iops-total", 10L, "iops-total-max-length", 5L));
        refused(
                "the burst length cannot be 0",
                Map.of("iops-total", 10L, "iops-total-max-length", 0L));
        refused(
                "burst length too high for this burst rate",
                Map.of(
                        "iops-total", 10L,
                        "iops-total-max", Limits.MOST,
                        "iops-total-max-length", 5L));
        refused(
                "burst length too high for this burst rate",
                Map.of("iops-total", 10L, "iops-total-max", 20L, "iops-total-max-length", -1L));
        refused(
                "iops-total-max-length value must be in the range [0, 4294967295]",
                Map.of(
                        "iops-total", 10L,
                        "iops-total-max", 20L,
                        "iops-total-max-length", 4294967296L));
    }

    @Test
    void theLimitsAreThoseGivenSinglyAndAsOneTogether() throws Exception {
        var limits =
                group(Map.of("x-iops-total", 10L, "limits", Map.of("bps-read", 5L)))
                        .properties()
                        .limits()
                        .orElseThrow();
        assertEquals(Optional.of(10L), limits.iopsTotal());
        assertEquals(Optional.of(5L), limits.bpsRead());
        assertEquals(Optional.of(0L), limits.bpsWrite());
        assertEquals(Optional.of(1L), limits.bpsWriteMaxLength());
        assertEquals(Optional.of(0L), limits.iopsSize());
    }

    private static void set(ThrottleGroupObject group, String name, Object value)
            throws BlockException {
        var schema = new ThrottleGroupType().options();
        group.change(
                properties -> {
                    var tree = new LinkedHashMap<>(schema.write(properties));
                    tree.put(name, value);
                    return schema.read(tree, ReadMode.JSON);
                });
    }

    @Test
    void aLaterChangeKeepsTheLimitsThatItDoesNotNameAndIsRefusedWhole() throws Exception {
        var group = group(Map.of("x-bps-total", 1000L));
        set(group, "limits", Map.of("iops-total", 5L));
        assertEquals(Optional.of(1000L), group.properties().bpsTotal());
        assertEquals(Optional.of(5L), group.properties().iopsTotal());
        assertThrows(BlockException.class, () -> set(group, "limits", Map.of("iops-read", 5L)));
        assertEquals(Optional.of(0L), group.properties().iopsRead());
    }

    @Test
    void singleLimitsAreForTheBeginning() throws Exception {
        var group = group(Map.of());
        var late = assertThrows(BlockException.class, () -> set(group, "x-iops-total", 5L));
        assertEquals("Property cannot be set after initialization", late.sentence());
        var negative = assertThrows(BlockException.class, () -> group(Map.of("x-iops-total", -5L)));
        assertEquals("Property values cannot be negative", negative.sentence());
    }
}
