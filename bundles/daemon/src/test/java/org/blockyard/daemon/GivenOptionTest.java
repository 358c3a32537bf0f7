package org.blockyard.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Options as they come from the launcher and go into messages. */
class GivenOptionTest {
    @Test
    void theLaunchersEntriesBecomeOptions() {
        assertEquals(
                List.of(new GivenOption("blockdev", "x"), new GivenOption("daemonize", "")),
                GivenOption.listOf(
                        List.of(Map.entry("blockdev", "x"), Map.entry("daemonize", ""))));
    }

    @Test
    void aSecretIsNotShown() {
        assertEquals(
                "--object secret,id=s,data=...",
                new GivenOption("object", "secret,id=s,data=letmein").shown());
    }
}
