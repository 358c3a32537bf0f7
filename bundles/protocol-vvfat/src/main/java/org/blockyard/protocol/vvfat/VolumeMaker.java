package org.blockyard.protocol.vvfat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/** Makes a volume of what a folder holds: gives each file its clusters and writes the tables. */
final class VolumeMaker {
    private static final int[] NONE = {};

    private final FatLayout layout;
    private final byte[] label;
    private final HostEntry root;
    private final ClusterMap clusters;
    private final Map<String, Volume.Placed> files = new LinkedHashMap<>();
    private final Map<HostEntry, int[]> chains = new IdentityHashMap<>();
    private int next = FatLayout.FIRST_CLUSTER;

    /** A maker of one volume with a label of at most 11 characters. */
    VolumeMaker(FatLayout layout, String label, HostEntry root) {
        this.layout = layout;
        this.label = padded(label);
        this.root = root;
        this.clusters = new ClusterMap(layout.clusters());
    }

    private static byte[] padded(String label) {
        var bytes = label.getBytes(StandardCharsets.ISO_8859_1);
        int length = bytes.length;
        bytes = Arrays.copyOf(bytes, ShortNames.LENGTH);
        Arrays.fill(bytes, length, bytes.length, (byte) ' ');
        return bytes;
    }

    Volume make() throws BlockException {
        var rootChain = rootChain();
        for (var child : root.children()) {
            place(child, "");
        }
        var rootBytes = rootBytes();
        clusters.put(rootChain, new Content.OfDirectory(rootBytes));
        writeWithin(root);
        var table =
                layout.geometry().floppy()
                        ? new byte[0]
                        : new BootRecords(layout, label).partitionTable();
        return new Volume(layout, table, head(rootBytes), clusters, files);
    }

    /** The root's own clusters, where it has any. */
    private int[] rootChain() throws BlockException {
        int count = DirectoryBytes.count(root.children()) + 1;
        if (layout.rootEntries() > 0) {
            if (count > layout.rootEntries()) {
                throw new BlockException(
                        ErrorKind.NO_SPACE,
                        "Too many entries in root directory: "
                                + count
                                + ", and there is room for "
                                + layout.rootEntries());
            }
            return NONE;
        }
        var chain = directoryChain(root, count);
        chains.put(root, chain);
        return chain;
    }

    private int[] directoryChain(HostEntry directory, int count) throws BlockException {
        if (count > DirectoryBytes.MOST) {
            throw new BlockException(
                    ErrorKind.NO_SPACE,
                    "more than " + DirectoryBytes.MOST + " entries in " + directory.path());
        }
        return allocate((long) count * FatLayout.ENTRY);
    }

    private int[] allocate(long bytes) throws BlockException {
        long count = layout.clustersFor(bytes);
        if (count > layout.clusters() - (next - FatLayout.FIRST_CLUSTER)) {
            throw layout.full();
        }
        var chain = new int[(int) count];
        for (int i = 0; i < chain.length; i++) {
            chain[i] = next++;
        }
        return chain;
    }

    private void place(HostEntry entry, String within) throws BlockException {
        var path = within + entry.name();
        int[] chain;
        if (entry.directory()) {
            chain = directoryChain(entry, DirectoryBytes.count(entry.children()) + 2);
        } else {
            chain = allocate(entry.size());
            clusters.put(chain, new Content.OfFile(entry.path(), entry.size()));
        }
        var placed =
                new DiskEntry(
                        path,
                        entry.directory(),
                        chain,
                        entry.size(),
                        DosTime.of(entry.modified()).instant(),
                        entry.writable() || entry.directory());
        files.put(path, new Volume.Placed(placed, entry.path()));
        chains.put(entry, chain);
        for (var child : entry.children()) {
            place(child, path + "/");
        }
    }

    private byte[] rootBytes() {
        var bytes = new DirectoryBytes();
        bytes.label(label, DosTime.of(root.modified()));
        root.children().forEach(child -> bytes.add(child, first(child)));
        return bytes.bytes();
    }

    private void writeWithin(HostEntry directory) {
        for (var child : directory.children()) {
            if (child.directory()) {
                var bytes = new Content.OfDirectory(directoryBytes(child, directory));
                clusters.put(chains.getOrDefault(child, NONE), bytes);
                writeWithin(child);
            }
        }
    }

    private byte[] directoryBytes(HostEntry directory, HostEntry parent) {
        var bytes = new DirectoryBytes();
        // the root is named by 0, even where it has clusters
        int above = parent == root ? 0 : first(parent);
        bytes.links(DosTime.of(directory.modified()), first(directory), above);
        directory.children().forEach(child -> bytes.add(child, first(child)));
        return bytes.bytes();
    }

    /** The first cluster of an entry, or 0 if it has none. */
    private int first(HostEntry entry) {
        var chain = chains.getOrDefault(entry, NONE);
        return chain.length == 0 ? 0 : chain[0];
    }

    private byte[] head(byte[] rootBytes) {
        var records = new BootRecords(layout, label);
        int free = layout.clusters() - (next - FatLayout.FIRST_CLUSTER);
        var table = table(records.media());
        var head =
                ByteBuffer.allocate(layout.headSectors() * FatLayout.SECTOR)
                        .put(records.reserved(free, next));
        for (int copy = 0; copy < FatLayout.FATS; copy++) {
            head.put(table);
        }
        if (layout.rootEntries() > 0) {
            head.put(rootBytes);
        }
        return head.array();
    }

    private byte[] table(byte media) {
        var table =
                ByteBuffer.allocate(layout.fatSectors() * FatLayout.SECTOR)
                        .order(ByteOrder.LITTLE_ENDIAN);
        var type = layout.type();
        type.set(table, 0, type.end() & ~0xFF | media & 0xFF);
        type.set(table, 1, type.end());
        for (var chain : chains.values()) {
            for (int i = 0; i < chain.length; i++) {
                type.set(table, chain[i], i + 1 < chain.length ? chain[i + 1] : type.end());
            }
        }
        return table.array();
    }
}
