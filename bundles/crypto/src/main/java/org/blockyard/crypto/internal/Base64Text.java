package org.blockyard.crypto.internal;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.blockyard.io.BlockException;

/** Base 64 as secrets are written in it: with line feeds anywhere, and whole. */
final class Base64Text {
    private static final String INVALID = "Base64 data contains invalid characters";

    private Base64Text() {}

    static byte[] decode(String text) throws BlockException {
        return decode(text.getBytes(StandardCharsets.UTF_8));
    }

    static byte[] decode(byte[] text) throws BlockException {
        for (byte c : text) {
            if (!isDigit(c) && c != '=' && c != '\n') {
                throw SecretType.wrong(INVALID);
            }
        }
        try {
            var digits = new String(text, StandardCharsets.ISO_8859_1).replace("\n", "");
            return Base64.getDecoder().decode(digits);
        } catch (IllegalArgumentException e) {
            throw SecretType.wrong("Base64 data is incomplete");
        }
    }

    private static boolean isDigit(byte c) {
        return c >= 'A' && c <= 'Z'
                || c >= 'a' && c <= 'z'
                || c >= '0' && c <= '9'
                || c == '+'
                || c == '/';
    }
}
