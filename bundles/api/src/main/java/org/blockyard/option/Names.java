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

    /**
     * The written form of an enum's constant: what {@link Branch} says, else {@code HOST_DEVICE} to
     * {@code host-device}.
     */
    static String constant(Enum<?> constant) {
        try {
            var branch =
                    constant.getDeclaringClass()
                            .getField(constant.name())
                            .getAnnotation(Branch.class);
            return branch != null
                    ? branch.value()
                    : constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
        } catch (NoSuchFieldException e) {
            throw new AssertionError(e);
        }
    }

    /** The discriminator's value for a branch of a union. */
    static String branch(Class<?> record) {
        var branch = record.getAnnotation(Branch.class);
        return branch != null ? branch.value() : kebab(record.getSimpleName());
    }
}
