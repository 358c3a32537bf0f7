package org.blockyard.daemon;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.option.KeyValues;

/**
 * The text of {@code --metrics}: {@code HOST:PORT}, {@code unix:PATH}, or keys and values as the
 * management command has them.
 */
final class MetricsAddress {
    /** The command that starts to tell figures. */
    static final String COMMAND = "x-blockyard-metrics-start";

    private static final String UNIX = "unix:";

    private MetricsAddress() {}

    /** The options that the text stands for. */
    static Map<String, Object> options(String text) throws BlockException {
        if (text.startsWith(UNIX)) {
            return at(Map.of("type", "unix", "path", text.substring(UNIX.length())));
        }
        if (text.startsWith("{") || text.contains("=")) {
            return KeyValues.parse(text, Optional.empty());
        }
        int colon = text.lastIndexOf(':');
        var host = colon < 0 ? "" : text.substring(0, colon);
        if (host.isEmpty()) {
            throw new BlockException(
                    ErrorKind.INVALID_OPTION, "expected HOST:PORT, unix:PATH or addr.type=...");
        }
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        return at(
                Map.of(
                        "type",
                        "inet",
                        "host",
                        bracketed ? host.substring(1, host.length() - 1) : host,
                        "port",
                        text.substring(colon + 1)));
    }

    private static Map<String, Object> at(Map<String, Object> address) {
        return new LinkedHashMap<>(Map.of("addr", address));
    }
}
