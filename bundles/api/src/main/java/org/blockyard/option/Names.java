package org.blockyard.option;

import java.util.Locale;

/** Turns Java's names into the written ones. */
final class Names {
    private Names() {}

    /** {@code autoReadOnly} to {@code auto-read-only}. */
    static String kebab(String camel) {
        var name = new StringBuilder(camel.length() + 4);
        for (int i = 0; i < camel.length(); i++) {
            char c = camel.charAt(i);
            if (Character.isUpperCase(c)) {
                if (i > 0) {
                    name.append('-');
                }
                name.append(Character.toLowerCase(c));
            } else {
                name.append(c);
            }
        }
        return name.toString();
    }

    /** {@code HOST_DEVICE} to {@code host-device}. */
    static String ofConstant(String constant) {
        return constant.toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
