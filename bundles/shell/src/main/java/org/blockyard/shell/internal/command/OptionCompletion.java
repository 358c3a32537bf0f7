package org.blockyard.shell.internal.command;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.blockyard.option.OptionField;
import org.blockyard.option.OptionType;
import org.blockyard.platform.Platform;

/**
 * Completes {@code key=value} words by the schema of what they describe.
 *
 * @param platform has the nodes and drivers
 * @param type what is described
 */
record OptionCompletion(Platform platform, OptionType type) {
    /** What may stand in the place of {@code word}, after the words {@code before}. */
    List<Suggestion> complete(List<String> before, String word) {
        var given = given(before);
        int equals = word.indexOf('=');
        if (equals >= 0) {
            var key = word.substring(0, equals);
            return values(key, given).stream()
                    .map(value -> new Suggestion(key + "=" + value.word(), value.doc(), true))
                    .toList();
        }
        int dot = word.lastIndexOf('.');
        return keys(dot < 0 ? "" : word.substring(0, dot + 1), given);
    }

    private static Map<String, String> given(List<String> words) {
        var given = new HashMap<String, String>();
        for (var word : words) {
            int equals = word.indexOf('=');
            if (equals > 0) {
                given.put(word.substring(0, equals), word.substring(equals + 1));
            }
        }
        return given;
    }

    private List<Suggestion> keys(String prefix, Map<String, String> given) {
        var keys = new ArrayList<Suggestion>();
        for (var field : fields(prefix, given)) {
            var key = prefix + field.name();
            if (!given.containsKey(key)) {
                if (!(field.type() instanceof OptionType.Struct)
                        && !(field.type() instanceof OptionType.OneOf)) {
                    keys.add(new Suggestion(key + "=", field.doc(), false));
                }
                if (nested(field.type()).isPresent()) {
                    keys.add(new Suggestion(key + ".", field.doc(), false));
                }
            }
        }
        return keys;
    }

    /** The fields that are under a prefix such as {@code file.}, as far as the words tell. */
    private List<OptionField> fields(String prefix, Map<String, String> given) {
        OptionType at = type;
        int begin = 0;
        for (int dot = prefix.indexOf('.'); dot >= 0; dot = prefix.indexOf('.', begin)) {
            var name = prefix.substring(begin, dot);
            var inner =
                    members(at, prefix.substring(0, begin), given).stream()
                            .filter(field -> field.name().equals(name))
                            .findFirst()
                            .flatMap(field -> nested(field.type()));
            if (inner.isEmpty()) {
                return List.of();
            }
            at = inner.get();
            begin = dot + 1;
        }
        return members(at, prefix, given);
    }

    private Optional<OptionType> nested(OptionType type) {
        return switch (type) {
            case OptionType.Struct struct -> Optional.of(struct);
            case OptionType.OneOf union -> Optional.of(union);
            case OptionType.Child _ -> Optional.of(NodeType.of(platform));
            default -> Optional.empty();
        };
    }

    private static List<OptionField> members(
            OptionType type, String prefix, Map<String, String> given) {
        return switch (type) {
            case OptionType.Struct struct -> struct.fields();
            case OptionType.OneOf union -> {
                var branch =
                        union.branches()
                                .get(given.getOrDefault(prefix + union.discriminator(), ""));
                yield branch != null
                        ? withDiscriminator(union, branch)
                        : List.of(discriminator(union));
            }
            default -> List.of();
        };
    }

    private static List<OptionField> withDiscriminator(
            OptionType.OneOf union, OptionType.Struct branch) {
        var fields = new ArrayList<OptionField>();
        if (branch.fields().stream()
                .noneMatch(field -> field.name().equals(union.discriminator()))) {
            fields.add(discriminator(union));
        }
        fields.addAll(branch.fields());
        return fields;
    }

    private static OptionField discriminator(OptionType.OneOf union) {
        var words = union.branches().keySet().stream().sorted().toList();
        return new OptionField(
                union.discriminator(),
                new OptionType.Choice(union.name(), words),
                true,
                Optional.empty(),
                "which kind",
                union.discriminator(),
                "");
    }

    private List<Suggestion> values(String key, Map<String, String> given) {
        int dot = key.lastIndexOf('.') + 1;
        var prefix = key.substring(0, dot);
        var name = key.substring(dot);
        if (discriminates(prefix, name, given)) {
            return branches(prefix, given);
        }
        for (var field : fields(prefix, given)) {
            if (field.name().equals(name)) {
                return values(field);
            }
        }
        return List.of();
    }

    private boolean discriminates(String prefix, String name, Map<String, String> given) {
        return fieldsOwner(prefix, given) instanceof OptionType.OneOf union
                && union.discriminator().equals(name);
    }

    private List<Suggestion> branches(String prefix, Map<String, String> given) {
        return fieldsOwner(prefix, given) instanceof OptionType.OneOf union
                ? union.branches().keySet().stream().sorted().map(Suggestion::of).toList()
                : List.of();
    }

    /** The type whose members stand under a prefix. */
    private OptionType fieldsOwner(String prefix, Map<String, String> given) {
        if (prefix.isEmpty()) {
            return type;
        }
        int before = prefix.lastIndexOf('.', prefix.length() - 2) + 1;
        var name = prefix.substring(before, prefix.length() - 1);
        return fields(prefix.substring(0, before), given).stream()
                .filter(field -> field.name().equals(name))
                .findFirst()
                .flatMap(field -> nested(field.type()))
                .orElse(new OptionType.Any());
    }

    private List<Suggestion> values(OptionField field) {
        return switch (field.type()) {
            case OptionType.Bool _ -> List.of(Suggestion.of("on"), Suggestion.of("off"));
            case OptionType.Choice choice -> choice.values().stream().map(Suggestion::of).toList();
            case OptionType.Child _ -> Names.nodes(platform);
            case OptionType.Text _ -> named(field.name());
            default -> List.of();
        };
    }

    /** Texts that are names, told by what they are called. */
    private List<Suggestion> named(String name) {
        return switch (name) {
            case "node-name", "node", "device" -> Names.nodes(platform);
            case "tls-creds", "tls-authz", "key-secret", "iothread" -> Names.objects(platform);
            default -> List.of();
        };
    }
}
