package org.blockyard.format.kit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Random;
import org.blockyard.driver.tck.MemoryChild;
import org.blockyard.driver.tck.RecordingChild;
import org.junit.jupiter.api.Test;

/** Tables in pages: what is read is what was set, in bounded memory. */
class TablePagesTest {
    private static final int ENTRIES = 200_000;

    private final MemoryChild child = MemoryChild.of(new byte[512 + ENTRIES * 8]);
    private final ImageFile file = new ImageFile(child);

    private TablePages pages(EntryFormat format) {
        return new TablePages(file, format, 0, file::write);
    }

    @Test
    void entriesSurviveLeavingMemory() throws IOException {
        for (var format :
                new EntryFormat[] {
                    EntryFormat.BE32, EntryFormat.LE32, EntryFormat.BE64, EntryFormat.LE64
                }) {
            var table = new BlockTable(pages(format), 512, ENTRIES);
            var random = new Random(3);
            var model = new long[ENTRIES];
            for (int i = 0; i < ENTRIES; i++) {
                model[i] = file.length() > 0 ? table.get(i) : 0;
            }
            for (int step = 0; step < 20_000; step++) {
                int index = random.nextInt(ENTRIES);
                if (random.nextBoolean()) {
                    model[index] = random.nextLong() >>> (format.size() == 4 ? 32 : 0);
                    table.set(index, model[index]);
                } else {
                    assertEquals(model[index], table.get(index));
                }
                if (table.pages().full()) {
                    write(table.pages().stage());
                }
            }
            write(table.pages().stage());
            var again = new BlockTable(pages(format), 512, ENTRIES);
            for (int i = 0; i < ENTRIES; i++) {
                assertEquals(model[i], again.get(i));
            }
        }
    }

    private static void write(Staged staged) throws IOException {
        staged.write();
        staged.done();
    }

    @Test
    void pagesThatAreReadLeaveMemory() throws IOException {
        var table = new BlockTable(pages(EntryFormat.BE64), 512, ENTRIES);
        for (int i = 0; i < ENTRIES; i += TablePages.PAGE_ENTRIES) {
            table.get(i);
        }
        int there = 0;
        for (int i = 0; i < ENTRIES; i += TablePages.PAGE_ENTRIES) {
            there += table.cached(i).isPresent() ? 1 : 0;
        }
        assertTrue(there >= 1 && there <= 4, () -> "pages in memory");
    }

    @Test
    void changedPagesStayUntilTheyAreWritten() throws IOException {
        var table = new BlockTable(pages(EntryFormat.BE64), 512, ENTRIES);
        table.set(5, 77);
        var staged = table.pages().stage();
        for (int i = 0; i < ENTRIES; i += TablePages.PAGE_ENTRIES) {
            table.get(i);
        }
        assertEquals(77, table.cached(5).orElseThrow(), "on its way to the file");
        write(staged);
        assertEquals(77, table.get(5));
    }

    @Test
    void whatIsStagedDoesNotChangeAnyMore() throws IOException {
        var table = new BlockTable(pages(EntryFormat.LE32), 512, ENTRIES);
        table.set(1, 1);
        var staged = table.pages().stage();
        table.set(1, 2);
        write(staged);
        assertEquals(1, EntryFormat.LE32.decode(file.read(512 + 4, 4))[0]);
        write(table.pages().stage());
        assertEquals(2, EntryFormat.LE32.decode(file.read(512 + 4, 4))[0]);
    }

    @Test
    void onlyWhatChangedIsWritten() throws IOException {
        var written = new ArrayList<Long>();
        var pages =
                new TablePages(
                        file,
                        EntryFormat.BE32,
                        0,
                        (offset, bytes) -> {
                            written.add(offset);
                            assertEquals(512, bytes.remaining());
                            file.write(offset, bytes);
                        });
        var table = new BlockTable(pages, 512, ENTRIES);
        table.set(130, 1);
        write(pages.stage());
        assertEquals(java.util.List.of(1024L), written);
        assertTrue(pages.stage().isEmpty());
    }

    @Test
    void secondLevelIsThereBeforeTheFirstNamesIt() throws IOException {
        var recorded = new RecordingChild(new byte[64 << 10]);
        var image = new ImageFile(recorded);
        var first = BlockTable.of(image, EntryFormat.BE64, 0, 64);
        var table =
                new TwoLevelTable(
                        image, first, new TablePages(image, EntryFormat.BE64), 64, entry -> entry);
        assertEquals(0, table.get(200));
        assertEquals(64 - 200 % 64, table.absentRun(200));
        table.add(200, 8192, false);
        table.set(200, 99);
        write(table.stage());
        recorded.flush();
        for (int event = 0; event <= recorded.now(); event++) {
            var left = ByteBuffer.wrap(recorded.crashedAt(event, new Random(event)));
            if (left.getLong(200 / 64 * 8) != 0) {
                assertEquals(99, left.getLong(8192 + 200 % 64 * 8));
            }
        }
        assertFalse(table.full());
        assertEquals(99, table.cached(200).orElseThrow());
    }
}
