package org.blockyard.format.vmdk.internal.layout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Descriptors are understood, changed where they are to be, and refused where they can't be. */
class DescriptorTest {
    private static final String FOREIGN =
            """
            # Disk DescriptorFile\r
            version=1\r
            encoding="windows-1252"\r
            CID=a454774a \r
            parentCID=ffffffff\r
            createType="twoGbMaxExtentSparse"\r
            \r
            # Extent description\r
            RW 4192256 SPARSE "disk one-s001.vmdk"\r
            RDONLY 2048 FLAT "sub/disk-f002.vmdk" 128\r
            RW 63 ZERO\r
            \r
            ddb.adapterType = "lsilogic"\r
            """;

    private static Descriptor descriptor(String text) throws BlockException {
        return Descriptor.of(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void aForeignOneIsUnderstood() throws Exception {
        var descriptor = descriptor(FOREIGN);
        assertEquals(0xa454774aL, descriptor.id());
        assertEquals(Descriptor.NO_PARENT, descriptor.parentId());
        assertEquals("twoGbMaxExtentSparse", descriptor.createType());
        assertEquals(
                List.of(
                        new ExtentLine(
                                ExtentLine.Access.RW,
                                4192256,
                                ExtentLine.Type.SPARSE,
                                "disk one-s001.vmdk",
                                0),
                        new ExtentLine(
                                ExtentLine.Access.RDONLY,
                                2048,
                                ExtentLine.Type.FLAT,
                                "sub/disk-f002.vmdk",
                                128),
                        new ExtentLine(ExtentLine.Access.RW, 63, ExtentLine.Type.ZERO, "", 0)),
                descriptor.extents());
    }

    @Test
    void whatIsNotChangedStaysAsItIs() throws Exception {
        var changed = descriptor(FOREIGN).withId(0xc0ffee);
        assertEquals(
                FOREIGN.replace("CID=a454774a ", "CID=00c0ffee "),
                new String(changed.bytes(), StandardCharsets.UTF_8));
    }

    @Test
    void theTextEndsAtTheFirstZeroByte() throws Exception {
        var text = "CID=1\0CID=2\nRW 1 SPARSE \"x\"\n";
        assertTrue(descriptor(text).extents().isEmpty());
    }

    @Test
    void namesOfOtherLettersComeOutAsTheyWentIn() throws Exception {
        var text = "CID=1\nRW 8 SPARSE \"Größe 雪.vmdk\"\n";
        assertEquals("Größe 雪.vmdk", descriptor(text).extents().getFirst().fileName());
        assertEquals(
                text.replace("CID=1", "CID=00000002"),
                new String(descriptor(text).withId(2).bytes(), StandardCharsets.UTF_8));
    }

    @Test
    void aNewOneIsReadBack() throws Exception {
        var extent =
                new ExtentLine(ExtentLine.Access.RW, 2048, ExtentLine.Type.SPARSE, "a.vmdk", 0);
        var made =
                new NewDescriptor(
                                7,
                                9,
                                "monolithicSparse",
                                Optional.of("base.vmdk"),
                                1 << 20,
                                new NewDescriptor.Hardware("4", "ide", 16, "2147483647"))
                        .with(List.of(extent));
        var read = Descriptor.of(ByteBuffer.wrap(made.bytes()));
        assertEquals(7, read.id());
        assertEquals(9, read.parentId());
        assertEquals(Optional.of("base.vmdk"), read.parentName());
        assertEquals(List.of(extent), read.extents());
    }

    @Test
    void nothingCanBeSmuggledIntoANewOne() {
        var hardware = new NewDescriptor.Hardware("4\"\nRW 9 FLAT \"x", "ide", 16, "1");
        var made = new NewDescriptor(7, 9, "monolithicSparse", Optional.empty(), 512, hardware);
        var failure = assertThrows(BlockException.class, () -> made.with(List.of()));
        assertEquals(ErrorKind.INVALID_OPTION, failure.kind());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "RW 1 SPARSE",
                "RW x SPARSE \"a\"",
                "RW -1 SPARSE \"a\"",
                "RW 99999999999999999999 SPARSE \"a\"",
                "RW 1 SPARSE \"a",
                "RW 1 FLAT \"a\"",
                "RW 1 SPARSE \"a\" 7",
                "RW 1 FLAT \"a\" 0 0",
                "RW 1 FLAT \"\" 0"
            })
    void linesThatAreNoneAreRefused(String line) throws Exception {
        var descriptor = descriptor("CID=1\n" + line + "\n");
        var failure = assertThrows(BlockException.class, descriptor::extents);
        assertEquals("Invalid extent line: " + line, failure.sentence());
    }

    @Test
    void moreExtentsThanAnImageMayHaveAreRefused() throws Exception {
        var text = "CID=1\n" + "RW 1 ZERO\n".repeat(Descriptor.MOST_EXTENTS + 1);
        assertThrows(BlockException.class, descriptor(text)::extents);
    }
}
