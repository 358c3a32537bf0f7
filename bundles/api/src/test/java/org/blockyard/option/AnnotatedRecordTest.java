package org.blockyard.option;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import java.util.Optional;
import org.blockyard.export.ExportOptions;
import org.blockyard.graph.NodeOptions;
import org.junit.jupiter.api.Test;

class AnnotatedRecordTest {
    /** Every member of the annotation, and constants of all kinds. */
    record Full(
            @SuppressWarnings("x") @Option("plain") int plain,
            @Option(
                            value = "all \u00e4",
                            name = "other",
                            byDefault = "2",
                            size = true,
                            min = 1,
                            max = Long.MAX_VALUE - 1,
                            multipleOf = 2,
                            powerOfTwo = true,
                            legacy = "old",
                            legacyValues = {"a=b", "c=d"},
                            since = "1.1")
                    long all,
            @Option(value = "flat", flat = true) NodeOptions.Cache cache,
            Optional<String> bare) {
        static final double FRACTION = 1.5;
        static final float SMALL = 2.5f;

        boolean big(Object other) {
            return other instanceof Full(int p, long a, var c, var b)
                    && p + a > 1L << 40
                    && c.direct() == b.isEmpty();
        }
    }

    @Test
    void theClassFileSaysWhatReflectionSays() {
        for (Class<?> record :
                List.of(
                        Full.class,
                        NodeOptions.class,
                        ExportOptions.class,
                        SocketAddress.Inet.class,
                        NoOptions.class)) {
            assertEquals(
                    AnnotatedRecord.reflected(record),
                    AnnotatedRecord.of(record),
                    record.getName());
        }
        assertFalse(AnnotatedRecord.of(Full.class).isEmpty());
    }
}
