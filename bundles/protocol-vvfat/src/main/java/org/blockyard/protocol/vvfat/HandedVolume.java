package org.blockyard.protocol.vvfat;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.blockyard.driver.HandOverState;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/**
 * A volume as one instance of the driver leaves it to the next: laid out anew it would be another,
 * where the folder has changed since.
 *
 * @param options the options under which it was made
 * @param volume as it was made
 */
record HandedVolume(String options, Volume volume) {
    private static final int VERSION = 1;

    /**
     * The most of what the guest has written that is left; the rest of the state needs some too.
     */
    private static final long MOST_WRITTEN = HandOverState.MOST / 2;

    /**
     * The state of the volume.
     *
     * @throws BlockException if it is too large
     */
    HandOverState state(DiskView view, Optional<WriteBack> writeBack, Overlay overlay)
            throws IOException {
        if (overlay.size() > MOST_WRITTEN) {
            throw new BlockException(
                    ErrorKind.RESOURCE,
                    "the guest has written " + overlay.size() + " bytes that are in no file");
        }
        var placed = writeBack.map(WriteBack::placed).orElse(volume.files());
        var files = new ArrayList<Object>();
        placed.values().forEach(one -> files.add(told(one)));
        var directories = new ArrayList<Object>();
        view.clusters()
                .directories()
                .forEach(
                        (content, chain) ->
                                directories.add(List.of(bytes(chain), content.bytes())));
        try {
            return new HandOverState(
                    VvfatDriver.NAME,
                    VERSION,
                    Map.of(
                            "options",
                            options,
                            "partition-table",
                            volume.partitionTable(),
                            "head",
                            volume.head(),
                            "files",
                            files,
                            "directories",
                            directories,
                            "overlay",
                            overlay.handOver()));
        } catch (IllegalArgumentException tooLarge) {
            throw new BlockException(ErrorKind.RESOURCE, "the volume is too large", tooLarge);
        }
    }

    private static Map<String, Object> told(Volume.Placed placed) {
        var entry = placed.entry();
        return Map.of(
                "path", entry.path(),
                "host", placed.host().toUri().toString(),
                "directory", entry.directory(),
                "chain", bytes(entry.chain()),
                "size", entry.size(),
                "modified", entry.modified().getEpochSecond(),
                "writable", entry.writable());
    }

    private static byte[] bytes(int[] chain) {
        var bytes = ByteBuffer.allocate(chain.length * Integer.BYTES);
        bytes.asIntBuffer().put(IntBuffer.wrap(chain));
        return bytes.array();
    }

    private static int[] chain(byte[] bytes) {
        var chain = new int[bytes.length / Integer.BYTES];
        ByteBuffer.wrap(bytes).asIntBuffer().get(chain);
        return chain;
    }

    /** The volume of a state, if its form is known and it was made under these options. */
    static Optional<Volume> take(
            HandOverState state, String options, FatLayout layout, Overlay overlay)
            throws IOException {
        var values = state.values();
        if (!(state.driver().equals(VvfatDriver.NAME)
                && state.version() == VERSION
                && options.equals(values.get("options"))
                && values.get("partition-table") instanceof byte[] table
                && values.get("head") instanceof byte[] head
                && head.length == layout.headSectors() * FatLayout.SECTOR
                && values.get("files") instanceof List<?> files
                && values.get("directories") instanceof List<?> directories
                && values.get("overlay") instanceof Map<?, ?> written)) {
            return Optional.empty();
        }
        var clusters = new ClusterMap(layout.clusters());
        for (var one : directories) {
            if (one instanceof List<?> pair
                    && pair.get(0) instanceof byte[] chain
                    && pair.get(1) instanceof byte[] bytes) {
                clusters.put(chain(chain), new Content.OfDirectory(bytes));
            }
        }
        Map<String, Volume.Placed> placed = new LinkedHashMap<>();
        for (var one : files) {
            placed(one).ifPresent(known -> placed.put(known.entry().path(), known));
        }
        for (var one : placed.values()) {
            clusters.put(one, layout);
        }
        return placed.size() == files.size() && overlay.takeOver(written)
                ? Optional.of(new Volume(layout, table, head, clusters, placed))
                : Optional.empty();
    }

    private static Optional<Volume.Placed> placed(Object told) {
        if (told instanceof Map<?, ?> file
                && file.get("path") instanceof String path
                && file.get("host") instanceof String host
                && file.get("directory") instanceof Boolean directory
                && file.get("chain") instanceof byte[] chain
                && file.get("size") instanceof Long size
                && file.get("modified") instanceof Long modified
                && file.get("writable") instanceof Boolean writable) {
            var entry =
                    new DiskEntry(
                            path,
                            directory,
                            chain(chain),
                            size,
                            Instant.ofEpochSecond(modified),
                            writable);
            return Optional.of(new Volume.Placed(entry, Path.of(URI.create(host))));
        }
        return Optional.empty();
    }
}
