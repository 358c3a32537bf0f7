package org.blockyard.shell.internal.command;

import java.io.IOException;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.LinkedBlockingQueue;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.monitor.ManagementEvent;
import org.blockyard.option.Json;
import org.blockyard.platform.Platform;

/**
 * Prints events as they come.
 *
 * @param platform where they come from
 */
record EventStream(Platform platform) implements ShellCommand {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS");
    private static final int QUEUE = 10_000;
    private static final long PATIENCE = 50;

    @Override
    public String name() {
        return "events";
    }

    @Override
    public String summary() {
        return "Print events as they come, until a key is pressed";
    }

    @Override
    public String usage() {
        return """
                events [COUNT]

                Prints events as they come, until a key or Ctrl-C is pressed, or COUNT events
                have come.
                """;
    }

    @Override
    public void run(Invocation call) throws IOException {
        long wanted = call.arguments().isEmpty() ? Long.MAX_VALUE : count(call.only("a count"));
        var queue = new LinkedBlockingQueue<ManagementEvent>(QUEUE);
        var subscription = platform.events().subscribe(queue::offer);
        try {
            // what is there is printed before it is asked whether that is enough
            long printed = print(queue, call, wanted);
            while (printed < wanted && !call.viewer().hasEnough(PATIENCE)) {
                printed += print(queue, call, wanted - printed);
            }
        } finally {
            close(subscription);
        }
    }

    private static long print(
            LinkedBlockingQueue<ManagementEvent> queue, Invocation call, long most) {
        long printed = 0;
        for (var event = queue.poll(); event != null; event = queue.poll()) {
            var time = TIME.format(event.time().atZone(ZoneId.systemDefault()));
            call.out().println(time + "  " + event.name() + "  " + Json.write(event.data()));
            if (++printed == most) {
                break;
            }
        }
        call.out().flush();
        return printed;
    }

    private static long count(String text) throws BlockException {
        try {
            return Math.max(1, Long.parseLong(text));
        } catch (NumberFormatException e) {
            throw new BlockException(ErrorKind.INVALID_OPTION, "'" + text + "' is not a count");
        }
    }

    private static void close(AutoCloseable subscription) throws IOException {
        try {
            subscription.close();
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e);
        }
    }
}
