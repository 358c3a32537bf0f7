package org.blockyard.metrics.http;

import java.util.Locale;
import org.blockyard.metrics.text.Exposition;

/** Which form a client likes better, by its {@code Accept} header (RFC 9110, section 12.5.1). */
final class Preference {
    private static final String OPENMETRICS = "application/openmetrics-text";
    private static final String PLAIN = "text/plain";

    private Preference() {}

    /** OpenMetrics for those that name it and like it no less, for all others the older form. */
    static Exposition of(String accept) {
        double open = 0;
        double plain = 0;
        for (var range : accept.toLowerCase(Locale.ROOT).split(",", -1)) {
            var parts = range.split(";", -1);
            switch (parts[0].strip()) {
                case OPENMETRICS -> open = Math.max(open, quality(parts));
                case PLAIN -> plain = Math.max(plain, quality(parts));
                default -> {} // such as */*, which leaves the choice to us
            }
        }
        return open > 0 && open >= plain ? Exposition.OPENMETRICS : Exposition.PROMETHEUS;
    }

    private static double quality(String[] parts) {
        for (int i = 1; i < parts.length; i++) {
            var parameter = parts[i].strip();
            if (parameter.startsWith("q=")) {
                try {
                    return Double.parseDouble(parameter.substring(2).strip());
                } catch (NumberFormatException e) {
                    return 0;
                }
            }
        }
        return 1;
    }
}
