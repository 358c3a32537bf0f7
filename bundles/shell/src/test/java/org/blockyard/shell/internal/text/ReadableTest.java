package org.blockyard.shell.internal.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Results are shown by indentation. */
class ReadableTest {
    @Test
    void membersAndListsAreIndented() {
        var job = new LinkedHashMap<String, Object>();
        job.put("id", "j0");
        job.put("flags", List.of("a", "b"));
        job.put("error", Map.of("desc", "no"));
        job.put("ro", true);
        assertEquals(
                """
                - id: j0
                  flags:
                    - a
                    - b
                  error:
                    desc: no
                  ro: on
                - id: j1
                """,
                Readable.of(List.of(job, Map.of("id", "j1"))));
    }

    @Test
    void anEmptyResultShowsNothing() {
        assertEquals("", Readable.of(Map.of()));
        assertEquals("", Readable.of(List.of()));
    }
}
