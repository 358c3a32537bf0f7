package org.blockyard.kernel.internal.node;

import java.io.IOException;
import org.blockyard.kernel.internal.bitmap.NodeBitmaps;
import org.blockyard.kernel.internal.bitmap.Stillness;
import org.blockyard.kernel.internal.bitmap.WriteMarks;
import org.jspecify.annotations.Nullable;

/** A node as its bitmaps see it. */
final class BitmapSurroundings implements NodeBitmaps.Surroundings {
    private final Node node;

    BitmapSurroundings(Node node) {
        this.node = node;
    }

    @Override
    public void during(String what, Stillness.Step step) throws IOException {
        node.still(what, step);
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
    public void marks(@Nullable WriteMarks marks) {
        node.path().marks(marks);
    }
}
