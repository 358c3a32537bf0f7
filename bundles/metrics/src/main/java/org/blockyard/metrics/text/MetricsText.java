package org.blockyard.metrics.text;

import org.blockyard.metrics.text.Family.Type;

/** The text of one page, family by family. Not thread-safe. */
public final class MetricsText {
    private final StringBuilder out = new StringBuilder();
    private final Exposition form;

    /** An empty page. */
    public MetricsText(Exposition form) {
        this.form = form;
    }

    /** Begins a family without a unit. */
    public Family family(String name, Type type, String help) {
        return new Family(out, form, name, type, "", help);
    }

    /** Begins a family of bytes; its name says so. */
    public Family bytes(String name, Type type, String help) {
        return new Family(out, form, name + "_bytes", type, "bytes", help);
    }

    /** Begins a family of seconds; its name says so. */
    public Family seconds(String name, Type type, String help) {
        return new Family(out, form, name + "_seconds", type, "seconds", help);
    }

    /** Ends the page. */
    public String end() {
        return form == Exposition.OPENMETRICS ? out + "# EOF\n" : out.toString();
    }
}
