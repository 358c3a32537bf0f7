package org.blockyard.shell.client;

import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Connects the terminal, a file, a command or standard input to the shell of a running daemon. */
public final class Main {
    private static final String USAGE =
            """
            usage: blockyard shell [--socket PATH] [-c COMMAND | -f FILE]
            Connects to the shell of a running daemon.
              --socket PATH  the daemon's shell socket; needed where several daemons run
              -c COMMAND     run one command and exit
              -f FILE        run a file of commands, up to the first that fails
            Without -c and -f: a prompt on the terminal, or the commands of standard input.
            """;

    private Main() {}

    /** Runs the client; the exit code is that of the last command. */
    public static void main(String[] arguments) {
        int code;
        try {
            code = run(new ArrayList<>(Arrays.asList(arguments)));
        } catch (IOException e) {
            System.err.println("blockyard shell: " + e.getMessage());
            code = 1;
        }
        System.out.flush();
        System.exit(code);
    }

    private static int run(List<String> arguments) throws IOException {
        Optional<Path> socket = Optional.empty();
        Optional<Path> preferred = Optional.empty();
        Optional<InputStream> script = Optional.empty();
        while (!arguments.isEmpty()) {
            var option = arguments.removeFirst();
            if (option.equals("-h") || option.equals("--help")) {
                System.out.print(USAGE);
                return 0;
            }
            if (arguments.isEmpty()
                    || !List.of("--socket", "--prefer", "-c", "-f").contains(option)) {
                System.err.print(
                        "blockyard shell: "
                                + option
                                + ": unknown, or without its argument\n"
                                + USAGE);
                return 1;
            }
            var text = arguments.removeFirst();
            switch (option) {
                case "--socket" -> socket = Optional.of(Path.of(text));
                // the script's: the demo of its source tree, if it runs
                case "--prefer" -> preferred = Optional.of(Path.of(text));
                case "-c" ->
                        script =
                                Optional.of(
                                        new java.io.ByteArrayInputStream(
                                                (text + "\n")
                                                        .getBytes(
                                                                java.nio.charset.StandardCharsets
                                                                        .UTF_8)));
                default -> script = Optional.of(Files.newInputStream(Path.of(text)));
            }
        }
        try (var channel = socket.isPresent() ? connect(socket.get()) : theOne(preferred)) {
            if (script.isPresent()) {
                return new Relay(channel).script(script.get(), true);
            }
            var terminal = LocalTerminal.find();
            return terminal.isPresent()
                    ? new Relay(channel).terminal(terminal.get())
                    : new Relay(channel).script(System.in, false);
        }
    }

    private static SocketChannel connect(Path socket) throws IOException {
        var channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.connect(UnixDomainSocketAddress.of(socket));
            return channel;
        } catch (IOException e) {
            channel.close();
            throw new IOException(
                    "no daemon answers at " + socket + " (" + e.getMessage() + ")", e);
        }
    }

    /** The only daemon that runs; sockets that killed ones left behind do not count. */
    private static SocketChannel theOne(Optional<Path> preferred) throws IOException {
        if (preferred.isPresent() && Files.exists(preferred.get())) {
            try {
                return connect(preferred.get());
            } catch (IOException e) {
                // it was left behind by a killed one
            }
        }
        var open = new ArrayList<SocketChannel>();
        var names = new ArrayList<String>();
        for (var socket : RuntimeFolder.sockets()) {
            try {
                open.add(connect(socket));
                names.add(socket.toString());
            } catch (IOException e) {
                continue;
            }
        }
        if (open.size() == 1) {
            return open.getFirst();
        }
        for (var channel : open) {
            channel.close();
        }
        throw new IOException(
                open.isEmpty()
                        ? "no daemon is running; start one with 'blockyard up'"
                        : "several daemons are running; choose one with --socket:\n  "
                                + String.join("\n  ", names));
    }
}
