package org.blockyard.crypto.cipher;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Argon2 gives what its reference implementation gives. */
class Argon2Test {
    @ParameterizedTest
    @CsvSource({
        "false, 2, 256, 89e9029f4637b295beb027056a7336c414fadd43f6b208645281cb214a56452f",
        "true, 2, 256, 9dfeb910e80bad0311fee20f9c0e2b12c17987b4cac90c2ef54d5b3021c68bfe",
    })
    void keysAreThoseOfTheReference(boolean mixed, int passes, int kibibytes, String expected)
            throws Exception {
        var salt = "somesalt".getBytes(StandardCharsets.UTF_8);
        var hash = new PasswordHash.Argon2(mixed, passes, kibibytes, 1, salt);
        var key = hash.key("password".getBytes(StandardCharsets.UTF_8), 32, TimeLimit.usual());
        assertEquals(expected, HexFormat.of().formatHex(key));
    }
}
