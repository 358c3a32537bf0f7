package org.blockyard.protocol.vvfat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Names of files as text in UTF-8, whatever locale the process has: a path's own text is decoded
 * with the locale's character set and loses what that lacks, its URI keeps each byte.
 */
final class HostNames {
    private static final String PLAIN =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.";

    private HostNames() {}

    /** The last name of a path; bytes that are no UTF-8 become U+FFFD. */
    static String name(Path path) {
        var uri = path.toUri().getRawPath();
        int end = uri.endsWith("/") ? uri.length() - 1 : uri.length();
        return decode(uri.substring(uri.lastIndexOf('/', end - 1) + 1, end));
    }

    /** The path of a name in a folder; the name is one name, without slashes. */
    static Path in(Path folder, String name) {
        var uri = folder.toUri().toString();
        return Path.of(URI.create((uri.endsWith("/") ? uri : uri + "/") + encode(name)));
    }

    private static String decode(String raw) {
        var bytes = new byte[raw.length()];
        int length = 0;
        for (int i = 0; i < raw.length(); i++) {
            if (raw.charAt(i) == '%') {
                bytes[length++] = (byte) Integer.parseInt(raw, i + 1, i + 3, 16);
                i += 2;
            } else {
                bytes[length++] = (byte) raw.charAt(i);
            }
        }
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    private static String encode(String name) {
        var text = new StringBuilder();
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            if (PLAIN.indexOf(b) >= 0) {
                text.append((char) b);
            } else {
                text.append('%').append(String.format("%02X", b));
            }
        }
        return text.toString();
    }
}
