package org.blockyard.format.vhdx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.blockyard.io.BlockException;
import org.junit.jupiter.api.Test;

/** Where a parent is and what it held is said as the specification has it. */
class ParentLocatorTest {
    private static final UUID MARK = SmallDifferencing.MARK;

    private static ParentLocator read(ParentLocator locator) throws BlockException {
        return ParentLocator.read(locator.bytes().order(ByteOrder.LITTLE_ENDIAN));
    }

    @Test
    void whatWasWrittenIsRead() throws BlockException {
        var locator = read(ParentLocator.of("sub/parent.vhdx", MARK));
        assertEquals(
                Map.of(
                        "parent_linkage",
                        "{00112233-4455-6677-8899-aabbccddeeff}",
                        "relative_path",
                        ".\\sub\\parent.vhdx"),
                locator.entries());
        assertEquals(Optional.of("sub/parent.vhdx"), locator.fileName());
        assertTrue(locator.fits(MARK));
        assertFalse(locator.fits(UUID.randomUUID()));
    }

    @Test
    void theRelativeNameComesFirst() throws BlockException {
        var names = new LinkedHashMap<String, String>();
        names.put("volume_path", "\\\\?\\Volume{1}\\a.vhdx");
        assertEquals(Optional.of("//?/Volume{1}/a.vhdx"), new ParentLocator(names).fileName());
        names.put("absolute_win32_path", "c:\\a.vhdx");
        assertEquals(Optional.of("c:/a.vhdx"), new ParentLocator(names).fileName());
        names.put("relative_path", "..\\b.vhdx");
        assertEquals(Optional.of("../b.vhdx"), new ParentLocator(names).fileName());
    }

    @Test
    void anAbsoluteNameStaysOne() throws BlockException {
        var locator = read(ParentLocator.of("/images/parent.vhdx", MARK));
        assertEquals("\\images\\parent.vhdx", locator.entries().get("absolute_win32_path"));
        assertEquals(Optional.of("/images/parent.vhdx"), locator.fileName());
    }

    @Test
    void eitherOfTwoMarksFits() throws BlockException {
        var other = UUID.randomUUID();
        var entries = new LinkedHashMap<>(ParentLocator.of("p", MARK).entries());
        entries.put("parent_linkage2", "{" + other + "}");
        assertTrue(new ParentLocator(entries).fits(MARK));
        assertTrue(new ParentLocator(entries).fits(other));
        assertFalse(new ParentLocator(entries).withMark(MARK).fits(other));
    }

    @Test
    void veryManyEntriesAreRefusedBeforeTheyAreRead() throws BlockException {
        var bytes = ByteBuffer.allocate(64 << 10).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put(0, ParentLocator.of("p", MARK).bytes(), 0, 20).putShort(18, (short) 5000);
        assertThrows(BlockException.class, () -> ParentLocator.read(bytes));
    }

    @Test
    void stringsOutsideAreRefused() throws BlockException {
        var bytes = ParentLocator.of("p", MARK).bytes().order(ByteOrder.LITTLE_ENDIAN);
        for (int at : new int[] {20, 24, 28, 30}) {
            var broken = ByteBuffer.allocate(bytes.limit()).order(ByteOrder.LITTLE_ENDIAN);
            broken.put(0, bytes, 0, bytes.limit()).putShort(at, (short) 0xfff0);
            assertThrows(BlockException.class, () -> ParentLocator.read(broken), "at " + at);
        }
    }
}
