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
                        (given, context) -> types(given, context.platform())),
                Action.lists(
                        "qom-list-properties",
                        "Tells the properties of a type of objects.",
                        TypeName.class,
                        ObjectPropertyInfo.class,
                        (given, context) -> describe(given.typename(), context.platform())));
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
        var place = new ObjectPath(path);
        if (!place.isContainer()) {
            return properties(place.type(platform), platform).stream()
                    .map(property -> entry(property.name(), property.type()))
                    .toList();
        }
        var entries = new ArrayList<Map<String, Object>>();
        entries.add(entry("type", "string"));
        if (place.isRoot()) {
            entries.add(entry("objects", "child<container>"));
        } else {
            platform.objects()
                    .list()
                    .forEach((id, type) -> entries.add(entry(id, "child<" + type + ">")));
        }
        return entries;
    }

    private static Map<String, Object> entry(String name, String type) {
        return tree(new ObjectPropertyInfo(name, type, Optional.empty(), Optional.empty()));
    }

    private static Map<String, Object> tree(ObjectPropertyInfo property) {
        return OptionSchema.of(ObjectPropertyInfo.class).write(property);
    }

    private static Object types(TypeQuery query, Platform platform) {
        return new TypeTree(platform.objects().types())
                .those(query.implementsType(), query.abstractTypes().orElse(false)).stream()
                        .map(
                                type ->
                                        new ObjectTypeInfo(
                                                type.name(),
                                                Optional.of(true).filter(yes -> type.isAbstract()),
                                                type.parent()))
                        .map(OptionSchema.of(ObjectTypeInfo.class)::write)
                        .toList();
    }

    private static Object describe(String name, Platform platform) throws CommandException {
        var type = new TypeTree(platform.objects().types()).find(name);
        if (type.isEmpty()) {
            throw new CommandException(
                    ErrorClass.DEVICE_NOT_FOUND, "Class '" + name + "' not found");
        }
        if (type.get().isInterface()) {
            throw new CommandException(
                    ErrorClass.GENERIC, "Parameter 'typename' expects a QOM type");
        }
        return properties(name, platform).stream().map(ObjectCommands::tree).toList();
    }

    private static List<ObjectPropertyInfo> properties(String typeName, Platform platform) {
        var properties = new ArrayList<ObjectPropertyInfo>();
        properties.add(
                new ObjectPropertyInfo("type", "string", Optional.empty(), Optional.empty()));
        platform.objects().types().stream()
                .filter(type -> type.name().equals(typeName))
                .limit(1)
                .flatMap(type -> type.options().fields().stream())
                .map(ObjectCommands::property)
                .forEach(properties::add);
        return properties;
    }

    private static ObjectPropertyInfo property(OptionField field) {
        return new ObjectPropertyInfo(
                field.name(),
                word(field.type()),
                Optional.of(field.doc()),
                field.byDefault().map(text -> text));
    }

    private static String word(OptionType type) {
        return switch (type) {
            case OptionType.Bool bool -> "bool";
            case OptionType.Int number -> "int";
            case OptionType.Size size -> "int";
            case OptionType.Real real -> "number";
            case OptionType.Choice choice -> choice.name();
            case OptionType.Struct struct -> struct.name();
            case OptionType.OneOf union -> union.name();
            case OptionType.ListOf list -> word(list.element());
            default -> "string";
        };
    }
}
