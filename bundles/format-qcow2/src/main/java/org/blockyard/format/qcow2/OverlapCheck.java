package org.blockyard.format.qcow2;

import java.util.Map;
import java.util.Set;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/**
 * The option {@code overlap-check}. Writes are always kept from the metadata that are known in
 * memory (header, active L1 and L2 tables, refcount table and blocks, snapshot table), since that
 * costs next to nothing; the option is only checked for sense.
 */
final class OverlapCheck {
    private static final Set<String> TEMPLATES = Set.of("none", "constant", "cached", "all");
    private static final Set<String> AREAS =
            Set.of(
                    "main-header",
                    "active-l1",
                    "active-l2",
                    "refcount-table",
                    "refcount-block",
                    "snapshot-table",
                    "inactive-l1",
                    "inactive-l2",
                    "bitmap-directory");

    private OverlapCheck() {}

    /** Refuses what is no template and no object of areas. */
    static void validate(Object value) throws BlockException {
        if (value instanceof Map<?, ?> areas) {
            for (var area : areas.entrySet()) {
                validateArea(String.valueOf(area.getKey()), area.getValue());
            }
        } else if (!TEMPLATES.contains(String.valueOf(value))) {
            throw wrong("'" + value + "' is not one of none, constant, cached, all");
        }
    }

    private static void validateArea(String name, Object value) throws BlockException {
        if (name.equals("template")) {
            validate(String.valueOf(value));
        } else if (!AREAS.contains(name)) {
            throw wrong("'" + name + "' is not an area of metadata");
        } else if (!(value instanceof Boolean) && !value.equals("on") && !value.equals("off")) {
            throw wrong("'" + name + "' is on or off");
        }
    }

    private static BlockException wrong(String what) {
        return new BlockException(ErrorKind.INVALID_OPTION, "overlap-check: " + what);
    }
}
