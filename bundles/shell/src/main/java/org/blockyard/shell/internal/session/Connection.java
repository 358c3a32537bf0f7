package org.blockyard.shell.internal.session;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.blockyard.shell.client.Frame;
import org.blockyard.shell.client.Hello;

/** A client: what it sends goes to {@link #input}, what the session prints is sent to it. */
final class Connection implements AutoCloseable {
    private final SocketChannel channel;
    private final ByteQueue input = new ByteQueue();
    private final ReentrantLock sending = new ReentrantLock();
    private final CountDownLatch gone = new CountDownLatch(1);
    private volatile Consumer<Hello.Window> resized = window -> {};

    Connection(SocketChannel channel) {
        this.channel = channel;
    }

    /** Waits for what the client says first. */
    Hello hello() throws IOException {
        var frame = Frame.receive(channel);
        if (frame.type() != Frame.HELLO) {
            throw new IOException("not a client of the shell");
        }
        return Hello.parse(frame.text());
    }

    /** Carries input until the client is gone. */
    void receive() {
        try {
            while (true) {
                var frame = Frame.receive(channel);
                switch (frame.type()) {
                    case Frame.INPUT -> input.put(frame.payload());
                    case Frame.WINDOW -> resized.accept(Hello.Window.parse(frame.text()));
                    case Frame.END -> input.end();
                    default -> {}
                }
            }
        } catch (IOException e) {
            input.end();
        } finally {
            gone.countDown();
        }
    }

    ByteQueue input() {
        return input;
    }

    /** Waits a while; returns at once, and true, when the client is gone. */
    boolean pause(long millis) {
        try {
            return gone.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    void onResize(Consumer<Hello.Window> listener) {
        resized = listener;
    }

    void send(Frame frame) throws IOException {
        sending.lock();
        try {
            frame.send(channel);
        } finally {
            sending.unlock();
        }
    }

    /** Tells the client to end with an exit code. */
    void exit(int code) {
        try {
            send(Frame.of(Frame.EXIT, String.valueOf(code)));
        } catch (IOException e) {
            // it is gone already
        }
    }

    @Override
    public void close() {
        input.end();
        try {
            channel.close();
        } catch (IOException e) {
            // gone either way
        }
    }
}
