package org.blockyard.img.internal;

import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Locale;
import org.blockyard.cli.CommandLine;
import org.blockyard.cli.UsageException;
import org.blockyard.driver.Progress;
import org.blockyard.option.Json;

/**
 * Shows how far a tool is: on one line that is written over, or, for programs, a JSON object a
 * line. What is not shown is told once whenever the signal USR1 comes. Any thread may update it.
 */
final class ProgressLine implements Progress {
    private static final long JSON_PAUSE = 250_000_000L;

    private enum Form {
        NONE,
        HUMAN,
        JSON
    }

    private final PrintStream out;
    private final Form form;
    private final String phase;
    private final long started = System.nanoTime();
    private int last = -1;
    private long lastTold;
    private long done;
    private long total;

    private ProgressLine(PrintStream out, Form form, String phase) {
        this.out = out;
        this.form = form;
        this.phase = phase;
        if (form == Form.HUMAN) {
            update(0, 1);
        } else if (form == Form.NONE) {
            UserSignal.handle(this::tellOnce);
        }
    }

    /** The progress of a phase, shown as the command line says. */
    static ProgressLine of(CommandLine line, PrintStream out, String phase) throws UsageException {
        if (!line.has(Flags.PROGRESS) || line.has(Flags.QUIET)) {
            return new ProgressLine(out, Form.NONE, phase);
        }
        var form = line.value(Flags.PROGRESS).orElse("");
        return switch (form) {
            case "", "human" -> new ProgressLine(out, Form.HUMAN, phase);
            case "json" -> new ProgressLine(out, Form.JSON, phase);
            default ->
                    throw Usage.wrong(
                            line, "--progress expects 'human' or 'json' not '" + form + "'");
        };
    }

    @Override
    public synchronized void update(long nowDone, long nowTotal) {
        if (nowTotal == 0 || nowDone < done) {
            return;
        }
        done = nowDone;
        total = nowTotal;
        if (form == Form.HUMAN) {
            int hundredths = hundredths();
            if (hundredths > last) {
                last = hundredths;
                tell();
            }
        } else if (form == Form.JSON && System.nanoTime() - lastTold > JSON_PAUSE) {
            tellAsJson();
        }
    }

    private int hundredths() {
        return (int) (done * 10_000.0 / total);
    }

    private void tell() {
        out.print(String.format(Locale.ROOT, "    (%.2f/100%%)\r", hundredths() / 100.0));
        out.flush();
    }

    private synchronized void tellOnce() {
        if (total > 0) {
            tell();
        }
    }

    private void tellAsJson() {
        lastTold = System.nanoTime();
        double seconds = Math.max(1, lastTold - started) / 1e9;
        long rate = (long) (done / seconds);
        var tree = new LinkedHashMap<String, Object>();
        tree.put("phase", phase);
        tree.put("bytes", done);
        tree.put("total", total);
        tree.put("rate", rate);
        tree.put("eta", rate == 0 ? -1L : (total - done + rate - 1) / rate);
        out.println(Json.write(tree));
        out.flush();
    }

    /** Says that all is done, and ends the line. */
    synchronized void end() {
        done = Math.max(1, total);
        total = done;
        if (form == Form.HUMAN) {
            tell();
        }
        stop();
    }

    /** Ends the line wherever it has come to. */
    synchronized void stop() {
        if (form == Form.HUMAN) {
            out.println();
        } else if (form == Form.JSON) {
            tellAsJson();
        }
    }
}
