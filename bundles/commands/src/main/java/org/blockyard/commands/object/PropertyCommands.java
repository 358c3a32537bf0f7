package org.blockyard.commands.object;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.blockyard.commands.kit.Action;
import org.blockyard.io.BlockException;
import org.blockyard.monitor.CommandContext;
import org.blockyard.monitor.CommandException;
import org.blockyard.monitor.CommandException.ErrorClass;
import org.blockyard.monitor.ManagementCommand;
import org.blockyard.object.Configurable;
import org.blockyard.object.Inspectable;
import org.blockyard.object.ObjectType;
import org.blockyard.option.Option;
import org.blockyard.option.OptionField;
import org.blockyard.option.OptionSchema;
import org.blockyard.option.OptionType;
import org.blockyard.option.ReadMode;
import org.blockyard.platform.Platform;

/** The commands that see and set one property of an object. */
final class PropertyCommands {
    private static final String TYPE = "type";

    private PropertyCommands() {}

    record Property(
            @Option("path of the object, such as /objects/ID") String path,
            @Option("name of the property") String property) {}

    record PropertyValue(
            @Option("path of the object, such as /objects/ID") String path,
            @Option("name of the property") String property,
            @Option("its new value") Object value) {}

    static ManagementCommand get() {
        return Action.tells(
                "qom-get",
                "Tells a property of an object. What a secret is is not told.",
                Property.class,
                new OptionType.Any(),
                PropertyCommands::read);
    }

    static ManagementCommand set() {
        return Action.does(
                "qom-set",
                "Sets a property of an object that can change while it is there.",
                PropertyValue.class,
                PropertyCommands::write);
    }

    private static Object read(Property given, CommandContext context) throws CommandException {
        var path = new ObjectPath(given.path());
        var type = path.type(context.platform());
        if (given.property().equals(TYPE)) {
            return type;
        }
        var name = type + "." + given.property();
        var field = field(type, given.property(), context.platform());
        if (path.isContainer() || field.isEmpty()) {
            throw refused(name, "not found");
        }
        Inspectable<?> object =
                seen(path, context)
                        .filter(seen -> !seen.hidden().contains(given.property()))
                        .orElseThrow(() -> refused(name, "is not readable"));
        var value = tree(object).get(given.property());
        return value == null ? nothing(field.get()) : value;
    }

    /** What is told of a property that was not given. */
    private static Object nothing(OptionField field) {
        return field.type() instanceof OptionType.ListOf ? List.of() : "";
    }

    private static void write(PropertyValue given, CommandContext context)
            throws CommandException, BlockException {
        var path = new ObjectPath(given.path());
        var type = path.type(context.platform());
        var name = type + "." + given.property();
        var isType = given.property().equals(TYPE);
        if (!isType && field(type, given.property(), context.platform()).isEmpty()) {
            throw refused(name, "not found");
        }
        if (isType) {
            throw refused(name, "is not writable");
        }
        Configurable<?> object =
                find(path, context).orElseThrow(() -> refused(name, "is not writable"));
        set(object, given.property(), given.value());
    }

    private static Optional<Inspectable<?>> seen(ObjectPath path, CommandContext context) {
        return context.platform().objects().find(path.id(), Inspectable.class).map(o -> o);
    }

    private static Optional<Configurable<?>> find(ObjectPath path, CommandContext context) {
        return context.platform().objects().find(path.id(), Configurable.class).map(o -> o);
    }

    private static Optional<OptionField> field(String type, String name, Platform platform) {
        return platform.objects().types().stream()
                .filter(candidate -> candidate.name().equals(type))
                .findFirst()
                .map(ObjectType::options)
                .flatMap(schema -> schema.field(name));
    }

    private static <O extends Record> Map<String, Object> tree(Inspectable<O> object) {
        var properties = object.properties();
        return schema(properties).write(properties);
    }

    private static <O extends Record> void set(Configurable<O> object, String name, Object value)
            throws BlockException {
        object.change(
                properties -> {
                    var schema = schema(properties);
                    var tree = new LinkedHashMap<>(schema.write(properties));
                    tree.put(name, value);
                    return schema.read(tree, ReadMode.JSON);
                });
    }

    @SuppressWarnings("unchecked") // the class of an O
    private static <O extends Record> OptionSchema<O> schema(O properties) {
        return OptionSchema.of((Class<O>) properties.getClass());
    }

    private static CommandException refused(String property, String what) {
        return new CommandException(ErrorClass.GENERIC, "Property '" + property + "' " + what);
    }
}
