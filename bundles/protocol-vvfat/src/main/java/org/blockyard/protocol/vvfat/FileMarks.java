package org.blockyard.protocol.vvfat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Gives files the times and the protection that the guest gave them. */
final class FileMarks {
    private static final Set<PosixFilePermission> WRITE =
            EnumSet.of(
                    PosixFilePermission.OWNER_WRITE,
                    PosixFilePermission.GROUP_WRITE,
                    PosixFilePermission.OTHERS_WRITE);

    private final Path root;
    private final List<Target> targets;

    FileMarks(Path root, List<Target> targets) {
        this.root = root;
        this.targets = targets;
    }

    /** Sets what differs from before. */
    void set() throws IOException {
        for (var target : targets) {
            if (!target.entry().directory()) {
                var before =
                        switch (target.origin()) {
                            case Target.Origin.Kept(var as) -> as.entry();
                            case Target.Origin.Moved(var from) -> from.entry();
                            default -> target.entry();
                        };
                set(target, before);
            }
        }
    }

    private void set(Target target, DiskEntry before) throws IOException {
        var entry = target.entry();
        boolean otherTime = !before.modified().equals(entry.modified());
        boolean otherRight = before.writable() != entry.writable();
        if (!otherTime && !otherRight) {
            return;
        }
        OpenFiles.requireNoLinks(root, target.host());
        if (!Files.isRegularFile(target.host(), LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (otherTime) {
            Files.setLastModifiedTime(target.host(), FileTime.from(entry.modified()));
        }
        if (otherRight) {
            protect(target.host(), entry.writable());
        }
    }

    /** Lets a file be written by its owner, or by nobody. */
    static void protect(Path file, boolean writable) throws IOException {
        var rights = EnumSet.copyOf(Files.getPosixFilePermissions(file));
        if (writable) {
            rights.add(PosixFilePermission.OWNER_WRITE);
        } else {
            rights.removeAll(WRITE);
        }
        Files.setPosixFilePermissions(file, rights);
    }
}
