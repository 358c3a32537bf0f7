package org.blockyard.kernel.internal.bitmap;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * By what a file is known again and any change of it noticed. The time of the last change of the
 * inode can't be set back by those who write the file.
 *
 * @param inode its number in the file system
 * @param size its bytes
 * @param modified when its bytes were last changed, in nanoseconds
 * @param changed when it was last changed at all, in nanoseconds
 */
record ImageStamp(long inode, long size, long modified, long changed) {
    /** Its bytes on disk. */
    static final int BYTES = 4 * Long.BYTES;

    /** File systems may keep times no finer than the kernel's ticks. */
    private static final Duration TICK = Duration.ofMillis(20);

    /** The stamp of a file now. */
    static ImageStamp of(Path file) throws IOException {
        var basic = Files.readAttributes(file, BasicFileAttributes.class);
        return new ImageStamp(
                ((Number) unix(file, "ino")).longValue(),
                basic.size(),
                nanos(basic.lastModifiedTime()),
                nanos((FileTime) unix(file, "ctime")));
    }

    private static Object unix(Path file, String attribute) throws IOException {
        return Objects.requireNonNull(Files.getAttribute(file, "unix:" + attribute));
    }

    /**
     * The stamp of a file once each later change of it will give it another: a change in the same
     * tick of the clock would not show.
     */
    static ImageStamp settled(Path file) throws IOException {
        var stamp = of(file);
        long age = nanos(FileTime.from(Instant.now())) - stamp.changed;
        if (age >= 0 && age < TICK.toNanos()) {
            try {
                TimeUnit.NANOSECONDS.sleep(TICK.toNanos() - age);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        return of(file);
    }

    private static long nanos(FileTime time) {
        var instant = time.toInstant();
        return TimeUnit.SECONDS.toNanos(instant.getEpochSecond()) + instant.getNano();
    }

    static ImageStamp read(ByteBuffer in) {
        return new ImageStamp(in.getLong(), in.getLong(), in.getLong(), in.getLong());
    }

    void write(ByteBuffer out) {
        out.putLong(inode).putLong(size).putLong(modified).putLong(changed);
    }
}
