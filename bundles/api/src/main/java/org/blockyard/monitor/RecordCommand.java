package org.blockyard.monitor;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.blockyard.option.OptionSchema;
import org.blockyard.option.OptionType;
import org.blockyard.option.ReadMode;
import org.blockyard.platform.Platform;

/**
 * A command whose arguments are a record.
 *
 * @param <A> the record
 */
public abstract class RecordCommand<A extends Record> implements ManagementCommand {
    private final String name;
    private final String doc;
    // looked into when it is needed: of a hundred commands a daemon runs few before it is ready
    private final Class<A> arguments;
    private final Optional<OptionType> result;

    /** A command without a result. */
    protected RecordCommand(String name, String doc, Class<A> arguments) {
        this(name, doc, arguments, Optional.empty());
    }

    /** A command with a result of that type. */
    protected RecordCommand(
            String name, String doc, Class<A> arguments, Optional<OptionType> result) {
        this.name = name;
        this.doc = doc;
        this.arguments = arguments;
        this.result = result;
    }

    /** The type of a result that is one record. */
    protected static Optional<OptionType> one(Class<? extends Record> type) {
        return Optional.of(OptionSchema.of(type).type());
    }

    /** The type of a result that is a list of records. */
    protected static Optional<OptionType> listOf(Class<? extends Record> type) {
        return Optional.of(new OptionType.ListOf(OptionSchema.of(type).type()));
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final String doc() {
        return doc;
    }

    @Override
    public OptionType arguments(Platform platform) {
        return OptionSchema.of(arguments).type();
    }

    @Override
    public Optional<OptionType> result(Platform platform) {
        return result;
    }

    @Override
    public final Object run(Map<String, Object> tree, CommandContext context) throws IOException {
        return run(OptionSchema.of(arguments).read(tree, ReadMode.JSON), context);
    }

    /** Does it; returns a tree, or an empty map if there is no result. */
    protected abstract Object run(A arguments, CommandContext context) throws IOException;
}
