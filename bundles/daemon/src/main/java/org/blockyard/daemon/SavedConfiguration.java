package org.blockyard.daemon;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What became of a configuration folder.
 *
 * @param folder where it is
 * @param opened what the command that opened it told
 */
record SavedConfiguration(Path folder, Object opened) {
    static final String COMMAND = "x-blockyard-config-open";

    /** A line for each file that could not be brought back. */
    List<String> complaints() {
        return opened instanceof Map<?, ?> told && told.get("failed") instanceof List<?> failed
                ? failed.stream().map(this::complaint).toList()
                : List.of();
    }

    private String complaint(Object failure) {
        var told = failure instanceof Map<?, ?> map ? map : Map.of();
        return "blockyard storage-daemon: warning: "
                + folder.resolve(String.valueOf(told.get("file")))
                + ": "
                + told.get("reason");
    }
}
