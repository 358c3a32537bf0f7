package org.blockyard.cli;

import java.util.ArrayList;
import java.util.List;

/**
 * What a program takes.
 *
 * @param program its name, with which complaints begin
 * @param advice what to call for help, such as {@code qemu-img info --help}
 * @param flags its options
 */
public record Grammar(String program, String advice, List<Flag> flags) {
    /** Complains of the use of the program. */
    public UsageException wrong(String sentence) {
        return new UsageException(program + ": " + sentence, advice);
    }

    /** The option of that letter. */
    Flag letter(char letter) throws UsageException {
        for (var flag : flags) {
            if (flag.letter() == letter) {
                return flag;
            }
        }
        throw wrong("invalid option -- '" + letter + "'");
    }

    /** The option of that long form, or the only one that begins so; complaints show all of it. */
    Flag word(String name, String asGiven) throws UsageException {
        var candidates = new ArrayList<Flag>();
        for (var flag : flags) {
            if (flag.name().isEmpty()) {
                continue;
            }
            if (flag.name().equals(name)) {
                return flag;
            }
            if (flag.name().startsWith(name)) {
                candidates.add(flag);
            }
        }
        if (candidates.size() == 1) {
            return candidates.getFirst();
        }
        throw candidates.isEmpty()
                ? wrong("unrecognized option '--" + asGiven + "'")
                : ambiguous(asGiven, candidates);
    }

    private UsageException ambiguous(String name, List<Flag> candidates) {
        var text = new StringBuilder("option '--" + name + "' is ambiguous; possibilities:");
        candidates.forEach(flag -> text.append(" '--").append(flag.name()).append('\''));
        return wrong(text.toString());
    }
}
