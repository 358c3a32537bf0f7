package org.blockyard.option;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.blockyard.io.BlockException;

/** Cuts {@code key=value,key=value} text into pairs. */
final class KeyValueText {
    private KeyValueText() {}

    /**
     * The elements between single commas, doubled commas made one; an empty last element does not
     * count.
     */
    static List<String> elements(String text) {
        var elements = new ArrayList<String>();
        var element = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != ',') {
                element.append(c);
            } else if (i + 1 < text.length() && text.charAt(i + 1) == ',') {
                element.append(c);
                i++;
            } else {
                elements.add(element.toString());
                element.setLength(0);
            }
        }
        if (!element.isEmpty()) {
            elements.add(element.toString());
        }
        return elements;
    }

    /** The pairs under their dotted keys; a later value replaces an earlier. */
    static Map<String, Object> pairs(String text, Optional<String> impliedKey)
            throws BlockException {
        var pairs = new LinkedHashMap<String, Object>();
        boolean first = true;
        for (var element : elements(text)) {
            int equals = element.indexOf('=');
            if (equals >= 0) {
                pairs.put(element.substring(0, equals), element.substring(equals + 1));
            } else if (first && impliedKey.isPresent()) {
                pairs.put(impliedKey.get(), element);
            } else {
                throw Complaint.of("Expected '=' after parameter '" + element + "'");
            }
            first = false;
        }
        return pairs;
    }

    /** As {@link #pairs}, but a key alone is switched on. */
    static Map<String, Object> settings(String text) throws BlockException {
        var settings = new LinkedHashMap<String, Object>();
        for (var element : elements(text)) {
            int equals = element.indexOf('=');
            var key = equals < 0 ? element : element.substring(0, equals);
            if (key.isEmpty()) {
                throw Complaint.of("Invalid parameter '" + key + "'");
            }
            settings.put(key, equals < 0 ? "on" : element.substring(equals + 1));
        }
        return settings;
    }
}
