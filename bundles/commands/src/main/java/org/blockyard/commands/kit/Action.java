package org.blockyard.commands.kit;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.blockyard.monitor.CommandContext;
import org.blockyard.monitor.RecordCommand;
import org.blockyard.option.OptionType;

/**
 * A command whose arguments are a record and whose work is a few lines.
 *
 * @param <A> the record
 */
public final class Action<A extends Record> extends RecordCommand<A> {
    private final Work<A> work;

    /**
     * What a command does.
     *
     * @param <A> its arguments
     */
    @FunctionalInterface
    public interface Work<A> {
        /** Does it; the result is a JSON tree. */
        Object run(A arguments, CommandContext context) throws IOException;
    }

    /**
     * What a command without a result does.
     *
     * @param <A> its arguments
     */
    @FunctionalInterface
    public interface Deed<A> {
        /** Does it. */
        void run(A arguments, CommandContext context) throws IOException;
    }

    private Action(
            String name,
            String doc,
            Class<A> arguments,
            Optional<OptionType> result,
            Work<A> work) {
        super(name, doc, arguments, result);
        this.work = work;
    }

    /** A command without a result. */
    public static <A extends Record> Action<A> does(
            String name, String doc, Class<A> arguments, Deed<A> deed) {
        return new Action<>(
                name,
                doc,
                arguments,
                Optional.empty(),
                (given, context) -> {
                    deed.run(given, context);
                    return Map.of();
                });
    }

    /** A command with a result. */
    public static <A extends Record> Action<A> tells(
            String name, String doc, Class<A> arguments, OptionType result, Work<A> work) {
        return new Action<>(name, doc, arguments, Optional.of(result), work);
    }

    @Override
    protected Object run(A arguments, CommandContext context) throws IOException {
        return work.run(arguments, context);
    }
}
