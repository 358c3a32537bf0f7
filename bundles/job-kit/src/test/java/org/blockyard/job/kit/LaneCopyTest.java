package org.blockyard.job.kit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.blockyard.graph.ChainExtent;
import org.blockyard.graph.Lane;
import org.blockyard.io.BufferPool;
import org.junit.jupiter.api.Test;

class LaneCopyTest {
    private static final Range RANGE = Range.data(0, LaneCopy.CHUNK);
    private static final ChainExtent DATA =
            new ChainExtent(
                    RANGE.length(),
                    true,
                    false,
                    true,
                    false,
                    0,
                    OptionalLong.empty(),
                    Optional.empty());

    private final TestControl control = new TestControl();
    private final LaneCopy copy =
            new LaneCopy(
                    stub(Lane.class, Map.of("chainStatus", DATA)),
                    stub(Lane.class, Map.of("copyFrom", RANGE.length())),
                    stub(BufferPool.class, Map.of()),
                    LaneCopy.Manner.PLAIN);

    private static <T> T stub(Class<T> type, Map<String, Object> results) {
        return type.cast(
                Proxy.newProxyInstance(
                        type.getClassLoader(),
                        new Class<?>[] {type},
                        (proxy, method, arguments) -> results.get(method.getName())));
    }

    @Test
    void rangesAreLongWhileTheSystemCopies() throws CopyFailure {
        assertEquals(LaneCopy.CHUNK, copy.stride(control));
        copy.copy(RANGE);
        assertTrue(copy.stride(control) > LaneCopy.CHUNK);
    }

    @Test
    void rangesAreShortForAJobThatIsKeptToASpeed() throws CopyFailure {
        copy.copy(RANGE);
        control.kept = true;
        assertEquals(LaneCopy.CHUNK, copy.stride(control));
    }
}
