package org.blockyard.shell.client;

import java.util.List;

/**
 * What a client says first.
 *
 * @param interactive whether a person sits at a terminal
 * @param stopAtError whether a script ends at the first command that fails
 * @param terminal the terminal's type, such as {@code xterm-256color}
 * @param window its size
 */
public record Hello(boolean interactive, boolean stopAtError, String terminal, Window window) {
    private static final int PARTS = 5;

    /**
     * The size of a terminal.
     *
     * @param rows its lines
     * @param columns how wide they are
     */
    public record Window(int rows, int columns) {
        private static final int LEAST = 20;
        private static final int MOST = 10_000;

        /** The size that a text tells, or the usual one if it tells none. */
        public static Window parse(String text) {
            var parts = text.strip().split(" ");
            try {
                return new Window(bounded(parts[0], 1), bounded(parts[1], LEAST));
            } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
                return new Window(24, 80);
            }
        }

        private static int bounded(String number, int least) {
            int value = Integer.parseInt(number);
            return value == 0 && least > 1 ? 80 : Math.clamp(value, least, MOST);
        }

        /** The size as text. */
        public String text() {
            return rows + " " + columns;
        }
    }

    /** It as text. */
    public String text() {
        return String.join(
                "\n",
                List.of(
                        String.valueOf(interactive),
                        String.valueOf(stopAtError),
                        terminal,
                        window.text(),
                        ""));
    }

    /** What a text says; what it leaves out is as for a script. */
    public static Hello parse(String text) {
        var parts = text.split("\n", PARTS);
        if (parts.length < PARTS) {
            return new Hello(false, false, "dumb", new Window(24, 80));
        }
        var terminal = parts[2].matches("[A-Za-z0-9._+-]{1,40}") ? parts[2] : "dumb";
        return new Hello(
                Boolean.parseBoolean(parts[0]),
                Boolean.parseBoolean(parts[1]),
                terminal,
                Window.parse(parts[3]));
    }
}
