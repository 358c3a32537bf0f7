package org.blockyard.metrics.text;

/** The forms of the text. */
public enum Exposition {
    /** OpenMetrics 1.0.0. */
    OPENMETRICS("application/openmetrics-text; version=1.0.0; charset=utf-8"),
    /** The text format 0.0.4 of Prometheus. */
    PROMETHEUS("text/plain; version=0.0.4; charset=utf-8");

    private final String contentType;

    Exposition(String contentType) {
        this.contentType = contentType;
    }

    /** Its media type with parameters. */
    public String contentType() {
        return contentType;
    }
}
