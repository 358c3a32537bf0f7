package org.blockyard.protocol.vvfat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;

/**
 * Reads what the guest has made of the volume: all files and directories, directories before what
 * they hold. Takes nothing for granted: each chain ends, no cluster is used twice, names are names.
 */
final class FatReader {
    private final DiskView view;
    private final FatLayout layout;
    private final byte[] bootSector;
    private final ByteBuffer table;
    private final BitSet used = new BitSet();
    private final List<DiskEntry> entries = new ArrayList<>();

    /**
     * A reader of the volume as it is now.
     *
     * @param bootSector the volume's first sector as it was made
     */
    FatReader(DiskView view, byte[] bootSector) throws IOException {
        this.view = view;
        this.layout = view.layout();
        this.bootSector = bootSector;
        this.table = bytes(layout.fatOffset(), layout.fatSectors() * FatLayout.SECTOR);
    }

    List<DiskEntry> read() throws IOException, InconsistentException {
        requireSameLayout();
        if (layout.rootEntries() > 0) {
            add("", bytes(layout.rootOffset(), layout.rootSectors() * FatLayout.SECTOR));
        } else {
            add("", content(chain(FatLayout.FIRST_CLUSTER, "/"), "/"));
        }
        // the list grows by what the directories in it hold
        for (int i = 0; i < entries.size(); i++) {
            var entry = entries.get(i);
            if (entry.directory()) {
                add(entry.path(), content(entry.chain(), entry.path()));
            }
        }
        return entries;
    }

    private void requireSameLayout() throws IOException, InconsistentException {
        var now = bytes(layout.start(), FatLayout.SECTOR);
        boolean same =
                Arrays.equals(
                        now.array(),
                        BootRecords.PARAMETERS,
                        BootRecords.PARAMETERS_END,
                        bootSector,
                        BootRecords.PARAMETERS,
                        BootRecords.PARAMETERS_END);
        if (!same) {
            throw new InconsistentException("another file system was made on the disk");
        }
    }

    private ByteBuffer bytes(long offset, int length) throws IOException {
        var bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        view.read(offset, bytes);
        return bytes.flip();
    }

    private ByteBuffer content(int[] chain, String path) throws IOException, InconsistentException {
        long most = (long) DirectoryBytes.MOST * FatLayout.ENTRY + layout.clusterBytes();
        if ((long) chain.length * layout.clusterBytes() > most) {
            throw new InconsistentException(path + " is too large a directory");
        }
        var bytes =
                ByteBuffer.allocate(chain.length * layout.clusterBytes())
                        .order(ByteOrder.LITTLE_ENDIAN);
        for (int cluster : chain) {
            view.read(
                    layout.clusterOffset(cluster),
                    bytes.limit(bytes.position() + layout.clusterBytes()));
        }
        return bytes.flip();
    }

    /** The clusters that follow each other from one on. */
    private int[] chain(int first, String path) throws InconsistentException {
        var chain = new int[8];
        int count = 0;
        for (int cluster = first; ; ) {
            if (!layout.isCluster(cluster)) {
                throw new InconsistentException(path + " leads to cluster " + cluster);
            }
            if (used.get(cluster)) {
                throw new InconsistentException(
                        "cluster " + cluster + " of " + path + " is used twice");
            }
            used.set(cluster);
            if (count == chain.length) {
                chain = Arrays.copyOf(chain, count * 2);
            }
            chain[count++] = cluster;
            int next = layout.type().get(table, cluster);
            if (layout.type().isEnd(next)) {
                return Arrays.copyOf(chain, count);
            }
            cluster = next;
        }
    }

    private void add(String path, ByteBuffer directory) throws InconsistentException {
        if (path.chars().filter(c -> c == '/').count() > FolderScan.DEEPEST) {
            throw new InconsistentException(path + " lies too deep");
        }
        var names = new HashSet<String>();
        boolean wide = layout.type() == FatType.FAT32;
        for (var raw : new DirectoryReader(directory, wide).read()) {
            var entryPath = path.isEmpty() ? raw.name() : path + "/" + raw.name();
            if (!LongNames.isSafe(raw.name())) {
                throw new InconsistentException("a name in '" + path + "' is none of a file");
            }
            if (!names.add(LongNames.folded(raw.name()))) {
                throw new InconsistentException(entryPath + " is there twice");
            }
            if (entries.size() >= FolderScan.MOST_ENTRIES) {
                throw new InconsistentException(
                        "there are more than " + FolderScan.MOST_ENTRIES + " entries");
            }
            entries.add(entry(entryPath, raw));
        }
    }

    private DiskEntry entry(String path, DirectoryReader.Raw raw) throws InconsistentException {
        var chain = raw.first() == 0 ? new int[0] : chain(raw.first(), path);
        if (raw.directory() && chain.length == 0) {
            throw new InconsistentException("directory " + path + " has no clusters");
        }
        if (!raw.directory() && layout.clustersFor(raw.size()) > chain.length) {
            throw new InconsistentException(path + " is longer than its clusters");
        }
        return new DiskEntry(
                path,
                raw.directory(),
                chain,
                raw.directory() ? 0 : raw.size(),
                raw.modified(),
                raw.writable());
    }
}
