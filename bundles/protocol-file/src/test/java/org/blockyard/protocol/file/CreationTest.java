package org.blockyard.protocol.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.blockyard.driver.Preallocation;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** New files. */
class CreationTest {
    private static final int SIZE = 1 << 20;

    @TempDir Path folder;

    private void create(Path path, long size, Preallocation preallocation) throws Exception {
        try (var context = new TestContext()) {
            new FileDriver()
                    .create(
                            new FileCreateOptions(path.toString(), size, preallocation, true, SIZE),
                            context);
        }
    }

    private static long allocated(Path path) throws Exception {
        try (var context = new TestContext()) {
            return context.open(path).describe().actualSize().orElseThrow();
        }
    }

    @Test
    void aNewFileIsAHoleOfWholeSectors() throws Exception {
        var path = folder.resolve("new.raw");
        create(path, SIZE - 1, Preallocation.OFF);
        assertEquals(SIZE, Files.size(path));
        assertEquals(0, allocated(path));
    }

    @Test
    void whatWasThereIsGone() throws Exception {
        var path = folder.resolve("old.raw");
        Files.write(path, new byte[] {1, 2, 3});
        create(path, 512, Preallocation.OFF);
        assertEquals(-1, java.util.Arrays.mismatch(new byte[512], Files.readAllBytes(path)));
    }

    @Test
    void spaceIsGivenAsAsked() throws Exception {
        for (var mode : new Preallocation[] {Preallocation.FALLOC, Preallocation.FULL}) {
            var path = folder.resolve(mode + ".raw");
            create(path, SIZE, mode);
            assertTrue(allocated(path) >= SIZE, mode::name);
        }
    }

    @Test
    void metadataPreallocationTouchesNothing() {
        var path = folder.resolve("meta.raw");
        var failure =
                assertThrows(
                        BlockException.class, () -> create(path, SIZE, Preallocation.METADATA));
        assertEquals(ErrorKind.UNSUPPORTED, failure.kind());
        assertFalse(Files.exists(path));
    }

    @Test
    void aFolderThatIsMissingIsNamed() {
        var path = folder.resolve("no/where.raw");
        var failure =
                assertThrows(BlockException.class, () -> create(path, SIZE, Preallocation.OFF));
        assertEquals(
                "Could not create '" + path + "': No such file or directory", failure.sentence());
    }
}
