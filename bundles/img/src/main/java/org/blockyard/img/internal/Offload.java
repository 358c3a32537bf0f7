package org.blockyard.img.internal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.blockyard.graph.Lane;

/** Lets the kernel copy from file to file where both disks lie in files as they are. */
final class Offload implements AutoCloseable {
    private final Lane target;
    private final Map<String, FileChannel> sources = new HashMap<>();
    private final Map<String, FileChannel> targets = new HashMap<>();
    private boolean hopeless;

    Offload(Lane target) {
        this.target = target;
    }

    /** Copies a piece of data; false if it has to be copied in the usual way. */
    synchronized boolean copy(Pieces.Piece piece) throws IOException {
        var from = piece.extent();
        if (hopeless || from.offset().isEmpty() || from.fileName().isEmpty()) {
            return false;
        }
        var to = target.chainStatus(piece.offset(), piece.length(), Optional.empty());
        if (to.offset().isEmpty() || to.fileName().isEmpty() || to.length() < piece.length()) {
            return false;
        }
        try {
            var in = open(sources, from.fileName().get(), StandardOpenOption.READ);
            var out = open(targets, to.fileName().get(), StandardOpenOption.WRITE);
            transfer(
                    in,
                    from.offset().getAsLong() + piece.into(),
                    out,
                    to.offset().getAsLong(),
                    piece.length());
            return true;
        } catch (IOException e) {
            hopeless = true; // what is wrong will be told by the usual way
            return false;
        }
    }

    private static void transfer(FileChannel in, long from, FileChannel out, long to, long length)
            throws IOException {
        out.position(to);
        for (long done = 0; done < length; ) {
            long count = in.transferTo(from + done, length - done, out);
            if (count <= 0) {
                throw new IOException("the file ends early");
            }
            done += count;
        }
    }

    private static FileChannel open(
            Map<String, FileChannel> channels, String name, StandardOpenOption how)
            throws IOException {
        var known = channels.get(name);
        if (known == null) {
            known = FileChannel.open(Path.of(name), how);
            channels.put(name, known);
        }
        return known;
    }

    @Override
    public synchronized void close() throws IOException {
        for (var channel : sources.values()) {
            channel.close();
        }
        for (var channel : targets.values()) {
            channel.close();
        }
    }
}
