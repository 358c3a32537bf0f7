package org.blockyard.option;

import java.util.ArrayList;
import java.util.List;

/** Help for people: one line an option, members of members under dotted names. */
final class Help {
    private static final int MOST_INDENT = 32;

    private record Line(String left, String right) {}

    private Help() {}

    static String of(List<OptionField> fields) {
        var lines = new ArrayList<Line>();
        add(fields, "", lines);
        int width = 0;
        for (var line : lines) {
            width = Math.max(width, Math.min(line.left().length(), MOST_INDENT));
        }
        var text = new StringBuilder();
        for (var line : lines) {
            text.append("  ").append(line.left());
            text.repeat(' ', Math.max(0, width - line.left().length()));
            text.append(" - ").append(line.right()).append('\n');
        }
        return text.toString();
    }

    private static void add(List<OptionField> fields, String prefix, List<Line> lines) {
        for (var field : fields) {
            var name = prefix + field.name();
            switch (field.type()) {
                case OptionType.Struct struct -> add(struct.fields(), name + ".", lines);
                case OptionType.OneOf union -> {
                    var words = String.join("|", union.branches().keySet());
                    lines.add(
                            new Line(
                                    name + "." + union.discriminator() + "=" + words,
                                    sentence(field)));
                    union.branches()
                            .forEach((word, branch) -> add(branch.fields(), name + ".", lines));
                }
                default -> lines.add(new Line(name + "=" + word(field.type()), sentence(field)));
            }
        }
    }

    private static String sentence(OptionField field) {
        var extra =
                field.byDefault()
                        .map(value -> "default: " + (value.isEmpty() ? "none" : value))
                        .orElse(field.required() ? "required" : "");
        return extra.isEmpty() ? field.doc() : field.doc() + " (" + extra + ")";
    }

    private static String word(OptionType type) {
        return switch (type) {
            case OptionType.Text _ -> "<str>";
            case OptionType.Bool _ -> "on|off";
            case OptionType.Int _ -> "<num>";
            case OptionType.Size _ -> "<size>";
            case OptionType.Real _ -> "<real>";
            case OptionType.Choice choice -> String.join("|", choice.values());
            case OptionType.ListOf list -> word(list.element()) + "...";
            case OptionType.Child _ -> "<node>";
            case OptionType.Struct _, OptionType.OneOf _ -> "<members>";
            case OptionType.Any _ -> "<any>";
        };
    }
}
