package org.blockyard.posix.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.blockyard.posix.HostFile;
import org.blockyard.posix.MappedRange;
import org.blockyard.posix.OpenFlag;
import org.blockyard.posix.Posix;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pages of mapped files in the memory of the process. */
class MappedPagesTest {
    private static final int MIB = 1 << 20;
    private static final int FILES = 3;
    private static final int SIZE = 32 * MIB;

    @TempDir Path folder;

    private HostFile file(int number) throws Exception {
        var file =
                Posix.open(
                        folder.resolve("file" + number).toString(),
                        EnumSet.of(OpenFlag.WRITE, OpenFlag.CREATE));
        var bytes = MemorySegment.ofArray(new byte[MIB]).fill((byte) (number + 1));
        for (int at = 0; at < SIZE; at += MIB) {
            file.write(at, bytes.asByteBuffer());
        }
        return file;
    }

    /** How many bytes of these ranges are mapped in this process, as the system tells. */
    private static long mappedBytes(List<MappedRange> ranges) {
        long sum = 0;
        boolean ours = false;
        try {
            for (var line : Files.readAllLines(Path.of("/proc/self/smaps"))) {
                var words = line.split("\\s+");
                if (words[0].contains("-")) {
                    long start = Long.parseUnsignedLong(words[0].split("-")[0], 16);
                    ours = ranges.stream().anyMatch(r -> r.memory().address() == start);
                } else if (ours && words[0].equals("Rss:")) {
                    sum += 1024 * Long.parseLong(words[1]);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return sum;
    }

    @Test
    void theSystemTellsTheRoomOfTheProcess() {
        long room = new ResidentMemory().roomForFiles();
        assertTrue(room > -1L << 34 && room < 512L * MIB, () -> room + " bytes");
    }

    @Test
    void theyAreBoundedOverAllFilesAndWhatIsReadAgainIsThere() throws Exception {
        var files = new ArrayList<HostFile>();
        var ranges = new ArrayList<MappedRange>();
        var pages = new MappedPages(() -> 24L * MIB - mappedBytes(ranges));
        try (var arena = Arena.ofShared()) {
            for (int i = 0; i < FILES; i++) {
                files.add(file(i));
                long address = Mapping.ofFile(files.get(i).descriptor(), 0, SIZE);
                ranges.add(pages.add(address, SIZE, arena));
            }
            long most = 0;
            for (int at = 0; at < SIZE; at += MIB) {
                for (int i = 0; i < FILES; i++) {
                    ranges.get(i).touching(at, MIB);
                    for (int page = 0; page < MIB; page += 4096) {
                        var memory = ranges.get(i).memory();
                        assertEquals(i + 1, memory.get(ValueLayout.JAVA_BYTE, at + page));
                    }
                }
                most = at % (4 * MIB) == 0 ? Math.max(most, mappedBytes(ranges)) : most;
            }
            long seen = most;
            long since = 10L * MIB; // the system is not asked each time
            assertTrue(seen > 0 && seen <= 24L * MIB + since, () -> seen + " are mapped");
        } finally {
            files.forEach(HostFile::close);
        }
    }

    @Test
    void aRangeWhoseArenaEndedIsLeftAlone() throws Exception {
        var pages = new MappedPages(() -> Long.MIN_VALUE);
        try (var file = file(0);
                var rest = Arena.ofShared()) {
            try (var arena = Arena.ofShared()) {
                pages.add(Mapping.ofFile(file.descriptor(), 0, MIB), MIB, arena)
                        .touching(0, 16L * MIB);
            }
            var memory = rest.allocate(MIB, 4096).fill((byte) 42); // likely where the range was
            var other = pages.add(Mapping.ofFile(file.descriptor(), 0, MIB), MIB, rest);
            other.touching(0, 16L * MIB);
            assertEquals(42, memory.get(ValueLayout.JAVA_BYTE, MIB - 1));
        }
    }
}
