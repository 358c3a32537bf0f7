package org.blockyard.kernel.internal.driver;

import java.util.Comparator;

/**
 * Compares bundle versions as OSGi does: three numbers, then the qualifier as text. What is no
 * number counts as 0.
 */
public final class BundleVersions {
    /** The newest first. */
    public static final Comparator<String> NEWEST_FIRST = (left, right) -> compare(right, left);

    private BundleVersions() {}

    private static int compare(String left, String right) {
        var a = left.split("\\.", 4);
        var b = right.split("\\.", 4);
        for (int i = 0; i < 3; i++) {
            int order = Long.compare(number(a, i), number(b, i));
            if (order != 0) {
                return order;
            }
        }
        return (a.length > 3 ? a[3] : "").compareTo(b.length > 3 ? b[3] : "");
    }

    private static long number(String[] parts, int index) {
        try {
            return index < parts.length ? Long.parseLong(parts[index]) : 0;
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
