package org.blockyard.commands.schema;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.blockyard.commands.kit.Types;
import org.blockyard.monitor.CommandContext;
import org.blockyard.monitor.ManagementCommand;
import org.blockyard.option.NoOptions;
import org.blockyard.option.Option;
import org.blockyard.option.OptionSchema;
import org.blockyard.option.OptionType;
import org.blockyard.option.ReadMode;
import org.blockyard.platform.Platform;

/** {@code query-qmp-schema}: the schema of the bundles that are there now. */
public final class QueryQmpSchema implements ManagementCommand {
    /** The members that all entries have; the others depend on the meta-type. */
    record SchemaInfo(
            @Option("name of the command, event or type; types have numbers") String name,
            @Option("builtin, enum, array, object, alternate, command or event") MetaType metaType,
            @Option("features of the entity") Optional<List<String>> features,
            @Option("of builtin: the JSON type") Optional<String> jsonType,
            @Option("of array: type of the elements") Optional<String> elementType,
            @Option("of enum, object and alternate: the members") Optional<List<Member>> members,
            @Option("of enum: the values") Optional<List<String>> values,
            @Option("of object: the member that tells the variants apart") Optional<String> tag,
            @Option("of object: the further members for a value of the tag")
                    Optional<List<Variant>> variants,
            @Option("of command and event: type of the arguments or data") Optional<String> argType,
            @Option("of command: type of the result") Optional<String> retType) {}

    enum MetaType {
        /** A type that is not made of others. */
        BUILTIN,
        /** One of some words. */
        ENUM,
        /** Several of one type. */
        ARRAY,
        /** Members by name. */
        OBJECT,
        /** One of several types, told apart by their form. */
        ALTERNATE,
        /** A command. */
        COMMAND,
        /** An event. */
        EVENT
    }

    record Member(
            @Option("name of the member or value") Optional<String> name,
            @Option("its type") Optional<String> type,
            @Option(value = "null if it may be left out", name = "default")
                    Optional<Object> byDefault,
            @Option("features of the member or value") Optional<List<String>> features) {}

    record Variant(
            @Option(value = "the tag's value", name = "case") String when,
            @Option("type with the further members") String type) {}

    /** The command. */
    public QueryQmpSchema() {}

    @Override
    public String name() {
        return "query-qmp-schema";
    }

    @Override
    public String doc() {
        return "Tells all commands, events and types there are now; drivers, export and object types as their"
                + " bundles come and go.";
    }

    @Override
    public OptionType arguments(Platform platform) {
        return OptionSchema.of(NoOptions.class).type();
    }

    @Override
    public Optional<OptionType> result(Platform platform) {
        return Optional.of(Types.listOf(SchemaInfo.class));
    }

    @Override
    public Object run(Map<String, Object> arguments, CommandContext context)
            throws java.io.IOException {
        OptionSchema.of(NoOptions.class).read(arguments, ReadMode.JSON);
        return new SchemaBuilder(context.platform()).build();
    }
}
