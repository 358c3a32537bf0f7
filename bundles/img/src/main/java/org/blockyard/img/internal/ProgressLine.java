package org.blockyard.img.internal;

import java.io.PrintStream;
import java.util.Locale;

/** Shows how far a tool is, on one line that is written over. Any thread may update it. */
final class ProgressLine {
    private final PrintStream out;
    private final boolean shown;
    private int last = -1;

    ProgressLine(PrintStream out, boolean shown) {
        this.out = out;
        this.shown = shown;
        update(0, 1);
    }

    /**
     * Says that so much of the total is done; prints only when the shown figure changes by a
     * hundredth of a percent.
     */
    void update(long done, long total) {
        if (!shown || total == 0) {
            return;
        }
        int hundredths = (int) (done * 10_000.0 / total);
        synchronized (this) {
            if (hundredths > last) {
                last = hundredths;
                out.printf(Locale.ROOT, "    (%.2f/100%%)\r", hundredths / 100.0);
                out.flush();
            }
        }
    }

    /** Ends the line. */
    void end() {
        if (shown) {
            out.println();
        }
    }
}
