package org.blockyard.itest.bench.nbd;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.blockyard.itest.bench.server.DiskKind;
import org.blockyard.itest.bench.server.ImageTool;
import org.blockyard.itest.bench.server.ServerKind;
import org.blockyard.itest.bench.server.WorkFolder;
import org.jspecify.annotations.Nullable;

/** The images of one kind, one for each server, all alike. Closing it removes them. */
final class Images implements AutoCloseable {
    private final DiskKind disk;
    private final ImageTool tool;
    private final Path folder;
    private final Map<ServerKind, Path> paths = new EnumMap<>(ServerKind.class);
    private @Nullable Path made;

    Images(DiskKind disk, ImageTool tool, Path folder) {
        this.disk = disk;
        this.tool = tool;
        this.folder = folder;
    }

    /** The image of a server, made when it is asked for first. */
    Path of(ServerKind kind) throws IOException, InterruptedException {
        var known = paths.get(kind);
        return known != null ? known : renew(kind);
    }

    /** A server's new image, instead of the one that it has had. */
    Path renew(ServerKind kind) throws IOException, InterruptedException {
        var image = disk.copy(tool, made(), emptied(kind));
        paths.put(kind, image);
        return image;
    }

    private Path made() throws IOException, InterruptedException {
        var known = made;
        if (known == null) {
            known = disk.make(tool, Files.createDirectories(folder.resolve(disk + "-made")));
            made = known;
        }
        return known;
    }

    /** The files of a server's image: itself and what it is based on. */
    List<Path> files(ServerKind kind) throws IOException {
        try (var files = Files.list(folder(kind))) {
            return new ArrayList<>(files.toList());
        }
    }

    private Path folder(ServerKind kind) {
        return folder.resolve(disk + "-" + kind);
    }

    private Path emptied(ServerKind kind) throws IOException {
        var own = Files.createDirectories(folder(kind));
        WorkFolder.clear(own);
        return own;
    }

    @Override
    public void close() throws IOException {
        for (var kind : paths.keySet()) {
            WorkFolder.clear(folder(kind));
        }
        if (made != null) {
            Files.delete(made);
        }
    }
}
