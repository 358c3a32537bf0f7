package org.blockyard.format.raw;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import java.util.Set;
import org.blockyard.driver.Child;
import org.blockyard.driver.ChildRole;
import org.blockyard.driver.CreateContext;
import org.blockyard.driver.Progress;
import org.blockyard.io.BlockException;
import org.blockyard.io.BufferPool;
import org.blockyard.io.ErrorKind;
import org.blockyard.option.ChildRef;
import org.blockyard.option.ReadMode;
import org.junit.jupiter.api.Test;

/** New raw images. */
class RawCreationTest {
    private final MemoryChild file = new MemoryChild(0);

    private void create(Map<String, Object> options) throws Exception {
        var driver = new RawDriver();
        driver.create(driver.createOptions().read(options, ReadMode.TEXT), new Context());
    }

    @Test
    void theFileGetsTheLengthInWholeSectors() throws Exception {
        create(Map.of("file", "below", "size", "1000"));
        assertEquals("resize 1024 OFF false", file.lastCall);
        create(Map.of("file", "below", "size", "1M", "preallocation", "full"));
        assertEquals("resize 1048576 FULL false", file.lastCall);
    }

    @Test
    void aLengthBeyondAllBoundsIsRefused() {
        var failure =
                assertThrows(
                        BlockException.class,
                        () -> create(Map.of("file", "below", "size", "9223372036854775807")));
        assertEquals(ErrorKind.OUT_OF_RANGE, failure.kind());
    }

    private final class Context implements CreateContext {
        @Override
        public Child target(String name, ChildRef reference, Set<ChildRole> roles) {
            assertEquals("file", name);
            assertEquals(new ChildRef.Node("below"), reference);
            return file;
        }

        @Override
        public Progress progress() {
            return Progress.NONE;
        }

        @Override
        public byte[] secret(String id) {
            throw new AssertionError("raw images have no secrets");
        }

        @Override
        public BufferPool buffers() {
            throw new AssertionError("nothing is transferred");
        }
    }
}
