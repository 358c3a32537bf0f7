package org.blockyard.kernel.internal.node;

import java.io.IOException;
import org.blockyard.driver.Preallocation;
import org.blockyard.driver.Resizable;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/** Changes the length of a node's disk, with no request in flight. */
public final class Resizing {
    private final Node node;
    private final QuietNode quiet;

    Resizing(Node node, QuietNode quiet) {
        this.node = node;
        this.quiet = quiet;
    }

    /** Checks, when nothing is in flight, that who asked for a change still may. */
    public interface Right {
        /** Checks it. */
        void require() throws IOException;
    }

    /** Changes it, if the right is still there then. */
    public void resizeTo(long length, Preallocation preallocation, boolean exact, Right right)
            throws IOException {
        boolean grows = length >= node.length();
        quiet.exclusively(
                "resize",
                grows,
                open -> {
                    right.require();
                    return resize(open, length, preallocation, exact);
                });
        node.lengthChanged();
    }

    /** Makes it at least so long. */
    void growTo(long end, Right right) throws IOException {
        quiet.exclusively(
                "resize",
                true,
                open -> {
                    right.require();
                    if (open.device().length() < end) {
                        resize(open, end, Preallocation.OFF, false);
                    }
                    return true;
                });
        node.lengthChanged();
    }

    private boolean resize(
            Incarnation open, long length, Preallocation preallocation, boolean exact)
            throws IOException {
        if (open.open().policy().readOnly() || open.open().policy().inactive()) {
            throw new BlockException(ErrorKind.READ_ONLY, "Block node is read-only")
                    .inNode(node.name());
        }
        var device =
                open.ability(Resizable.class)
                        .orElseThrow(
                                () ->
                                        new BlockException(
                                                        ErrorKind.UNSUPPORTED,
                                                        "Image format driver does not support"
                                                                + " resize")
                                                .inNode(node.name()));
        device.resize(length, preallocation, exact);
        node.dirtyBitmaps().resize(open.device().length());
        return true;
    }
}
