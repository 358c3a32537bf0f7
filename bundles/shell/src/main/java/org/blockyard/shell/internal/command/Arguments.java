package org.blockyard.shell.internal.command;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.blockyard.io.BlockException;
import org.blockyard.option.KeyValues;
import org.blockyard.option.OptionType;
import org.blockyard.option.TypedTree;
import org.blockyard.platform.Platform;

/**
 * Reads the words after a command's name as its arguments: {@code key=value} words, or one of JSON.
 * A first word without a key is the value of the first member.
 *
 * @param platform tells what nodes look like
 */
record Arguments(Platform platform) {
    /** The arguments as the tree that JSON would have given. */
    Map<String, Object> read(List<String> words, OptionType type) throws BlockException {
        if (words.isEmpty()) {
            return Map.of();
        }
        var tree = KeyValues.parse(String.join(",", words), first(type));
        return words.getFirst().startsWith("{")
                ? tree
                : TypedTree.of(tree, type, NodeType.of(platform));
    }

    private static Optional<String> first(OptionType type) {
        return switch (type) {
            case OptionType.OneOf union -> Optional.of(union.discriminator());
            case OptionType.Struct struct when !struct.fields().isEmpty() ->
                    Optional.of(struct.fields().getFirst().name());
            default -> Optional.empty();
        };
    }
}
