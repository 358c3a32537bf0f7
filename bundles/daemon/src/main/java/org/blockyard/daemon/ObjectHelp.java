package org.blockyard.daemon;

import java.util.Comparator;
import java.util.List;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.object.ObjectType;
import org.blockyard.option.OptionField;
import org.blockyard.option.OptionType;

/**
 * The answers to {@code --object help} and {@code --object TYPE,help}.
 *
 * @param types the types there are
 */
record ObjectHelp(List<ObjectType<?>> types) {
    /** The answer to a text that asks for help. */
    String answer(String text) throws BlockException {
        var name = text.split(",", 2)[0];
        if (name.equals("help") || name.equals("?")) {
            return list();
        }
        var wanted = name.replaceFirst("^qom-type=", "");
        for (var type : types) {
            if (type.name().equals(wanted)) {
                return properties(type);
            }
        }
        throw new BlockException(ErrorKind.NOT_FOUND, "invalid object type: " + wanted);
    }

    private String list() {
        var text = new StringBuilder("List of user creatable objects:\n");
        types.stream()
                .map(ObjectType::name)
                .sorted()
                .forEach(name -> text.append("  ").append(name).append('\n'));
        return text.toString();
    }

    private static String properties(ObjectType<?> type) {
        var text = new StringBuilder(type.name()).append(" options:\n");
        type.options().fields().stream()
                .sorted(Comparator.comparing(OptionField::name))
                .forEach(
                        field ->
                                text.append(
                                        "  %s=<%s>%s%n"
                                                .formatted(
                                                        field.name(),
                                                        word(field.type()),
                                                        field.doc().isEmpty()
                                                                ? ""
                                                                : " - " + field.doc())));
        return text.toString();
    }

    private static String word(OptionType type) {
        return switch (type) {
            case OptionType.Bool _ -> "bool";
            case OptionType.Int integer -> integer.qapi();
            case OptionType.Size _ -> "size";
            case OptionType.Real _ -> "number";
            case OptionType.Choice choice -> String.join("|", choice.values());
            case OptionType.ListOf list -> "list of " + word(list.element());
            case OptionType.Struct struct -> struct.name();
            case OptionType.OneOf union -> union.name();
            default -> "string";
        };
    }
}
