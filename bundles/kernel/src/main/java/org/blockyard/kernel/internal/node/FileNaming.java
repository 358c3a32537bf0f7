package org.blockyard.kernel.internal.node;

import java.util.Optional;
import org.blockyard.driver.ChildRole;
import org.blockyard.driver.FileNames;
import org.blockyard.option.Json;

/** Finds the file name of a node: its main child's, or the one that stands for its options. */
final class FileNaming {
    private FileNaming() {}

    static String of(Node node) {
        var main =
                node.childHolds().stream()
                        .filter(h -> h.roles().contains(ChildRole.PRIMARY))
                        .findFirst()
                        .or(
                                () ->
                                        node.childHolds().stream()
                                                .filter(
                                                        h ->
                                                                h.as().equals("file")
                                                                        || h.roles()
                                                                                .contains(
                                                                                        ChildRole
                                                                                                .FILTERED))
                                                .findFirst());
        if (main.isPresent()) {
            return main.get().target().fileName();
        }
        return byOptions(node).orElseGet(() -> "json:" + Json.write(node.definition()));
    }

    private static Optional<String> byOptions(Node node) {
        var special = node.opening().special();
        Optional<String> formatted =
                node.incarnation()
                        .map(open -> open.driver().driver())
                        .filter(FileNames.class::isInstance)
                        .flatMap(driver -> ((FileNames) driver).format(special));
        return formatted.or(
                () ->
                        Optional.ofNullable(special.get("filename"))
                                .filter(String.class::isInstance)
                                .map(String.class::cast));
    }
}
