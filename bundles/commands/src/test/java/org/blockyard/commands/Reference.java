package org.blockyard.commands;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.blockyard.commands.kit.Types;
import org.blockyard.commands.object.ObjectCommands;
import org.blockyard.export.ExportOptions;
import org.blockyard.graph.NodeOptions;
import org.blockyard.monitor.EventType;
import org.blockyard.monitor.ManagementCommand;
import org.blockyard.option.OptionField;
import org.blockyard.option.OptionType;
import org.blockyard.platform.Platform;

/** Writes the page of all commands and events, from what they say of themselves. */
final class Reference {
    /**
     * The unions over what is installed: their branches are described on the pages of the bundles.
     */
    private static final Map<String, List<OptionField>> OPEN =
            Map.of(
                    "BlockdevOptions", Types.of(NodeOptions.class).fields(),
                    "BlockdevCreateOptions", List.of(),
                    "BlockExportOptions", Types.of(ExportOptions.class).fields(),
                    "ObjectOptions", List.of(ObjectCommands.ID));

    private final StringBuilder text = new StringBuilder();

    private Reference() {}

    /** The page for the commands and events of a platform. */
    static String of(Platform platform) {
        var page = new Reference();
        page.text.append(
                """
                # Commands and events

                Made from the commands themselves by the tests of `bundles/commands`; do not edit it. What drivers, export
                types and object types add to `blockdev-add`, `block-export-add` and `object-add` is on the pages of their
                bundles. QMP, the shell (`COMMAND` with the same arguments) and the command line run the same commands.

                ## Commands
                """);
        platform.commands().list().forEach(command -> page.command(command, platform));
        page.text.append("\n## Events\n");
        platform.commands().events().forEach(page::event);
        return page.text.toString();
    }

    private void command(ManagementCommand command, Platform platform) {
        head(command.name(), command.doc());
        table("argument", command.arguments(platform));
        command.result(platform).ifPresent(this::result);
    }

    private void event(EventType event) {
        head(event.name(), event.doc());
        table("member", event.data());
    }

    private void head(String name, String doc) {
        text.append("\n### ").append(name).append("\n\n").append(doc).append('\n');
    }

    private void result(OptionType type) {
        text.append("\nResult: ").append(word(type)).append(".\n");
        table("member", type instanceof OptionType.ListOf list ? list.element() : type);
    }

    private void table(String head, OptionType type) {
        int before = text.length();
        members("", type);
        if (text.length() > before) {
            var heading = "\n| " + head + " | type | default | what it is |\n|---|---|---|---|\n";
            text.insert(before, heading);
        }
    }

    private void members(String path, OptionType type) {
        switch (type) {
            case OptionType.Struct struct -> struct.fields().forEach(field -> member(path, field));
            case OptionType.OneOf union -> branches(path, union);
            default -> {}
        }
    }

    private void branches(String path, OptionType.OneOf union) {
        var base = Optional.ofNullable(OPEN.get(union.name()));
        var words = base.isPresent() ? "str" : enumeration(List.copyOf(union.branches().keySet()));
        row(path + union.discriminator(), words, "required", "which of them it is");
        base.ifPresent(
                fields ->
                        fields.stream()
                                .filter(field -> !field.name().equals(union.discriminator()))
                                .forEach(field -> member(path, field)));
        if (base.isEmpty()) {
            union.branches().forEach((word, branch) -> members(path + "(" + word + ")", branch));
        }
    }

    private void member(String path, OptionField field) {
        var name = path + field.name();
        var since = field.since().isEmpty() ? "" : " (since " + field.since() + ")";
        var byDefault =
                field.required()
                        ? "required"
                        : field.byDefault().map(v -> "`" + v + "`").orElse("-");
        row(name, word(field.type()), byDefault, field.doc() + since);
        var inner = field.type() instanceof OptionType.ListOf list ? list.element() : field.type();
        members(name + (inner == field.type() ? "." : "[]."), inner);
    }

    private void row(String name, String type, String byDefault, String doc) {
        text.append("| `" + name + "` | " + type + " | " + byDefault + " | " + doc + " |\n");
    }

    private static String word(OptionType type) {
        return switch (type) {
            case OptionType.Text text -> "str";
            case OptionType.Bool bool -> "bool";
            case OptionType.Int number -> number.qapi();
            case OptionType.Size size -> "size";
            case OptionType.Real real -> "number";
            case OptionType.Choice choice -> enumeration(choice.values());
            case OptionType.ListOf list -> "list of " + word(list.element());
            case OptionType.Struct struct -> "object";
            case OptionType.OneOf union -> "object";
            case OptionType.Child child -> "node name or definition";
            case OptionType.Any any -> "any";
        };
    }

    private static String enumeration(List<String> words) {
        return String.join(", ", words);
    }
}
