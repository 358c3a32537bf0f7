package org.blockyard.protocol.vvfat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Turns what a guest has made of the volume into files of the folder. A file is told by its first
 * cluster, so that one that only got another name is renamed and not written anew. Used by one
 * thread at a time, with no request under way.
 */
final class WriteBack {
    private final Path root;
    private final DiskView view;
    private final OpenFiles files;
    private final System.Logger log;
    private final byte[] bootSector;
    private Map<String, Volume.Placed> placed;

    /**
     * What turns writes to a volume into files.
     *
     * @param volume as it was made
     */
    WriteBack(Path root, DiskView view, Volume volume, OpenFiles files, System.Logger log) {
        this.root = root;
        this.view = view;
        this.placed = volume.files();
        this.files = files;
        this.log = log;
        this.bootSector = Arrays.copyOf(volume.head(), FatLayout.SECTOR);
    }

    /** Where each entry of the volume is on the host, as it was when writes became files last. */
    Map<String, Volume.Placed> placed() {
        return placed;
    }

    /**
     * Makes the folder as the volume is.
     *
     * @throws InconsistentException if the volume is no file system now; nothing was changed then
     * @throws org.blockyard.io.BlockException if the folder could not be changed
     */
    void run() throws IOException, InconsistentException {
        var entries = new FatReader(view, bootSector).read();
        try {
            var targets = targets(entries);
            var plan = ChangePlan.of(placed.values(), targets);
            if (!plan.changesNothing()) {
                new FolderChange(root, plan, view, log).run();
            }
            new FileMarks(root, targets).set();
            adopt(targets);
        } catch (IOException failure) {
            throw HostFailure.of(failure, "could not turn what was written into files");
        }
    }

    private List<Target> targets(List<DiskEntry> entries) throws IOException {
        Map<Integer, Volume.Placed> byFirst = new HashMap<>();
        for (var one : placed.values()) {
            if (!one.entry().directory() && one.entry().first() != 0) {
                byFirst.put(one.entry().first(), one);
            }
        }
        Map<String, Path> folders = new HashMap<>(Map.of("", root));
        var targets = new ArrayList<Target>();
        for (var entry : entries) {
            var known =
                    Optional.ofNullable(placed.get(entry.path()))
                            .filter(one -> one.entry().directory() == entry.directory());
            var folder = folders.getOrDefault(entry.parent(), root);
            var host = known.isPresent() ? known.get().host() : HostNames.in(folder, entry.name());
            if (entry.directory()) {
                folders.put(entry.path(), host);
            }
            targets.add(new Target(entry, host, origin(entry, known, byFirst)));
        }
        return targets;
    }

    private Target.Origin origin(
            DiskEntry entry, Optional<Volume.Placed> known, Map<Integer, Volume.Placed> byFirst)
            throws IOException {
        if (entry.directory()) {
            return known.<Target.Origin>map(Target.Origin.Kept::new)
                    .orElseGet(Target.Origin.Made::new);
        }
        var from = entry.first() == 0 ? known : Optional.ofNullable(byFirst.get(entry.first()));
        if (from.isEmpty() || !sameContent(from.get(), entry)) {
            return new Target.Origin.Written(known);
        }
        return from.equals(known)
                ? new Target.Origin.Kept(from.get())
                : new Target.Origin.Moved(from.get());
    }

    /** Whether a file of the host is what the guest has under an entry. */
    private boolean sameContent(Volume.Placed from, DiskEntry entry) throws IOException {
        int needed = (int) view.layout().clustersFor(entry.size());
        var old = from.entry().chain();
        boolean sameChain =
                from.entry().size() == entry.size()
                        && old.length >= needed
                        && Arrays.equals(old, 0, needed, entry.chain(), 0, needed);
        if (!sameChain) {
            return false;
        }
        for (int i = 0; i < needed; i++) {
            if (view.isDirty(old[i]) && !sameBytes(from, old[i], i)) {
                return false;
            }
        }
        return true;
    }

    private boolean sameBytes(Volume.Placed from, int cluster, int index) throws IOException {
        int unit = view.layout().clusterBytes();
        long position = (long) index * unit;
        int length = (int) Math.min(unit, from.entry().size() - position);
        var now = ByteBuffer.allocate(unit);
        view.read(view.layout().clusterOffset(cluster), now);
        var before = ByteBuffer.allocate(length);
        files.read(from.host(), position, before);
        return Arrays.equals(now.array(), 0, length, before.array(), 0, length);
    }

    /** From here on the clusters show the files as they are now. */
    private void adopt(List<Target> targets) throws IOException {
        var clusters = view.clusters().withoutFiles();
        Map<String, Volume.Placed> now = new LinkedHashMap<>();
        for (var target : targets) {
            var one = new Volume.Placed(target.entry(), target.host());
            now.put(one.entry().path(), one);
            clusters.put(one, view.layout());
        }
        files.forget();
        view.show(clusters);
        placed = now;
        targets.forEach(target -> view.forget(target.entry()));
    }
}
