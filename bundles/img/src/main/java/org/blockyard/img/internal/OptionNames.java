package org.blockyard.img.internal;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.blockyard.option.OptionField;
import org.blockyard.option.OptionType;

/**
 * The names under which {@code -o} knows options: legacy names, and for members of an option its
 * name, a dot and the member's name.
 */
final class OptionNames {
    private OptionNames() {}

    /** Each name with its option, those of members first, as the peer tells them. */
    static Map<String, OptionField> of(List<OptionField> fields) {
        var names = new LinkedHashMap<String, OptionField>();
        for (var field : fields) {
            members(names, field.legacyName(), field.type());
        }
        for (var field : fields) {
            if (!hasMembers(field.type())) {
                names.put(field.legacyName(), field);
            }
        }
        return names;
    }

    private static boolean hasMembers(OptionType type) {
        return type instanceof OptionType.Struct || type instanceof OptionType.OneOf;
    }

    private static void members(Map<String, OptionField> names, String prefix, OptionType type) {
        if (type instanceof OptionType.Struct struct) {
            struct.fields().forEach(member -> put(names, prefix, member));
        } else if (type instanceof OptionType.OneOf union) {
            for (var branch : union.branches().values()) {
                branch.fields().forEach(member -> put(names, prefix, member));
            }
        }
    }

    private static void put(Map<String, OptionField> names, String prefix, OptionField member) {
        var name = prefix + "." + member.name();
        if (hasMembers(member.type())) {
            members(names, name, member.type());
        } else {
            names.putIfAbsent(name, member);
        }
    }

    /** The lines of help for these options, sorted by name. */
    static String help(Map<String, OptionField> options) {
        var text = new StringBuilder();
        for (var name : options.keySet().stream().sorted().toList()) {
            var field = options.get(name);
            if (field != null) {
                var synopsis = "  " + name + "=<" + typeName(field.type()) + ">";
                text.append(synopsis).append(" ".repeat(Math.max(0, 24 - synopsis.length())));
                text.append(" - ").append(field.doc()).append('\n');
            }
        }
        return text.toString();
    }

    private static String typeName(OptionType type) {
        return switch (type) {
            case OptionType.Bool b -> "bool (on/off)";
            case OptionType.Size s -> "size";
            case OptionType.Int i -> "num";
            default -> "str";
        };
    }
}
