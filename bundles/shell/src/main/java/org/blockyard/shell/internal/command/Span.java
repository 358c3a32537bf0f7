package org.blockyard.shell.internal.command;

import java.util.List;
import java.util.Locale;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.option.Sizes;

/**
 * The time that figures are about.
 *
 * @param seconds how many from now on, or 0 for all time so far
 */
record Span(int seconds) {
    private static final int MOST_SECONDS = 3600;
    private static final double NANOS_PER_MICROSECOND = 1e3;
    private static final double NANOS_PER_MILLISECOND = 1e6;

    /** The time that the words after a command's name mean: none, or a number of seconds. */
    static Span of(List<String> words) throws BlockException {
        if (words.isEmpty()) {
            return new Span(0);
        }
        if (words.size() == 1 && words.getFirst().matches("[0-9]{1,4}")) {
            int seconds = Integer.parseInt(words.getFirst());
            if (seconds >= 1 && seconds <= MOST_SECONDS) {
                return new Span(seconds);
            }
        }
        throw new BlockException(
                ErrorKind.INVALID_OPTION, "expected a number of seconds up to " + MOST_SECONDS);
    }

    /** Whether it is all time so far. */
    boolean isAll() {
        return seconds == 0;
    }

    /** Lets it pass; false if the shell is to end. */
    boolean pass() {
        try {
            Thread.sleep(seconds * 1000L);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** The header of a column of things that are counted. */
    String header(String what) {
        return ">" + what + (isAll() ? "" : "/s");
    }

    /** A count: how many there were, or how many a second. */
    String count(long count) {
        return String.valueOf(isAll() ? count : Math.round((double) count / seconds));
    }

    /** Bytes, or bytes a second. */
    String bytes(long bytes) {
        return Sizes.human(isAll() ? bytes : bytes / seconds);
    }

    /** A time in nanoseconds, as short as is useful; none is a dash. */
    static String time(long nanos) {
        if (nanos == 0) {
            return "-";
        }
        return nanos < NANOS_PER_MILLISECOND
                ? String.format(Locale.ROOT, "%.0f µs", nanos / NANOS_PER_MICROSECOND)
                : String.format(Locale.ROOT, "%.1f ms", nanos / NANOS_PER_MILLISECOND);
    }
}
