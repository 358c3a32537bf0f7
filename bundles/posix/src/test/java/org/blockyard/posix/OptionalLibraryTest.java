package org.blockyard.posix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OptionalLibraryTest {
    private static final String PROPERTY = "blockyard.test.library";

    @BeforeEach
    void needsNativeCalls() {
        assumeTrue(Posix.isNative(), "there are no native calls here");
    }

    @AfterEach
    void clear() {
        System.clearProperty(PROPERTY);
    }

    @Test
    void isFoundUnderTheFirstOfItsNamesThatIsThere() {
        var library = new OptionalLibrary(PROPERTY, "libof-no-such-kind.so.9", "libc.so.6");
        assertEquals(Optional.of("libc.so.6"), library.fileName());
        assertEquals(Optional.empty(), library.function("of_no_such_name"));
    }

    @Test
    void missesNothingWhereItIsNot() {
        var library = new OptionalLibrary(PROPERTY, "libof-no-such-kind.so.9");
        assertEquals(Optional.empty(), library.fileName());
        assertEquals(Optional.empty(), library.function("strlen"));
    }

    @Test
    void isSwitchedOffByItsProperty() {
        System.setProperty(PROPERTY, "off");
        assertEquals(Optional.empty(), new OptionalLibrary(PROPERTY, "libc.so.6").fileName());
    }

    @Test
    void itsFunctionsWorkOnTheMemoryOfBuffers() {
        var library = new OptionalLibrary(PROPERTY, "libc.so.6");
        var caller = new NativeCaller(16);
        caller.memory().put(0, "three".getBytes(StandardCharsets.US_ASCII));
        var length = library.function("strlen").orElseThrow();
        assertEquals(5, caller.call(length, caller.address(), 0, 0));
        var buffer = ByteBuffer.allocateDirect(16).put(1, (byte) 'x').position(1);
        assertEquals(1, caller.call(length, NativeCaller.address(buffer), 0, 0));
        assertThrows(
                IllegalArgumentException.class, () -> NativeCaller.address(ByteBuffer.allocate(1)));
    }
}
