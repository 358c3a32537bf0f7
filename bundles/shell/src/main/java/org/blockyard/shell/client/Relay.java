package org.blockyard.shell.client;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;

/** Carries bytes between this process and the shell of the daemon. */
final class Relay {
    private final SocketChannel channel;
    private final ReentrantLock sending = new ReentrantLock();

    Relay(SocketChannel channel) {
        this.channel = channel;
    }

    /** Sends a script and shows what it prints; returns the exit code. */
    int script(InputStream script, boolean stopAtError) throws IOException {
        send(
                Frame.of(
                        Frame.HELLO,
                        new Hello(false, stopAtError, "dumb", new Hello.Window(24, 80)).text()));
        Thread.ofPlatform().daemon().start(() -> pump(script));
        return show();
    }

    /** Lends the terminal to the shell; returns the exit code. */
    int terminal(LocalTerminal terminal) throws IOException {
        send(
                Frame.of(
                        Frame.HELLO,
                        new Hello(true, false, terminal.type(), terminal.window()).text()));
        try (var raw = terminal.raw()) {
            terminal.onResize(
                    window -> {
                        try {
                            send(Frame.of(Frame.WINDOW, window.text()));
                        } catch (IOException e) {
                            // the daemon is gone: show() says so
                        }
                    });
            Thread.ofPlatform().daemon().start(() -> pump(System.in));
            return show();
        }
    }

    private void pump(InputStream input) {
        var buffer = new byte[Frame.MAX];
        try {
            for (int count = read(input, buffer); count >= 0; count = read(input, buffer)) {
                send(new Frame(Frame.INPUT, Arrays.copyOf(buffer, count)));
            }
            send(new Frame(Frame.END, new byte[0]));
        } catch (IOException e) {
            // the daemon is gone: show() says so
        }
    }

    /** A terminal that was hung up fails to be read: that is the end of the input, too. */
    private static int read(InputStream input, byte[] buffer) {
        try {
            return input.read(buffer);
        } catch (IOException e) {
            return -1;
        }
    }

    private void send(Frame frame) throws IOException {
        sending.lock();
        try {
            frame.send(channel);
        } finally {
            sending.unlock();
        }
    }

    private int show() throws IOException {
        while (true) {
            Frame frame;
            try {
                frame = Frame.receive(channel);
            } catch (EOFException e) {
                throw new IOException("the daemon is gone", e);
            }
            switch (frame.type()) {
                case Frame.OUTPUT -> {
                    System.out.write(frame.payload());
                    System.out.flush();
                }
                case Frame.ERROR -> {
                    System.err.write(frame.payload());
                    System.err.flush();
                }
                case Frame.EXIT -> {
                    return Integer.parseInt(frame.text());
                }
                default -> {}
            }
        }
    }
}
