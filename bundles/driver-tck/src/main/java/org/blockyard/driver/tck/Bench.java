package org.blockyard.driver.tck;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.blockyard.driver.Unzeroed;
import org.blockyard.driver.tck.internal.OpenDisk;
import org.blockyard.driver.tck.internal.Surroundings;
import org.blockyard.io.RequestFlags;
import org.blockyard.option.ReadMode;
import org.blockyard.platform.Platform;

/**
 * Where one check works: a kernel with the driver in it, disks for it, and a folder that is deleted
 * at the end. Closing it fails if anything was broken on the way.
 */
final class Bench implements TestDisk.Making, AutoCloseable {
    private final DriverFixture fixture;
    private final Surroundings surroundings;
    private final List<Path> folders = new ArrayList<>();
    private int nodes;

    Bench(DriverFixture fixture) throws IOException {
        this.fixture = fixture;
        this.surroundings = Surroundings.of(fixture.driver());
        for (var object : fixture.objects()) {
            platform().objects().add(object, ReadMode.JSON);
        }
    }

    Platform platform() {
        return surroundings.platform();
    }

    Surroundings surroundings() {
        return surroundings;
    }

    /** Whether the driver lacks something. */
    boolean is(Trait trait) {
        return fixture.traits().contains(trait);
    }

    /** Whether what is written can be read again. */
    boolean keeps() {
        return !is(Trait.READ_ONLY) && !is(Trait.KEEPS_NOTHING);
    }

    /** A disk that was just made, of the usual size. */
    TestDisk fresh() throws IOException {
        var content = new byte[Math.toIntExact(fixture.size())];
        if (is(Trait.READ_ONLY)) {
            Pattern.fill(content, 7);
        }
        var folder = Files.createTempDirectory("driver-tck");
        folders.add(folder);
        var disk = new TestDisk(content.length, folder, content, new Medium(), this);
        add(disk.medium());
        fixture.make(disk);
        if (is(Trait.OWN_CONTENT)) {
            return new TestDisk(content.length, folder, firstContent(disk), disk.medium(), this);
        }
        wipe(disk);
        return disk;
    }

    private byte[] firstContent(TestDisk disk) throws IOException {
        try (var open = open(disk, Map.of("read-only", true))) {
            return open.readAll();
        }
    }

    /** What may read as anything is given the zeroes that the checks begin with. */
    private void wipe(TestDisk disk) throws IOException {
        if (is(Trait.READ_ONLY)) {
            return;
        }
        try (var open = open(disk)) {
            if (open.node().has(Unzeroed.class)) {
                open.write(0, new byte[Math.toIntExact(disk.size())], RequestFlags.NONE);
            }
        }
    }

    /** The same disk on another medium. */
    TestDisk on(TestDisk disk, Medium medium) {
        add(medium);
        return disk.on(medium);
    }

    @Override
    public void add(Medium medium) {
        surroundings.media().add(medium);
    }

    @Override
    public void create(Map<String, Object> options) throws IOException {
        var all = new LinkedHashMap<>(options);
        all.put("driver", surroundings.driverName());
        platform().graph().create(all, org.blockyard.driver.Progress.NONE);
    }

    /** Opens a disk for reading, and for writing if the driver can. */
    OpenDisk open(TestDisk disk) throws IOException {
        return open(disk, Map.of("read-only", is(Trait.READ_ONLY)));
    }

    /** Opens a disk with more options. */
    OpenDisk open(TestDisk disk, Map<String, Object> more) throws IOException {
        var definition = new LinkedHashMap<>(fixture.options(disk));
        definition.put("driver", surroundings.driverName());
        definition.put("node-name", "disk" + nodes++);
        definition.put("discard", "unmap");
        definition.putAll(more);
        return surroundings.open(definition);
    }

    /** Opens a fresh disk. */
    OpenDisk open() throws IOException {
        return open(fresh());
    }

    @Override
    public void close() throws IOException {
        surroundings.close();
        for (var folder : folders) {
            try (var files = Files.walk(folder)) {
                for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
        surroundings.watch().requireNothingBroken();
    }
}
