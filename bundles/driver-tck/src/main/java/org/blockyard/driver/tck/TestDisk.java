package org.blockyard.driver.tck;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.blockyard.driver.tck.internal.MediumDriver;

/** A disk under test: where its bytes go, and what it is to be. */
public final class TestDisk {
    private final long size;
    private final Path folder;
    private final byte[] content;
    private final Medium medium;
    private final Making making;
    private Optional<Medium> below = Optional.empty();

    /** The kernel's way to make images. */
    interface Making {
        /** Makes one by its creation options, but for the driver's name. */
        void create(Map<String, Object> options) throws IOException;

        /** Makes a medium known. */
        void add(Medium medium);
    }

    TestDisk(long size, Path folder, byte[] content, Medium medium, Making making) {
        this.size = size;
        this.folder = folder;
        this.content = content;
        this.medium = medium;
        this.making = making;
    }

    /** The same disk on another medium. */
    TestDisk on(Medium other) {
        return new TestDisk(size, folder, content, other, making);
    }

    /** How long it is to be, in bytes. */
    public long size() {
        return size;
    }

    /** An empty folder of its own, for drivers that keep their bytes in files. */
    public Path folder() {
        return folder;
    }

    /** What it is to read as; all zeroes but for drivers that can't write. */
    public byte[] content() {
        return content.clone();
    }

    /** The bytes of its child {@code file}. */
    public Medium medium() {
        return medium;
    }

    /** The options of its child {@code file}: a disk in memory that can lose power. */
    public Map<String, Object> file() {
        return options(medium);
    }

    /**
     * The options of a disk in memory that holds some bytes, for drivers that show another disk
     * where they have nothing; {@link Trait#OWN_CONTENT} is theirs.
     */
    public Map<String, Object> below(byte[] bytes) {
        var other = new Medium(bytes);
        making.add(other);
        below = Optional.of(other);
        return options(other);
    }

    /** The disk that is shown where the one under test has nothing, if there is one. */
    Optional<Medium> below() {
        return below;
    }

    private static Map<String, Object> options(Medium of) {
        return Map.of("driver", MediumDriver.NAME, "medium", of.id());
    }

    /**
     * Makes an image through the kernel, as {@code blockdev-create} does.
     *
     * @param options the driver's creation options, without {@code driver}
     */
    public void create(Map<String, Object> options) throws IOException {
        making.create(new LinkedHashMap<>(options));
    }
}
