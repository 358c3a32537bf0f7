package org.blockyard.commands.kit;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.blockyard.monitor.CommandContext;
import org.blockyard.monitor.RecordCommand;
import org.blockyard.option.OptionType;
import org.blockyard.platform.Platform;

/**
 * A command whose arguments are a record and whose work is a few lines.
 *
 * @param <A> the record
 */
public final class Action<A extends Record> extends RecordCommand<A> {
    private final Result result;
    private final Work<A> work;

    /** Of what type the result is; a record is looked into when somebody asks. */
    private sealed interface Result {
        record Nothing() implements Result {}

        record Known(OptionType type) implements Result {}

        record Many(Class<? extends Record> element) implements Result {}
    }

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

    private Action(String name, String doc, Class<A> arguments, Result result, Work<A> work) {
        super(name, doc, arguments);
        this.result = result;
        this.work = work;
    }

    /** A command without a result. */
    public static <A extends Record> Action<A> does(
            String name, String doc, Class<A> arguments, Deed<A> deed) {
        return new Action<>(
                name,
                doc,
                arguments,
                new Result.Nothing(),
                (given, context) -> {
                    deed.run(given, context);
                    return Map.of();
                });
    }

    /** A command with a result. */
    public static <A extends Record> Action<A> tells(
            String name, String doc, Class<A> arguments, OptionType result, Work<A> work) {
        return new Action<>(name, doc, arguments, new Result.Known(result), work);
    }

    /** A command whose result is a list of records. */
    public static <A extends Record> Action<A> lists(
            String name,
            String doc,
            Class<A> arguments,
            Class<? extends Record> element,
            Work<A> work) {
        return new Action<>(name, doc, arguments, new Result.Many(element), work);
    }

    @Override
    public Optional<OptionType> result(Platform platform) {
        return switch (result) {
            case Result.Nothing() -> Optional.empty();
            case Result.Known(OptionType type) -> Optional.of(type);
            case Result.Many(Class<? extends Record> element) -> Optional.of(Types.listOf(element));
        };
    }

    @Override
    protected Object run(A arguments, CommandContext context) throws IOException {
        return work.run(arguments, context);
    }
}
