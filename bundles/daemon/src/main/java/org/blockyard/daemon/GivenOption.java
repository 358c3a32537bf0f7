package org.blockyard.daemon;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * An option of the command line.
 *
 * @param name its full name without dashes, such as {@code blockdev}
 * @param text its text, or empty if it takes none
 */
record GivenOption(String name, String text) {
    /** The options from the launcher's list of names and texts. */
    static List<GivenOption> listOf(List<?> entries) {
        var options = new ArrayList<GivenOption>();
        for (var entry : entries) {
            var given = (Map.Entry<?, ?>) entry;
            options.add(new GivenOption((String) given.getKey(), (String) given.getValue()));
        }
        return List.copyOf(options);
    }

    /** The option as an error message shows it: an object's properties may be secret. */
    String shown() {
        if (text.isEmpty()) {
            return "--" + name;
        }
        return "--"
                + name
                + " "
                + (name.equals("object") ? text.replaceFirst("data=.*", "data=...") : text);
    }
}
