package org.blockyard.shell.internal.session;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.felix.gogo.jline.Parser;
import org.blockyard.shell.client.Frame;
import org.blockyard.shell.client.Hello;
import org.blockyard.shell.internal.command.Viewer;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.impl.ExternalTerminal;
import org.jline.utils.NonBlockingReader;

/** A prompt for a person: line editing, history and completion by JLine over the connection. */
final class TerminalSession implements Viewer {
    private static final String PROMPT = "blockyard> ";

    private final Gogo gogo;
    private final Connection connection;
    private final Hello hello;
    private final AtomicBoolean interrupted = new AtomicBoolean();
    private final Terminal terminal;

    TerminalSession(Gogo gogo, Connection connection, Hello hello) throws IOException {
        this.gogo = gogo;
        this.connection = connection;
        this.hello = hello;
        this.terminal =
                new ExternalTerminal(
                        "blockyard",
                        hello.terminal(),
                        connection.input(),
                        new FrameStream(connection, Frame.OUTPUT),
                        StandardCharsets.UTF_8);
    }

    /** Runs it until its person leaves; returns the exit code. */
    int run() throws IOException {
        try (terminal) {
            resize(hello.window());
            connection.onResize(this::resize);
            // threads are not interrupted: that would close the files they are in
            terminal.handle(Terminal.Signal.INT, signal -> interrupted.set(true));
            try (var session =
                    gogo.session(terminal.input(), terminal.output(), terminal.output())) {
                session.put(GogoFunction.VIEWER, this);
                session.put(".terminal", terminal);
                var out = new java.io.PrintStream(terminal.output(), false, StandardCharsets.UTF_8);
                converse(new Statements(session, out, out));
            }
        }
        return 0;
    }

    private void resize(Hello.Window window) {
        terminal.setSize(new Size(window.columns(), window.rows()));
        terminal.raise(Terminal.Signal.WINCH);
    }

    private void converse(Statements statements) {
        var reader =
                LineReaderBuilder.builder()
                        .terminal(terminal)
                        .parser(new Parser())
                        .completer(new WordCompleter(gogo.commands()))
                        .variable(LineReader.SECONDARY_PROMPT_PATTERN, "> ")
                        .variable(LineReader.HISTORY_SIZE, 1000)
                        .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                        .option(LineReader.Option.INSERT_TAB, false)
                        .option(LineReader.Option.AUTO_LIST, true)
                        .build();
        terminal.writer()
                .println("Blockyard. 'help' lists the commands, Tab completes, 'exit' leaves.");
        while (!connection.input().isEnded()) {
            try {
                var line = reader.readLine(PROMPT).strip();
                if (line.equals("exit") || line.equals("logout")) {
                    return;
                }
                interrupted.set(false);
                gogo.refresh();
                statements.run(line);
            } catch (UserInterruptException e) {
                // a line given up
            } catch (EndOfFileException e) {
                return;
            }
        }
    }

    @Override
    public int columns() {
        return Math.max(20, terminal.getWidth());
    }

    @Override
    public boolean hasEnough(long millis) {
        try {
            int key = terminal.reader().read(millis);
            return interrupted.getAndSet(false) || key != NonBlockingReader.READ_EXPIRED;
        } catch (IOException e) {
            return true;
        }
    }
}
