package org.blockyard.itest.bench.stall;

import java.util.List;
import org.blockyard.itest.bench.stall.Stream.Order;

/**
 * What goes on while cached reads are measured.
 *
 * @param name of it
 * @param cold whether the disk it reads must be out of the page cache
 * @param beside what happens on the very connection of the cached reads
 * @param file what another connection is for
 * @param elsewhere what happens on that other connection
 */
record Scene(String name, boolean cold, List<Stream> beside, String file, List<Stream> elsewhere) {
    /** The file that all servers serve; the beginning of it is always cached. */
    static final String DISK = "disk.raw";

    /** A second file. */
    static final String OTHER = "other.raw";

    /** A file on a slow back end. */
    static final String SLOW = "slow.raw";

    private static final long MIB = 1 << 20;
    private static final int SMALL = 4 << 10;
    private static final int MEDIUM = 64 << 10;
    private static final int LARGE = 1 << 20;

    static final long DISK_BYTES = 1024 * MIB;
    static final long OTHER_BYTES = 512 * MIB;

    /** What is always cached. */
    static final Area WARM = new Area(0, 128 * MIB);

    private static final Area PROBED = new Area(0, 32 * MIB);
    private static final Area READ = new Area(32 * MIB, 64 * MIB);
    private static final Area WRITTEN = new Area(96 * MIB, 32 * MIB);
    private static final Area COLD = new Area(512 * MIB, 512 * MIB);
    private static final Area OTHER_COLD = new Area(0, OTHER_BYTES);
    private static final Area SLOWLY = new Area(0, SlowFile.BYTES);

    /** What is measured: one cached read after the other. */
    static final Stream PROBE = Stream.reads(SMALL, 1, PROBED, Order.RANDOM);

    /** All scenes, the quiet one first. */
    static List<Scene> all() {
        var cold = Stream.reads(SMALL, 32, COLD, Order.ONCE);
        var cached = Stream.reads(LARGE, 8, READ, Order.RANDOM);
        var flushed = List.of(Stream.writes(SMALL, 8, WRITTEN), Stream.flushes());
        return List.of(
                new Scene("idle", false, List.of(), DISK, List.of()),
                elsewhere(
                        "cached 4k reads QD16", DISK, Stream.reads(SMALL, 16, READ, Order.RANDOM)),
                coldElsewhere("cold 4k reads QD32", DISK, cold),
                coldElsewhere(
                        "cold 4k reads QD32, other export",
                        OTHER,
                        Stream.reads(SMALL, 32, OTHER_COLD, Order.ONCE)),
                coldElsewhere(
                        "cold 1M reads QD4", DISK, Stream.reads(LARGE, 4, COLD, Order.SEQUENTIAL)),
                new Scene("writes QD8 and flushes", false, List.of(), DISK, flushed),
                elsewhere(
                        "slow back end, 64k reads QD16, other export",
                        SLOW,
                        Stream.reads(MEDIUM, 16, SLOWLY, Order.RANDOM)),
                elsewhere("cached 1M reads QD8", DISK, cached),
                beside("cold 4k reads QD32", true, List.of(cold)),
                beside("writes QD8 and flushes", false, flushed),
                beside("cached 1M reads QD8", false, List.of(cached)));
    }

    private static Scene elsewhere(String name, String file, Stream stream) {
        return new Scene(name, false, List.of(), file, List.of(stream));
    }

    private static Scene coldElsewhere(String name, String file, Stream stream) {
        return new Scene(name, true, List.of(), file, List.of(stream));
    }

    private static Scene beside(String name, boolean cold, List<Stream> streams) {
        return new Scene("same connection: " + name, cold, streams, DISK, List.of());
    }
}
