package org.blockyard.kernel.internal.bitmap;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.zip.CRC32C;
import org.blockyard.driver.KeptBitmap;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/**
 * The file beside an image that keeps its bitmaps, big-endian:
 *
 * <pre>
 *  0  8  magic, "BLKYBMAP"
 *  8  1  state: 'C' complete, 'U' in use; all else is fixed while it changes
 *  9  3  0
 * 12  4  version, 1
 * 16 32  the image's inode, size, and times of modification and change when it was complete
 * 48  8  length of the disk
 * 56  4  count of bitmaps
 * 60  4  CRC-32C of all from 12 to 60 and of all that follows
 * 64     the bitmaps, see {@link SidecarBitmap}
 * </pre>
 *
 * @param complete whether it was stored after the image was last used through it
 * @param stamp the image as it was then
 * @param length bytes of the disk
 * @param bitmaps the bitmaps
 */
record Sidecar(boolean complete, ImageStamp stamp, long length, List<KeptBitmap> bitmaps) {
    private static final long MAGIC = 0x424c_4b59_424d_4150L;
    private static final int STATE_AT = 8;
    private static final int VERSION_AT = 12;
    private static final int VERSION = 1;
    private static final int CHECKSUM_AT = 60;
    private static final int HEADER = 64;
    private static final int MOST_BITMAPS = 65535;
    private static final byte COMPLETE = 'C';
    private static final byte IN_USE = 'U';

    /** Reads one, with every count and size checked. */
    static Sidecar read(Path file) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
            var header = ByteBuffer.allocate(HEADER);
            fill(channel, header);
            header.flip();
            require(header.getLong(0) == MAGIC, "it is not a file of bitmaps");
            require(header.getInt(VERSION_AT) == VERSION, "it is of an unknown version");
            byte state = header.get(STATE_AT);
            require(state == COMPLETE || state == IN_USE, "its state is unknown");
            var stamp = ImageStamp.read(header.position(VERSION_AT + Integer.BYTES));
            long length = header.getLong();
            int count = header.getInt();
            require(length >= 0 && count >= 0 && count <= MOST_BITMAPS, "its header is not valid");
            var sum = new CRC32C();
            sum.update(header.slice(VERSION_AT, CHECKSUM_AT - VERSION_AT));
            var bitmaps = SidecarBitmap.readAll(channel, length, count, sum);
            require((int) sum.getValue() == header.getInt(CHECKSUM_AT), "its checksum is wrong");
            return new Sidecar(state == COMPLETE, stamp, length, bitmaps);
        }
    }

    private static void fill(FileChannel channel, ByteBuffer target) throws IOException {
        while (target.hasRemaining()) {
            require(channel.read(target) >= 0, "it is too short");
        }
    }

    /** Says in a file, durably, that it is in use. */
    static void sayInUse(Path file) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(new byte[] {IN_USE}), STATE_AT);
            channel.force(true);
        }
    }

    /** Puts it in a file's place, durably, all or nothing. */
    void write(Path file) throws IOException {
        var next = file.resolveSibling(file.getFileName() + ".new");
        try (var channel =
                FileChannel.open(
                        next,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.TRUNCATE_EXISTING)) {
            var header = header();
            var sum = new CRC32C();
            sum.update(header.slice(VERSION_AT, CHECKSUM_AT - VERSION_AT));
            channel.position(HEADER);
            SidecarBitmap.writeAll(channel, bitmaps, sum);
            header.putInt(CHECKSUM_AT, (int) sum.getValue());
            channel.write(header.rewind(), 0);
            channel.force(true);
        }
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        forceFolder(file);
    }

    private ByteBuffer header() {
        var header = ByteBuffer.allocate(HEADER);
        header.putLong(0, MAGIC).put(STATE_AT, complete ? COMPLETE : IN_USE);
        header.putInt(VERSION_AT, VERSION).position(VERSION_AT + Integer.BYTES);
        stamp.write(header);
        header.putLong(length).putInt(bitmaps.size());
        return header;
    }

    /** Removes a file, durably. */
    static void remove(Path file) throws IOException {
        if (Files.deleteIfExists(file)) {
            forceFolder(file);
        }
    }

    private static void forceFolder(Path file) throws IOException {
        var folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    static void require(boolean holds, String otherwise) throws BlockException {
        if (!holds) {
            throw new BlockException(ErrorKind.INVALID_FORMAT, otherwise);
        }
    }
}
