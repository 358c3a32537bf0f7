package org.blockyard.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.blockyard.driver.Progress;
import org.blockyard.graph.BlockNode;
import org.blockyard.platform.Platform;

/**
 * A temporary image over a disk, which takes all writes ({@code --snapshot}). Its file has no name
 * any more once it is open, so it is gone when the process ends, however it ends.
 */
public final class Overlay {
    private Overlay() {}

    /**
     * Puts one over a node that is open for reading.
     *
     * @param name the name of the node that is made
     * @param common options that the overlay gets, such as {@code discard}
     */
    public static BlockNode over(
            Platform platform, BlockNode node, String name, Map<String, Object> common)
            throws IOException {
        var file = Files.createTempFile(folder(), "vl.", ".qcow2");
        try {
            var size = Map.<String, Object>of("size", node.length());
            platform.graph().create(file.toString(), "qcow2", size, Progress.NONE);
            var definition = new HashMap<String, Object>(common);
            definition.put("driver", "qcow2");
            definition.put("node-name", name);
            definition.put("file", Map.of("driver", "file", "filename", file.toString()));
            definition.put("backing", node.name());
            return platform.graph().add(definition);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    /** Where it fits: what is written may be large, and {@code /tmp} is often memory. */
    private static Path folder() {
        var chosen = System.getenv("TMPDIR");
        return Path.of(chosen == null ? "/var/tmp" : chosen);
    }
}
