package org.blockyard.format.dmg;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.blockyard.driver.tck.DriverContract;
import org.blockyard.driver.tck.TestDisk;
import org.blockyard.driver.tck.Trait;
import org.junit.jupiter.api.Test;

/** Apple's disk images keep the contract of drivers. */
class DmgContractTest extends DriverContract {
    private static final int CHUNK = 64 << 10;
    private static final int[] METHODS = {
        DmgWriter.ZLIB, DmgWriter.RAW, DmgWriter.ADC, DmgWriter.LZFSE
    };

    @Override
    public Class<DmgDriver> driver() {
        return DmgDriver.class;
    }

    @Override
    public Set<Trait> traits() {
        return Set.of(Trait.READ_ONLY);
    }

    /** An image is known by its name alone, and the disks of this test have none. */
    @Test
    @Override
    public void probingFailsForNoBytes() {
        var chance = new Random(1);
        for (int i = 0; i < 1000; i++) {
            var bytes = new byte[chance.nextInt(513)];
            chance.nextBytes(bytes);
            var prefix = ByteBuffer.wrap(bytes);
            var probing = new DmgDriver();
            assertEquals(0, probing.probe(prefix, Optional.empty()));
            assertEquals(0, probing.probe(prefix, Optional.of("disk.img")));
            assertEquals(0, probing.probe(prefix, Optional.of(".dmg")));
            assertEquals(2, probing.probe(prefix, Optional.of("disk.dmg")));
        }
    }

    @Override
    public void make(TestDisk disk) throws IOException {
        var writer = new DmgWriter();
        var content = disk.content();
        for (int at = 0; at < content.length; at += CHUNK) {
            var part = Arrays.copyOfRange(content, at, at + CHUNK);
            writer.add(METHODS[at / CHUNK % METHODS.length], part);
        }
        var image = writer.image();
        disk.medium().resize(image.length);
        disk.medium().write(0, image);
    }
}
