package org.blockyard.driver.tck;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.blockyard.driver.BlockDriver;
import org.blockyard.driver.Creating;
import org.osgi.annotation.versioning.ConsumerType;

/** What the checks must know of a driver. Only {@link #driver} has no usual answer. */
@ConsumerType
public interface DriverFixture {
    /** The driver's class. It is loaded anew, by a class loader of its own, for each check. */
    Class<? extends BlockDriver<?>> driver();

    /**
     * The options that open a disk, as a tree without {@code driver} and {@code node-name}. A
     * format or filter has a child {@code file}, most often; a protocol overrides this.
     */
    default Map<String, Object> options(TestDisk disk) {
        return Map.of("file", disk.file());
    }

    /**
     * Makes a fresh disk of {@link TestDisk#size} bytes that reads as {@link TestDisk#content}. A
     * driver that is {@link Creating} is asked to make an image in {@link TestDisk#medium}; for
     * another the medium just gets the length.
     */
    default void make(TestDisk disk) throws IOException {
        if (Creating.class.isAssignableFrom(driver())) {
            disk.create(Map.of("file", disk.file(), "size", disk.size()));
        } else {
            disk.medium().resize(disk.size());
        }
    }

    /** The objects that its options name, such as secrets, each as {@code object-add} takes it. */
    default List<Map<String, Object>> objects() {
        return List.of();
    }

    /** What it does not do. */
    default Set<Trait> traits() {
        return Set.of();
    }

    /** The length of the disks to test with, in bytes; a multiple of 64 KiB, at least 512 KiB. */
    default long size() {
        return 2L << 20;
    }
}
