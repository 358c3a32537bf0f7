package org.blockyard.metrics.figures;

import org.blockyard.metrics.text.MetricsText;

/** Something that has figures. Any thread may ask, often. */
public interface Figures {
    /** Writes its families. */
    void write(MetricsText out);
}
