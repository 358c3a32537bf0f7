package org.blockyard.kernel.internal.graph;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.blockyard.driver.DriverKind;
import org.blockyard.driver.FileNames;
import org.blockyard.driver.Probing;
import org.blockyard.graph.DriverInfo;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.kernel.internal.driver.DriverCatalog;
import org.blockyard.option.Json;

/** Finds out what a file name means: a path, a name with a protocol's prefix, or {@code json:}. */
final class NameResolver {
    private static final String JSON = "json:";
    private static final int LONGEST_PREFIX = 127;

    private final DriverCatalog drivers;

    NameResolver(DriverCatalog drivers) {
        this.drivers = drivers;
    }

    /** Whether a name is options in disguise. */
    static boolean isJson(String name) {
        return name.startsWith(JSON);
    }

    /** The options that a {@code json:} name holds. */
    static Map<String, Object> json(String name) throws BlockException {
        if (Json.parse(name.substring(JSON.length())) instanceof Map<?, ?> map) {
            Map<String, Object> tree = new LinkedHashMap<>();
            map.forEach((key, value) -> tree.put(String.valueOf(key), value));
            return Definitions.nested(tree);
        }
        throw new BlockException(ErrorKind.INVALID_OPTION, "Invalid JSON object given");
    }

    /** The part before the first colon, if no slash comes earlier. */
    static Optional<String> prefix(String name) {
        int colon = name.indexOf(':');
        int slash = name.indexOf('/');
        boolean has = colon > 0 && colon <= LONGEST_PREFIX && (slash < 0 || colon < slash);
        return has ? Optional.of(name.substring(0, colon)) : Optional.empty();
    }

    /** The definition of the protocol node that a path or a prefixed name means. */
    Map<String, Object> protocol(String name) throws BlockException {
        var prefix = prefix(name);
        if (prefix.isEmpty()) {
            return path(name);
        }
        var driver =
                byPrefix(prefix.get())
                        .orElseThrow(
                                () ->
                                        new BlockException(
                                                ErrorKind.NOT_FOUND,
                                                "Unknown protocol '" + prefix.get() + "'"));
        Map<String, Object> definition = new LinkedHashMap<>();
        definition.put("driver", driver.name());
        definition.putAll(((FileNames) driver.driver()).parse(name));
        return definition;
    }

    /** The definition of the node for a path, whatever characters it holds. */
    Map<String, Object> path(String path) throws BlockException {
        if (path.isEmpty()) {
            throw new BlockException(
                    ErrorKind.INVALID_OPTION, "The 'file' block driver requires a file name");
        }
        Map<String, Object> definition = new LinkedHashMap<>();
        definition.put("driver", byPath(path).name());
        definition.put("filename", path);
        return definition;
    }

    private Optional<DriverInfo> byPrefix(String prefix) {
        return drivers.drivers().stream()
                .filter(DriverInfo::preferred)
                .filter(
                        d ->
                                d.driver() instanceof FileNames names
                                        && names.prefixes().contains(prefix))
                .findFirst();
    }

    private DriverInfo byPath(String path) throws BlockException {
        Optional<DriverInfo> best = Optional.empty();
        int score = Probing.NO;
        for (var d : drivers.drivers()) {
            if (d.preferred()
                    && d.kind() == DriverKind.PROTOCOL
                    && d.driver() instanceof FileNames names) {
                int claim = names.probePath(path);
                if (claim > score) {
                    score = claim;
                    best = Optional.of(d);
                }
            }
        }
        return best.or(() -> byPrefix("file"))
                .orElseThrow(
                        () ->
                                new BlockException(
                                        ErrorKind.NOT_FOUND, "No driver opens plain paths"));
    }

    /**
     * A name found in an image, made whole: a relative path is relative to the folder of the image.
     *
     * @param image the file name of the image
     */
    static String combine(String image, String name) throws BlockException {
        return prefix(name).isPresent() ? name : combinePath(image, name);
    }

    /** As {@link #combine}, for a name that is a path whatever it looks like. */
    static String combinePath(String image, String name) throws BlockException {
        if (name.startsWith("/")) {
            return name;
        }
        if (isJson(image)) {
            throw new BlockException(
                    ErrorKind.INVALID_OPTION,
                    "Cannot use relative backing file names for '" + image + "'");
        }
        int slash = image.lastIndexOf('/');
        if (slash < 0) {
            return prefix(image).map(p -> p + ":" + name).orElse(name);
        }
        return image.substring(0, slash + 1) + name;
    }
}
