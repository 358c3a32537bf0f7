package org.blockyard.shell.internal.session;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.blockyard.shell.client.Frame;
import org.blockyard.shell.internal.command.Viewer;

/**
 * Runs what a program sends, statement by statement.
 *
 * @param gogo where it runs
 * @param connection who sends it
 * @param stopAtError whether the first failure ends it
 */
record ScriptSession(Gogo gogo, Connection connection, boolean stopAtError) implements Viewer {
    private static final int LONGEST = 1 << 20;

    /** Runs it; returns the exit code: whether the last statement succeeded. */
    int run() throws IOException {
        var out = stream(new FrameStream(connection, Frame.OUTPUT));
        var err = stream(new FrameStream(connection, Frame.ERROR));
        try (var session = gogo.session(InputStream.nullInputStream(), out, err)) {
            session.put(GogoFunction.VIEWER, this);
            return run(new Statements(session, out, err));
        }
    }

    private static PrintStream stream(OutputStream target) {
        return new PrintStream(
                new java.io.BufferedOutputStream(target), false, StandardCharsets.UTF_8);
    }

    private int run(Statements statements) throws IOException {
        var lines =
                new BufferedReader(
                        new InputStreamReader(connection.input(), StandardCharsets.UTF_8));
        var text = new StringBuilder();
        boolean good = true;
        for (var line = lines.readLine(); line != null; line = lines.readLine()) {
            text.append(line).append('\n');
            if (text.length() > LONGEST) {
                throw new IOException("a statement of more than " + LONGEST + " characters");
            }
            if (!Statements.isIncomplete(text.toString())) {
                var statement = text.toString().strip();
                text.setLength(0);
                if (statement.equals("exit")) {
                    return good ? 0 : 1;
                }
                good = statements.run(statement);
                if (!good && stopAtError) {
                    return 1;
                }
            }
        }
        return statements.run(text.toString()) && good ? 0 : 1;
    }

    @Override
    public int columns() {
        return Integer.MAX_VALUE / 2;
    }

    @Override
    public boolean hasEnough(long millis) {
        return connection.pause(millis);
    }
}
