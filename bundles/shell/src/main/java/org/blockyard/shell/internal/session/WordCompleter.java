package org.blockyard.shell.internal.session;

import java.util.Collection;
import java.util.List;
import org.blockyard.shell.internal.command.ShellCommands;
import org.blockyard.shell.internal.command.Suggestion;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;

/**
 * Completes the names of commands, and what the commands know of their arguments.
 *
 * @param commands the commands
 */
record WordCompleter(ShellCommands commands) implements Completer {
    @Override
    public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
        for (var suggestion : suggestions(line)) {
            candidates.add(
                    new Candidate(
                            suggestion.word(),
                            suggestion.word(),
                            null,
                            shortened(suggestion.doc()),
                            null,
                            null,
                            suggestion.whole()));
        }
    }

    private static @org.jspecify.annotations.Nullable String shortened(String doc) {
        int longest = 50;
        if (doc.isEmpty()) {
            return null;
        }
        return doc.length() <= longest ? doc : doc.substring(0, longest - 1) + "…";
    }

    private Collection<Suggestion> suggestions(ParsedLine line) {
        var word = line.word().substring(0, line.wordCursor());
        if (line.wordIndex() == 0) {
            return commands.list().stream()
                    .map(command -> new Suggestion(command.name(), command.summary(), true))
                    .toList();
        }
        var words = line.words();
        return commands.find(words.getFirst())
                .map(command -> command.complete(words.subList(1, line.wordIndex()), word))
                .orElse(List.of());
    }
}
