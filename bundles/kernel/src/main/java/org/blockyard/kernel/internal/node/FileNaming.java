package org.blockyard.kernel.internal.node;

import java.util.Optional;
import org.blockyard.driver.ChildRole;
import org.blockyard.driver.FileNames;
import org.blockyard.option.Json;

/** Finds the file name of a node: its main child's, or the one that stands for its options. */
final class FileNaming {
    private FileNaming() {}

    /** The name; loops without ceremony, since each answer about a place in a file has one. */
    static String of(Node node) {
        var main = main(node);
        return main.isPresent()
                ? main.get().target().fileName()
                : byOptions(node).orElseGet(() -> "json:" + Json.write(node.definition()));
    }

    private static Optional<Hold> main(Node node) {
        Optional<Hold> other = Optional.empty();
        for (var hold : node.childHolds()) {
            if (hold.idle()) {
                continue;
            }
            if (hold.roles().contains(ChildRole.PRIMARY)) {
                return Optional.of(hold);
            }
            if (other.isEmpty()
                    && (hold.as().equals("file") || hold.roles().contains(ChildRole.FILTERED))) {
                other = Optional.of(hold);
            }
        }
        return other;
    }

    private static Optional<String> byOptions(Node node) {
        var special = node.opening().special();
        var open = node.incarnation();
        if (open.isPresent() && open.get().driver().driver() instanceof FileNames names) {
            var formatted = names.format(special);
            if (formatted.isPresent()) {
                return formatted;
            }
        }
        return special.get("filename") instanceof String name
                ? Optional.of(name)
                : Optional.empty();
    }
}
