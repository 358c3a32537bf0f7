package org.blockyard.commands.schema;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.blockyard.commands.node.NodeOptionsType;
import org.blockyard.option.JsonNull;
import org.blockyard.option.OptionField;
import org.blockyard.option.OptionType;
import org.blockyard.platform.Platform;

/** Writes commands and events with all their types as QAPI's introspection does. For one use. */
final class SchemaBuilder {
    private static final OptionType NOTHING = new OptionType.Struct("", List.of());

    private final Platform platform;
    private final OptionType node;
    private final List<Map<String, Object>> entities = new ArrayList<>();
    private final List<Map<String, Object>> types = new ArrayList<>();
    private final Map<Object, String> names = new HashMap<>();
    private int numbered;

    SchemaBuilder(Platform platform) {
        this.platform = platform;
        this.node = NodeOptionsType.definition(platform);
    }

    /** All entries: commands, events, then the types they use. */
    List<Object> build() {
        for (var command : platform.commands().list()) {
            var entry = entry(command.name(), "command");
            features(command.name(), entry);
            var features = new ArrayList<Object>(command.features());
            if (command.deprecated()) {
                features.add("deprecated");
            }
            if (!features.isEmpty()) {
                entry.put("features", features);
            }
            entry.put("arg-type", name(command.arguments(platform)));
            entry.put("ret-type", name(command.result(platform).orElse(NOTHING)));
            entities.add(entry);
        }
        for (var event : platform.commands().events()) {
            var entry = entry(event.name(), "event");
            entry.put("arg-type", name(event.data()));
            entities.add(entry);
        }
        var all = new ArrayList<Object>(entities);
        all.addAll(types);
        return all;
    }

    private String name(OptionType type) {
        return switch (type) {
            case OptionType.Text text -> builtin("str", "string");
            case OptionType.Bool bool -> builtin("bool", "boolean");
            case OptionType.Int number -> builtin("int", "int");
            case OptionType.Size size -> builtin("int", "int");
            case OptionType.Real real -> builtin("number", "number");
            case OptionType.Any any -> builtin("any", "value");
            case OptionType.Child child -> reference(false);
            case OptionType.ListOf list -> list(name(list.element()));
            case OptionType.Choice choice ->
                    numbered(
                            List.of("enum", choice.values()),
                            "enum",
                            entry -> words(choice.values(), entry));
            case OptionType.Struct struct -> members(struct.fields());
            case OptionType.OneOf union -> union(union);
        };
    }

    /** A member that may be left out may also be expressly nothing, if it is a child. */
    private String name(OptionField field) {
        return field.type() instanceof OptionType.Child
                ? reference(!field.required())
                : name(field.type());
    }

    private String builtin(String name, String jsonType) {
        return named(name, name, "builtin", entry -> entry.put("json-type", jsonType));
    }

    private String list(String element) {
        var name = "[" + element + "]";
        return named(name, name, "array", entry -> entry.put("element-type", element));
    }

    private String members(List<OptionField> fields) {
        return numbered(
                List.of("object", signature(fields)),
                "object",
                entry -> entry.put("members", fields.stream().map(this::member).toList()));
    }

    private String union(OptionType.OneOf union) {
        var common = new Common(union);
        return numbered(
                union,
                "object",
                entry -> {
                    var members = new ArrayList<Object>();
                    var tags =
                            new OptionType.Choice(
                                    union.name(), List.copyOf(union.branches().keySet()));
                    members.add(member(union.discriminator(), name(tags), true));
                    common.fields().forEach(field -> members.add(member(field)));
                    entry.put("members", members);
                    entry.put("tag", union.discriminator());
                    var variants = new ArrayList<Object>();
                    union.branches()
                            .keySet()
                            .forEach(
                                    word -> {
                                        var variant = new LinkedHashMap<String, Object>();
                                        variant.put("case", word);
                                        variant.put("type", members(common.further(word)));
                                        variants.add(variant);
                                    });
                    entry.put("variants", variants);
                });
    }

    /** A node by name or by definition. */
    private String reference(boolean orNothing) {
        return numbered(
                List.of("reference", orNothing),
                "alternate",
                entry -> {
                    var members = new ArrayList<Object>();
                    members.add(Map.of("type", name(node)));
                    members.add(Map.of("type", builtin("str", "string")));
                    if (orNothing) {
                        members.add(Map.of("type", builtin("null", "null")));
                    }
                    entry.put("members", members);
                });
    }

    private static void words(List<String> values, Map<String, Object> entry) {
        entry.put("members", values.stream().map(SchemaBuilder::word).toList());
        entry.put("values", values);
    }

    private static Map<String, Object> word(String name) {
        var member = new LinkedHashMap<String, Object>();
        member.put("name", name);
        features(name, member);
        return member;
    }

    private Object member(OptionField field) {
        return member(field.name(), name(field), field.required());
    }

    private static Object member(String name, String type, boolean required) {
        var member = new LinkedHashMap<String, Object>();
        member.put("name", name);
        member.put("type", type);
        if (!required) {
            member.put("default", JsonNull.NULL);
        }
        features(name, member);
        return member;
    }

    /** Names that QEMU marks as no part of its stable interface; our own are meant to stay. */
    private static void features(String name, Map<String, Object> entry) {
        if (name.startsWith("x-") && !name.startsWith("x-blockyard-")) {
            entry.put("features", List.of("unstable"));
        }
    }

    /**
     * What makes two structs the same type: names, types and whether they are needed, not what is
     * said about them.
     */
    private static List<Object> signature(List<OptionField> fields) {
        return fields.stream().<Object>map(f -> List.of(f.name(), f.type(), f.required())).toList();
    }

    private String numbered(Object key, String metaType, Consumer<Map<String, Object>> rest) {
        var known = names.get(key);
        return known != null ? known : named(key, Integer.toString(numbered++), metaType, rest);
    }

    /** The name is known before the rest is made, so that a type may hold itself. */
    private String named(
            Object key, String name, String metaType, Consumer<Map<String, Object>> rest) {
        if (names.putIfAbsent(key, name) == null) {
            var entry = entry(name, metaType);
            types.add(entry);
            rest.accept(entry);
        }
        return name;
    }

    private static Map<String, Object> entry(String name, String metaType) {
        var entry = new LinkedHashMap<String, Object>();
        entry.put("name", name);
        entry.put("meta-type", metaType);
        return entry;
    }
}
