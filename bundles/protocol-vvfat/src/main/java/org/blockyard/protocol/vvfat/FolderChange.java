package org.blockyard.protocol.vvfat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Carries a plan out. All new content is written beside first, in a folder of its own, and is on
 * stable storage before anything else changes; then files get their places by renaming, and what is
 * to go is deleted last. So a process that is killed in between leaves each file that the guest did
 * not touch as it is, and of the others the old or the new one.
 */
final class FolderChange {
    private final Path root;
    private final ChangePlan plan;
    private final DiskView view;
    private final System.Logger log;
    private final Staging staging;
    private final Map<Target, Path> ready = new HashMap<>();
    private final Set<Volume.Placed> toRemove;
    private final Set<Path> touched = new LinkedHashSet<>();

    FolderChange(Path root, ChangePlan plan, DiskView view, System.Logger log) {
        this.root = root;
        this.plan = plan;
        this.view = view;
        this.log = log;
        this.staging = new Staging(root, view);
        this.toRemove = new LinkedHashSet<>(plan.removed());
    }

    void run() throws IOException {
        write();
        if (!plan.inTheWay().isEmpty()) {
            for (var target : plan.targets()) {
                if (target.isMoved()) {
                    park(target);
                }
            }
            clearTheWay();
        }
        makeFolders();
        move();
        for (var target : plan.targets()) {
            if (target.isWritten()) {
                rename(staged(target), target.host());
            }
        }
        for (var gone : toRemove) {
            remove(gone);
        }
        staging.remove();
        sync();
    }

    private void write() throws IOException {
        try {
            for (var target : plan.targets()) {
                if (target.isWritten()) {
                    ready.put(target, staging.write(target));
                }
            }
        } catch (IOException failure) {
            staging.discard();
            throw failure;
        }
    }

    private Path staged(Target target) throws IOException {
        var path = ready.get(target);
        if (path == null) {
            throw new IOException(target.host() + " was not written");
        }
        return path;
    }

    private void park(Target target) throws IOException {
        var place = staging.place();
        rename(target.source(), place);
        ready.put(target, place);
    }

    /** Removes what stands where something of another kind comes, with all that is in it. */
    private void clearTheWay() throws IOException {
        for (var gone : List.copyOf(toRemove)) {
            boolean within =
                    plan.inTheWay().stream().anyMatch(one -> gone.host().startsWith(one.host()));
            if (within) {
                remove(gone);
                toRemove.remove(gone);
            }
        }
    }

    private void makeFolders() throws IOException {
        for (var target : plan.targets()) {
            if (target.isMade()) {
                OpenFiles.requireNoLinks(root, target.host());
                Files.createDirectory(target.host());
                touch(target.host());
            }
        }
    }

    /** Renames files so that none takes the place of another that has yet to be moved itself. */
    private void move() throws IOException {
        var left = new ArrayList<Target>();
        Set<Path> sources = new LinkedHashSet<>();
        for (var target : plan.targets()) {
            if (target.isMoved()) {
                left.add(target);
                if (!ready.containsKey(target)) {
                    sources.add(target.source());
                }
            }
        }
        while (!left.isEmpty()) {
            if (!moveSome(left, sources)) {
                var first = left.getFirst();
                park(first);
                sources.remove(first.source());
            }
        }
    }

    /** Moves all that can be moved now; false if each is in another's way. */
    private boolean moveSome(List<Target> left, Set<Path> sources) throws IOException {
        boolean some = false;
        for (var target : List.copyOf(left)) {
            if (!sources.contains(target.host())) {
                rename(ready.getOrDefault(target, target.source()), target.host());
                sources.remove(target.source());
                left.remove(target);
                some = true;
            }
        }
        return some;
    }

    private void rename(Path from, Path to) throws IOException {
        OpenFiles.requireNoLinks(root, from);
        OpenFiles.requireNoLinks(root, to);
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        touch(from);
        touch(to);
    }

    private void remove(Volume.Placed gone) throws IOException {
        OpenFiles.requireNoLinks(root, gone.host());
        try {
            Files.deleteIfExists(gone.host());
        } catch (DirectoryNotEmptyException others) {
            log.log(
                    System.Logger.Level.WARNING,
                    "the guest removed a folder that holds what is not of the disk; it stays: "
                            + gone.host());
        }
        touch(gone.host());
    }

    private void touch(Path path) {
        var folder = path.getParent();
        if (folder != null) {
            touched.add(folder);
        }
    }

    /** Has the changes of folders on stable storage, where they are still there. */
    private void sync() throws IOException {
        for (var folder : touched) {
            if (Files.isDirectory(folder)) {
                try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                    channel.force(true);
                }
            }
        }
    }
}
