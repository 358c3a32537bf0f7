package org.blockyard.qmp.session;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.blockyard.io.BlockException;
import org.blockyard.monitor.CommandException;
import org.blockyard.monitor.CommandException.ErrorClass;
import org.blockyard.monitor.ManagementEvent;
import org.blockyard.platform.Platform;
import org.blockyard.qmp.chardev.Connection;
import org.blockyard.qmp.wire.JsonStream;
import org.blockyard.qmp.wire.JsonStream.Parsed;

/**
 * One client's conversation: the greeting, the negotiation, commands one after the other, events.
 * One thread reads, one runs commands, one writes, so that a client that stops reading holds up
 * nobody but itself.
 */
final class Session {
    private static final System.Logger LOG = System.getLogger(Session.class.getName());
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final String origin;
    private final Platform platform;
    private final Connection connection;
    private final Lines lines;
    private final Outbox outbox;
    private final CommandQueue queue = new CommandQueue();
    private final Thread writer;
    private final Thread worker;
    private volatile Optional<Negotiation> negotiated = Optional.empty();

    /** What was agreed on with the client. */
    private record Negotiation(boolean outOfBand) {}

    Session(String origin, Platform platform, Connection connection, boolean pretty) {
        this.origin = origin;
        this.platform = platform;
        this.connection = connection;
        this.lines = new Lines(pretty);
        this.outbox = new Outbox(connection);
        this.writer = Thread.ofVirtual().name("qmp-write-" + origin).unstarted(outbox::writeAll);
        this.worker = Thread.ofVirtual().name("qmp-run-" + origin).unstarted(this::runCommands);
    }

    /** Talks with the client; returns when it is gone and its last command is done. */
    void run() {
        writer.start();
        worker.start();
        try {
            greet();
            read();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "{0}: client gone: {1}", origin, e.getMessage());
        } finally {
            queue.finish();
            await(worker);
            outbox.awaitEmpty(PATIENCE);
            outbox.close();
            connection.close();
            await(writer);
        }
    }

    /**
     * Tells the client an event, once it negotiated. Never waits: a client with too much unread is
     * sent away.
     */
    void event(ManagementEvent event) {
        if (negotiated.isPresent() && !outbox.event(lines.event(event))) {
            LOG.log(
                    Level.WARNING,
                    "{0}: the client does not read its events; connection closed",
                    origin);
            Thread.ofVirtual().start(this::abandon);
        }
    }

    /**
     * Ends the conversation after what is owed was done and sent, or some time. Any thread but a
     * command's.
     */
    void end() {
        queue.finish();
        try {
            worker.join(PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IllegalThreadStateException e) {
            // it did not begin, so nothing is owed
        }
        outbox.awaitEmpty(PATIENCE);
        abandon();
    }

    private void abandon() {
        queue.finish();
        outbox.close();
        connection.close();
    }

    private void greet() throws IOException {
        outbox.reply(lines.greeting(platform.commands().run("query-version", Map.of(), origin)));
    }

    private void read() throws IOException {
        var stream =
                new JsonStream(
                        JsonStream.Limits.within(Runtime.getRuntime().maxMemory()), this::parsed);
        var buffer = new byte[4096];
        for (int n = connection.read(buffer); n >= 0; n = connection.read(buffer)) {
            stream.feed(buffer, 0, n);
        }
    }

    /**
     * What is to run out of band does not wait for a place in the queue. No command is of that kind
     * yet.
     */
    private void parsed(Parsed parsed) {
        try {
            if (outOfBand()
                    && Request.of(parsed, true) instanceof Request request
                    && request.outOfBand()) {
                if (outbox.awaitRoom()) {
                    refuseOutOfBand(request, Request.id(parsed));
                }
                return;
            }
        } catch (Request.MalformedException e) {
            // told in its turn
        }
        queue.put(parsed);
    }

    private void refuseOutOfBand(Request request, Optional<Object> id) {
        if (platform.commands().find(request.command()).isEmpty()) {
            fail(ErrorClass.COMMAND_NOT_FOUND, notFound(request.command()), id);
        } else {
            fail(
                    ErrorClass.GENERIC,
                    "The command " + request.command() + " does not support OOB",
                    id);
        }
    }

    private void runCommands() {
        var next = queue.take();
        while (next.isPresent() && outbox.awaitRoom()) {
            answer(next.get());
            next = queue.take();
        }
        queue.finish();
    }

    private void answer(Parsed parsed) {
        var id = Request.id(parsed);
        try {
            var result = run(Request.of(parsed, outOfBand()));
            outbox.reply(lines.result(result, id));
        } catch (Request.MalformedException e) {
            fail(ErrorClass.GENERIC, String.valueOf(e.getMessage()), id);
        } catch (CommandException e) {
            fail(e.errorClass(), String.valueOf(e.getMessage()), id);
        } catch (IOException e) {
            fail(ErrorClass.GENERIC, BlockException.of(e).sentence(), id);
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            LOG.log(Level.ERROR, origin + ": a command failed in an unforeseen way", e);
            fail(ErrorClass.GENERIC, "internal error: " + e, id);
        }
    }

    private Object run(Request request) throws IOException {
        boolean negotiates = request.command().equals(Capabilities.COMMAND);
        if (negotiated.isEmpty() && !negotiates) {
            throw new CommandException(
                    ErrorClass.COMMAND_NOT_FOUND,
                    "Expecting capabilities negotiation with 'qmp_capabilities'");
        }
        if (negotiates) {
            return negotiate(request);
        }
        if (platform.commands().find(request.command()).isEmpty()) {
            throw new CommandException(ErrorClass.COMMAND_NOT_FOUND, notFound(request.command()));
        }
        return platform.commands().run(request.command(), request.arguments(), origin);
    }

    private Object negotiate(Request request) throws IOException {
        if (negotiated.isPresent()) {
            throw new CommandException(ErrorClass.COMMAND_NOT_FOUND, Capabilities.COMPLETE);
        }
        negotiated = Optional.of(new Negotiation(Capabilities.outOfBand(request.arguments())));
        return Map.of();
    }

    private boolean outOfBand() {
        return negotiated.map(Negotiation::outOfBand).orElse(false);
    }

    private void fail(ErrorClass errorClass, String sentence, Optional<Object> id) {
        outbox.reply(lines.failure(errorClass, sentence, id));
    }

    private static String notFound(String command) {
        return "The command " + command + " has not been found";
    }

    private static void await(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
