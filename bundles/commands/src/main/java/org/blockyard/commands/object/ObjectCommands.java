package org.blockyard.commands.object;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.blockyard.commands.kit.Action;
import org.blockyard.commands.kit.OpenAction;
import org.blockyard.commands.kit.Types;
import org.blockyard.monitor.CommandException;
import org.blockyard.monitor.CommandException.ErrorClass;
import org.blockyard.monitor.ManagementCommand;
import org.blockyard.object.ObjectType;
import org.blockyard.option.Option;
import org.blockyard.option.OptionField;
import org.blockyard.option.OptionSchema;
import org.blockyard.option.OptionType;
import org.blockyard.option.ReadMode;
import org.blockyard.platform.Platform;

/** Commands about user-created objects, and the tree in which clients look for them. */
public final class ObjectCommands {
    /** The member of {@code object-add} that all types have. */
    public static final OptionField ID =
            Types.required("id", new OptionType.Text(Long.MAX_VALUE), "id of the object");

    private ObjectCommands() {}

    record Id(@Option("id of the object") String id) {}

    record Path(@Option("path of the object, such as /objects/ID") String path) {}

    record TypeName(@Option("name of the type") String typename) {}

    record TypeQuery(
            @Option(value = "only types that are also this type", name = "implements")
                    Optional<String> implementsType,
            @Option(value = "also types of which no object can be made", name = "abstract")
                    Optional<Boolean> abstractTypes) {}

    record ObjectPropertyInfo(
            @Option("name of the property") String name,
            @Option("its type") String type,
            @Option("what it is") Optional<String> description,
            @Option("the value it has by default") Optional<Object> defaultValue) {}

    record ObjectTypeInfo(
            @Option("name of the type") String name,
            @Option(value = "whether no object can be made of it", name = "abstract")
                    Optional<Boolean> abstractType,
            @Option("the type it is derived from") Optional<String> parent) {}

    /** The commands. */
    public static List<ManagementCommand> all() {
        return List.of(
                new OpenAction(
                        "object-add",
                        "Makes an object, such as a secret.",
                        ObjectCommands::options,
                        (tree, context) -> context.platform().objects().add(tree, ReadMode.JSON)),
                Action.does(
                        "object-del",
                        "Removes an object that nothing uses.",
                        Id.class,
                        (given, context) -> context.platform().objects().remove(given.id())),
                Action.lists(
                        "qom-list",
                        "Tells what is at a place of the object tree.",
                        Path.class,
                        ObjectPropertyInfo.class,
                        (given, context) -> list(given.path(), context.platform())),
                PropertyCommands.get(),
                PropertyCommands.set(),
                Action.lists(
                        "qom-list-types",
                        "Tells the types of objects that can be made.",
                        TypeQuery.class,
                        ObjectTypeInfo.class,
                        (given, context) -> types(context.platform())),
                Action.lists(
                        "qom-list-properties",
                        "Tells the properties of a type of objects.",
                        TypeName.class,
                        ObjectPropertyInfo.class,
                        (given, context) -> properties(given.typename(), context.platform())));
    }

    /** The arguments of {@code object-add}: a union over the types present. */
    static OptionType options(Platform platform) {
        var branches = new LinkedHashMap<String, List<OptionField>>();
        for (var type : platform.objects().types()) {
            branches.put(type.name(), type.options().fields());
        }
        return Types.oneOf("ObjectOptions", "qom-type", List.of(ID), branches);
    }

    private static Object list(String path, Platform platform) throws CommandException {
        var entries = new ArrayList<Map<String, Object>>();
        entries.add(entry("type", "string"));
        if (path.equals("/")) {
            entries.add(entry("objects", "child<container>"));
        } else if (path.equals(ObjectPath.OBJECTS)) {
            platform.objects()
                    .list()
                    .forEach((id, type) -> entries.add(entry(id, "child<" + type + ">")));
        } else {
            return properties(new ObjectPath(path).type(platform), platform);
        }
        return entries;
    }

    private static Object types(Platform platform) {
        return platform.objects().types().stream()
                .map(
                        type ->
                                new ObjectTypeInfo(
                                        type.name(), Optional.empty(), Optional.of("object")))
                .map(OptionSchema.of(ObjectTypeInfo.class)::write)
                .toList();
    }

    private static Object properties(String name, Platform platform) throws CommandException {
        var type =
                platform.objects().types().stream()
                        .filter(t -> t.name().equals(name))
                        .findFirst()
                        .orElseThrow(
                                () ->
                                        new CommandException(
                                                ErrorClass.DEVICE_NOT_FOUND,
                                                "Class '" + name + "' not found"));
        return properties(type);
    }

    private static List<Map<String, Object>> properties(ObjectType<?> type) {
        var properties = new ArrayList<Map<String, Object>>();
        properties.add(entry("type", "string"));
        for (var field : type.options().fields()) {
            properties.add(
                    OptionSchema.of(ObjectPropertyInfo.class)
                            .write(
                                    new ObjectPropertyInfo(
                                            field.name(),
                                            word(field.type()),
                                            Optional.of(field.doc()),
                                            field.byDefault().map(text -> text))));
        }
        return properties;
    }

    private static Map<String, Object> entry(String name, String type) {
        return OptionSchema.of(ObjectPropertyInfo.class)
                .write(new ObjectPropertyInfo(name, type, Optional.empty(), Optional.empty()));
    }

    private static String word(OptionType type) {
        return switch (type) {
            case OptionType.Bool bool -> "bool";
            case OptionType.Int number -> number.qapi();
            case OptionType.Size size -> "size";
            case OptionType.Real real -> "number";
            case OptionType.Choice choice -> choice.name();
            case OptionType.Struct struct -> struct.name();
            case OptionType.OneOf union -> union.name();
            case OptionType.ListOf list -> "list<" + word(list.element()) + ">";
            default -> "string";
        };
    }
}
