package org.blockyard.protocol.vvfat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A folder inside of the disk's, in which files are made ready for their places. */
final class Staging {
    /** How the folder's name begins. */
    static final String PREFIX = ".blockyard-vvfat-";

    private final Path root;
    private final DiskView view;
    private final List<Path> places = new ArrayList<>();
    private Optional<Path> folder = Optional.empty();

    Staging(Path root, DiskView view) {
        this.root = root;
        this.view = view;
    }

    /** A path for one file more. */
    Path place() throws IOException {
        if (folder.isEmpty()) {
            folder = Optional.of(Files.createTempDirectory(root, PREFIX));
        }
        var place = folder.get().resolve(Integer.toString(places.size()));
        places.add(place);
        return place;
    }

    /** Writes the content of a file of the volume, whole and to stable storage. */
    Path write(Target target) throws IOException {
        var place = place();
        var entry = target.entry();
        try (var file =
                FileChannel.open(place, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            copy(entry, file);
            Files.setLastModifiedTime(place, FileTime.from(entry.modified()));
            file.force(true);
        }
        if (target.origin() instanceof Target.Origin.Written(var over) && over.isPresent()) {
            takeRights(over.get().host(), place);
        }
        FileMarks.protect(place, entry.writable());
        return place;
    }

    private void copy(DiskEntry entry, FileChannel file) throws IOException {
        int unit = view.layout().clusterBytes();
        var buffer = ByteBuffer.allocateDirect(unit);
        long left = entry.size();
        for (int i = 0; left > 0; i++) {
            view.read(view.layout().clusterOffset(entry.chain()[i]), buffer.clear());
            buffer.flip().limit((int) Math.min(unit, left));
            left -= buffer.remaining();
            while (buffer.hasRemaining()) {
                file.write(buffer);
            }
        }
    }

    private static void takeRights(Path from, Path to) throws IOException {
        try {
            Files.setPosixFilePermissions(to, Files.getPosixFilePermissions(from));
        } catch (NoSuchFileException gone) {
            // the host deleted the file meanwhile: the new one has the usual rights
        }
    }

    /** Removes the folder, which is empty again. */
    void remove() throws IOException {
        if (folder.isPresent()) {
            Files.delete(folder.get());
        }
    }

    /** Removes the folder with all that was made in it. */
    void discard() throws IOException {
        for (var place : places) {
            Files.deleteIfExists(place);
        }
        remove();
    }
}
