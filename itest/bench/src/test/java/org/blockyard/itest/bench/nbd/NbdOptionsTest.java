package org.blockyard.itest.bench.nbd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NbdOptionsTest {
    @Test
    void quickChangesOnlyWhatIsNotSaid() {
        var options = parse("--rounds", "7", "--quick", "--json", "f.json");
        var usual = parse();
        assertTrue(options.quick());
        assertTrue(options.seconds() < usual.seconds());
        assertEquals(7, options.rounds());
        assertEquals(Optional.of(Path.of("f.json")), options.json());
        assertEquals(Optional.empty(), options.report());
    }

    @Test
    void whatIsNoOptionIsRefusedWithTheUsage() {
        for (var wrong : List.of(List.of("--round", "3"), List.of("--rounds"), List.of("x"))) {
            var refusal =
                    assertThrows(
                            IllegalArgumentException.class,
                            () -> NbdOptions.parse(Path.of("."), wrong));
            assertTrue(String.valueOf(refusal.getMessage()).startsWith("usage: "), wrong + "");
        }
    }

    @Test
    void roundsAreAtLeastOne() {
        assertThrows(IllegalArgumentException.class, () -> parse("--rounds", "0"));
        assertThrows(IllegalArgumentException.class, () -> parse("--seconds", "nan"));
    }

    private static NbdOptions parse(String... arguments) {
        return NbdOptions.parse(Path.of("."), List.of(arguments));
    }
}
