package org.blockyard.kernel.internal.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.blockyard.kernel.internal.bitmap.NodeBitmaps;
import org.blockyard.kernel.internal.bitmap.Stillness;
import org.blockyard.kernel.internal.bitmap.WriteMarks;
import org.jspecify.annotations.Nullable;

/** A node as its bitmaps see it. */
final class BitmapSurroundings implements NodeBitmaps.Surroundings {
    /** Options under which a node shows its whole file. */
    private static final Set<String> PLAIN = Set.of("file", "filename", "locking", "aio");

    private final Node node;

    BitmapSurroundings(Node node) {
        this.node = node;
    }

    @Override
    public void during(String what, Stillness.Step step) throws IOException {
        node.quiet().still(what, step);
    }

    @Override
    public long length() {
        return node.length();
    }

    @Override
    public long clusterSize() {
        try {
            return node.describe().clusterSize().orElse(0);
        } catch (IOException e) {
            return 0; // as if it had none
        }
    }

    @Override
    public String driver() {
        return node.driver();
    }

    @Override
    public Optional<Path> imageFile() {
        if (!PLAIN.containsAll(node.opening().special().keySet())) {
            return Optional.empty();
        }
        try {
            var file = Path.of(node.fileName());
            return Files.isRegularFile(file) ? Optional.of(file.toRealPath()) : Optional.empty();
        } catch (IOException | InvalidPathException e) {
            return Optional.empty(); // it has another kind of name
        }
    }

    @Override
    public void marks(@Nullable WriteMarks marks) {
        node.path().observers().marks(marks);
    }
}
