package org.blockyard.option;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.blockyard.export.ExportOptions;
import org.blockyard.graph.NodeOptions;
import org.junit.jupiter.api.Test;

class AnnotatedClassTest {
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

    @Retention(RetentionPolicy.RUNTIME)
    @interface Odd {
        double real() default 1;

        Class<?>[] types() default {};

        RetentionPolicy policy() default RetentionPolicy.CLASS;

        Branch nested() default @Branch("x");

        char letter() default 'x';
    }

    /** Annotations that are none of ours, in every form of value. */
    enum Words {
        @Branch("first!")
        FIRST,
        @Odd(
                real = 2,
                types = {String.class, int.class},
                policy = RetentionPolicy.RUNTIME,
                nested = @Branch("y"),
                letter = 'y')
        SECOND;

        @Odd(nested = @Branch("z"))
        void method() {}
    }

    @Test
    void theClassFileSaysWhatReflectionSays() {
        for (Class<?> type :
                List.of(
                        Full.class,
                        Words.class,
                        NodeOptions.class,
                        NodeOptions.Discard.class,
                        ExportOptions.class,
                        SocketAddress.class,
                        SocketAddress.Inet.class,
                        NoOptions.class)) {
            assertEquals(AnnotatedClass.reflected(type), AnnotatedClass.of(type), type.getName());
        }
        assertFalse(AnnotatedClass.of(Full.class).options().isEmpty());
        assertEquals(Map.of("FIRST", "first!"), AnnotatedClass.of(Words.class).branches());
    }
}
