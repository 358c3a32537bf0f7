package org.blockyard.protocol.nothing;

import java.util.Map;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/** File names such as {@code null-co://}: there is nothing to name after the slashes. */
final class NullNames {
    private NullNames() {}

    static Map<String, Object> parse(String name, String fileName) throws BlockException {
        if (!fileName.equals(name + "://")) {
            throw new BlockException(
                    ErrorKind.INVALID_OPTION,
                    "The only allowed filename for this driver is '" + name + "://'");
        }
        return Map.of();
    }
}
