package org.blockyard.shell.internal.command;

import java.io.IOException;
import java.util.List;
import org.blockyard.monitor.ManagementCommand;
import org.blockyard.option.Json;
import org.blockyard.option.OptionField;
import org.blockyard.option.OptionType;
import org.blockyard.platform.Platform;
import org.blockyard.shell.internal.text.Readable;

/**
 * A management command, as QMP has it, as a command of the shell.
 *
 * @param platform what it works on
 * @param command the command
 */
public record ManagementShellCommand(Platform platform, ManagementCommand command)
        implements ShellCommand {
    private static final String JSON = "--json";

    @Override
    public String name() {
        return command.name();
    }

    @Override
    public String summary() {
        var doc = command.doc().strip();
        int end = doc.indexOf(". ");
        var sentence = end < 0 ? doc : doc.substring(0, end);
        return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
    }

    @Override
    public String usage() {
        var text = new StringBuilder(name()).append(" [--json] [KEY=VALUE]... | '{JSON}'\n\n");
        text.append(Paragraph.wrap(command.doc(), "")).append('\n');
        switch (command.arguments(platform)) {
            case OptionType.Struct struct -> fields(text, struct.fields());
            case OptionType.OneOf union ->
                    text.append(
                            Paragraph.wrap(
                                    union.discriminator()
                                            + " is one of "
                                            + String.join(
                                                    ", ",
                                                    union.branches().keySet().stream()
                                                            .sorted()
                                                            .toList())
                                            + "; the other arguments depend on it",
                                    ""));
            default -> {}
        }
        return text.append("\n--json prints the result as JSON.\n").toString();
    }

    private static void fields(StringBuilder text, List<OptionField> fields) {
        for (var field : fields) {
            var more =
                    field.byDefault()
                            .map(value -> " (" + value + ")")
                            .orElse(field.required() ? "" : " (optional)");
            text.append(Paragraph.wrap("  " + field.name() + "  " + field.doc() + more, "      "));
        }
    }

    @Override
    public void run(Invocation call) throws IOException {
        boolean json = call.has(JSON);
        var words = call.without(JSON).arguments();
        var tree = new Arguments(platform).read(words, command.arguments(platform));
        var result = platform.commands().run(command.name(), tree, "shell");
        if (json) {
            call.out().println(Json.writePretty(result));
        } else {
            call.out().print(Readable.of(result));
        }
    }

    @Override
    public List<Suggestion> complete(List<String> before, String word) {
        if (before.isEmpty() || word.contains("=")) {
            var ids = ids(before, word);
            if (!ids.isEmpty()) {
                return ids;
            }
        }
        return new OptionCompletion(platform, command.arguments(platform)).complete(before, word);
    }

    /** Ids of what the command is about, which its schema can't tell. */
    private List<Suggestion> ids(List<String> before, String word) {
        var names =
                switch (name()) {
                    case "block-export-del" -> Names.exports(platform);
                    case "object-del" -> Names.objects(platform);
                    case "blockdev-del" -> Names.nodes(platform);
                    default ->
                            name().startsWith("job-")
                                    ? Names.jobs(platform)
                                    : List.<Suggestion>of();
                };
        if (word.startsWith("id=") || word.startsWith("node-name=")) {
            var key = word.substring(0, word.indexOf('=') + 1);
            return names.stream()
                    .map(name -> new Suggestion(key + name.word(), name.doc(), true))
                    .toList();
        }
        return before.isEmpty() && !word.contains("=") ? names : List.of();
    }
}
