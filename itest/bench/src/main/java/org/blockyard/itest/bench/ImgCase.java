package org.blockyard.itest.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One thing that both image tools do.
 *
 * @param name what the table calls it
 * @param words the arguments; {@code OUT} in them is a file that is not there before
 * @param repeats how often it is done in a round, for what is too short for a tick of CPU time
 */
record ImgCase(String name, List<String> words, int repeats) {
    static final String OUT = "OUT";

    static ImgCase once(String name, String... words) {
        return new ImgCase(name, List.of(words), 1);
    }

    static ImgCase often(String name, String... words) {
        return new ImgCase(name, List.of(words), 10);
    }

    /** The command line of a tool that does it. */
    List<String> command(List<String> tool, Path out) {
        var command = new ArrayList<>(tool);
        for (var word : words) {
            command.add(word.equals(OUT) ? out.toString() : word);
        }
        return command;
    }
}
