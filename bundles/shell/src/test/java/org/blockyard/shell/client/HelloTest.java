package org.blockyard.shell.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.blockyard.shell.client.Hello.Window;
import org.junit.jupiter.api.Test;

/** What a client says of itself, and what is made of nonsense. */
class HelloTest {
    @Test
    void itIsReadAsItWasWritten() {
        var hello = new Hello(true, true, "xterm-256color", new Window(50, 132));
        assertEquals(hello, Hello.parse(hello.text()));
    }

    @Test
    void aSizeOutOfBoundsIsBroughtWithin() {
        assertEquals(new Window(24, 80), Window.parse("many rows"));
        assertEquals(new Window(10_000, 10_000), Window.parse("999999 999999"));
        assertEquals(new Window(1, 80), Window.parse("0 0"));
    }

    @Test
    void aTerminalTypeThatIsNoneIsDumb() {
        assertEquals("dumb", Hello.parse("true\nfalse\n../../etc\n24 80\n").terminal());
        assertEquals("dumb", Hello.parse("").terminal());
    }
}
