package org.blockyard.format.qcow2.internal.snapshot;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.blockyard.driver.SnapshotInfo;
import org.blockyard.format.qcow2.internal.crypt.GuestData;
import org.blockyard.format.qcow2.internal.layout.Features;
import org.blockyard.format.qcow2.internal.layout.Geometry;
import org.blockyard.format.qcow2.internal.layout.Header;
import org.blockyard.format.qcow2.internal.layout.L1Entry;
import org.blockyard.format.qcow2.internal.layout.SnapshotEntry;
import org.blockyard.format.qcow2.internal.meta.L1Table;
import org.blockyard.format.qcow2.internal.meta.Metadata;
import org.blockyard.format.qcow2.internal.meta.SnapshotTable;
import org.blockyard.format.qcow2.internal.meta.TableSwitch;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/**
 * The internal snapshots of an open image. Each change is one switch of tables, so after a crash it
 * has happened or it has not. With no request in flight.
 */
public final class Snapshots {
    private final Metadata metadata;
    private final GuestData data;
    private final Geometry geometry;
    private final boolean punch;
    private volatile SnapshotTable table;

    /**
     * Snapshots of an image whose table was read.
     *
     * @param data the way to guest data
     * @param punch whether the file is told of clusters that deleting one frees
     */
    public Snapshots(Metadata metadata, GuestData data, SnapshotTable table, boolean punch) {
        this.metadata = metadata;
        this.data = data;
        this.geometry = metadata.geometry();
        this.table = table;
        this.punch = punch;
    }

    /** The table as it is now. */
    public SnapshotTable table() {
        return table;
    }

    /** What is told of each, in the table's order. */
    public List<SnapshotInfo> list() {
        return table.entries().stream().map(SnapshotEntry::info).toList();
    }

    /** Keeps what the disk reads as now. */
    public SnapshotInfo create(String name, Instant date) throws IOException {
        if (table.entries().size() >= SnapshotEntry.MAX_COUNT) {
            throw new BlockException(
                    ErrorKind.OUT_OF_RANGE, "the image has as many snapshots as it can have");
        }
        var id = nextId();
        switching(
                change -> {
                    var tree = new MappingTree(metadata, change);
                    var active = active();
                    tree.count(active, 1);
                    var kept = active.clone();
                    tree.mark(active, List.of(kept));
                    var entries = new ArrayList<>(table.entries());
                    entries.add(
                            SnapshotEntry.create(
                                    placeUnmarked(change, kept),
                                    kept.length,
                                    id,
                                    name,
                                    date,
                                    metadata.store().header().size()));
                    commit(change, activate(change, active), entries, false);
                });
        return table.entries().getLast().info();
    }

    private String nextId() {
        long highest = 0;
        for (var entry : table.entries()) {
            highest = Math.max(highest, number(entry.info().id()));
        }
        return Long.toString(highest + 1);
    }

    /** The number with which a text begins; 0 if with none. */
    private static long number(String text) {
        int end = 0;
        while (end < Math.min(18, text.length())
                && text.charAt(end) >= '0'
                && text.charAt(end) <= '9') {
            end++;
        }
        return end == 0 ? 0 : Long.parseLong(text.substring(0, end));
    }

    /** Makes the disk read as a snapshot does. */
    public void apply(String idOrName) throws IOException {
        int index = find(idOrName);
        var snapshot = table.entries().get(index);
        long size = snapshot.info().diskSize();
        long needed = geometry.l1EntriesFor(size);
        if (size < 0 || needed > Geometry.MAX_L1_BYTES / 8) {
            throw invalid("disk size", snapshot);
        }
        var kept = read(snapshot);
        switching(
                change -> {
                    var tree = new MappingTree(metadata, change);
                    tree.count(active(), -1);
                    tree.count(kept, 1);
                    var active = Arrays.copyOf(kept, (int) Math.max(kept.length, needed));
                    var before = kept.clone();
                    tree.mark(active, List.of(kept));
                    var entries = new ArrayList<>(table.entries());
                    if (!Arrays.equals(before, kept)) {
                        change.drop(snapshot.l1Offset(), kept.length * 8L);
                        entries.set(index, snapshot.withL1(placeUnmarked(change, kept)));
                    }
                    var named = activate(change, active);
                    commit(change, old -> named.apply(old).withSize(size), entries, false);
                });
    }

    /** Forgets a snapshot. */
    public void delete(String idOrName) throws IOException {
        int index = find(idOrName);
        var snapshot = table.entries().get(index);
        var kept = read(snapshot);
        switching(
                change -> {
                    var tree = new MappingTree(metadata, change);
                    tree.count(kept, -1);
                    change.drop(snapshot.l1Offset(), kept.length * 8L);
                    var active = active();
                    tree.mark(active, List.of());
                    var entries = new ArrayList<>(table.entries());
                    entries.remove(index);
                    commit(change, activate(change, active), entries, punch);
                });
    }

    /** Shows a snapshot's content in place of the disk's; of an image that is open for reading. */
    public void show(String idOrName) throws IOException {
        var snapshot = table.entries().get(find(idOrName));
        read(snapshot);
        metadata.store()
                .pretend(header -> header.withL1(snapshot.l1Entries(), snapshot.l1Offset()));
        metadata.reread();
    }

    /**
     * Replaces zero clusters of the disk and of all snapshots by what version 2 knows.
     *
     * @param backed whether anything lies below the disk
     */
    public void expandZeroes(boolean backed) throws IOException {
        switching(
                change -> {
                    var tree = new MappingTree(metadata, change);
                    var active = active();
                    var kept = new ArrayList<long[]>();
                    for (var entry : table.entries()) {
                        kept.add(read(entry));
                    }
                    var before = kept.stream().map(long[]::clone).toList();
                    var all = new ArrayList<>(kept);
                    all.add(active);
                    if (new ZeroExpansion(metadata, data, change, tree, backed).run(all)) {
                        tree.mark(active, kept);
                        var entries = relinked(change, before, kept);
                        commit(change, activate(change, active), entries, false);
                    }
                });
    }

    private List<SnapshotEntry> relinked(
            TableSwitch change, List<long[]> before, List<long[]> after) throws IOException {
        var entries = new ArrayList<>(table.entries());
        for (int i = 0; i < after.size(); i++) {
            if (!Arrays.equals(before.get(i), after.get(i))) {
                change.drop(entries.get(i).l1Offset(), after.get(i).length * 8L);
                entries.set(i, entries.get(i).withL1(placeUnmarked(change, after.get(i))));
            }
        }
        return entries;
    }

    /** Gives each entry what version 3 demands of it. */
    public void complete() throws IOException {
        var entries = table.entries().stream().map(SnapshotEntry::withDiskSize).toList();
        if (!entries.equals(table.entries())) {
            switching(change -> commit(change, UnaryOperator.identity(), entries, false));
        }
    }

    /** Something that is prepared and then switched to. */
    private interface Change {
        void make(TableSwitch change) throws IOException;
    }

    private void switching(Change what) throws IOException {
        if (metadata.store().header().incompatible(Features.DATA_FILE)) {
            throw new BlockException(
                    ErrorKind.UNSUPPORTED,
                    "an image with an external data file has no internal snapshots");
        }
        metadata.writeBack()
                .exclusively(
                        () -> {
                            metadata.writeBack().settle();
                            var change = new TableSwitch(metadata);
                            try {
                                what.make(change);
                            } finally {
                                change.giveUp();
                            }
                        });
    }

    private long[] active() {
        var l1 = new long[metadata.l1().size()];
        for (int i = 0; i < l1.length; i++) {
            l1[i] = metadata.l1().get(i);
        }
        return l1;
    }

    private static long placeUnmarked(TableSwitch change, long[] l1) throws IOException {
        return change.place(Arrays.stream(l1).map(L1Entry::offset).toArray());
    }

    /** Lets a table be the active one; nothing is written if it is that already. */
    private UnaryOperator<Header> activate(TableSwitch change, long[] l1) throws IOException {
        var header = metadata.store().header();
        if (Arrays.equals(l1, active())) {
            return UnaryOperator.identity();
        }
        change.drop(header.l1Offset(), header.l1Entries() * 8L);
        long place = change.place(l1);
        return old -> old.withL1(l1.length, place);
    }

    private void commit(
            TableSwitch change,
            UnaryOperator<Header> header,
            List<SnapshotEntry> entries,
            boolean tellFile)
            throws IOException {
        change.drop(metadata.store().header().snapshotsOffset(), table.bytes());
        var bytes = bytes(entries);
        int size = bytes.limit();
        long place = change.place(bytes);
        change.commit(old -> header.apply(old).withSnapshots(entries.size(), place), tellFile);
        table = new SnapshotTable(entries, size);
        metadata.guardSnapshots(table);
    }

    private static ByteBuffer bytes(List<SnapshotEntry> entries) throws BlockException {
        long size = entries.stream().mapToLong(entry -> entry.bytes().length).sum();
        if (size > SnapshotEntry.MAX_TABLE_BYTES) {
            throw new BlockException(
                    ErrorKind.OUT_OF_RANGE, "the snapshot table would be larger than 64 MiB");
        }
        var bytes = ByteBuffer.allocate((int) size);
        entries.forEach(entry -> bytes.put(entry.bytes()));
        return bytes.flip();
    }

    private int find(String idOrName) throws BlockException {
        var infos = list();
        for (int i = 0; i < infos.size(); i++) {
            if (infos.get(i).id().equals(idOrName)) {
                return i;
            }
        }
        for (int i = 0; i < infos.size(); i++) {
            if (infos.get(i).name().equals(idOrName)) {
                return i;
            }
        }
        throw new BlockException(ErrorKind.NOT_FOUND, "there is no snapshot '" + idOrName + "'");
    }

    private long[] read(SnapshotEntry snapshot) throws IOException {
        long offset = snapshot.l1Offset();
        int entries = snapshot.l1Entries();
        if (!geometry.aligned(offset)
                || offset < 0
                || entries < 0
                || entries > Geometry.MAX_L1_BYTES / 8
                || offset > geometry.roundUp(metadata.file().length()) - entries * 8L) {
            throw invalid("L1 table", snapshot);
        }
        return L1Table.longs(metadata.file(), offset, entries);
    }

    private static BlockException invalid(String what, SnapshotEntry snapshot) {
        return new BlockException(
                ErrorKind.INVALID_FORMAT,
                "the %s of snapshot '%s' is not valid".formatted(what, snapshot.info().name()));
    }
}
