package org.blockyard.format.vdi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.blockyard.driver.Child;
import org.blockyard.driver.ImageDescription;
import org.blockyard.driver.tck.MemoryChild;
import org.blockyard.format.kit.ImageFile;
import org.blockyard.io.BlockException;
import org.junit.jupiter.api.Test;

/** An image is opened over the one that it was laid over, and over no other VDI image. */
class VdiParentTest {
    private static final int ID_AT = 0x188;
    private static final int MODIFICATION_ID_AT = 0x198;
    private static final int PARENT_ID_AT = 0x1A8;
    private static final int PARENT_MODIFICATION_ID_AT = 0x1B8;

    private final byte[] parent = SmallImage.of(SmallImage.BLOCK, SmallImage.FREE);
    private final byte[] child = SmallImage.of(SmallImage.BLOCK, SmallImage.FREE);

    VdiParentTest() throws IOException {
        System.arraycopy(parent, ID_AT, child, PARENT_ID_AT, 16);
        System.arraycopy(parent, MODIFICATION_ID_AT, child, PARENT_MODIFICATION_ID_AT, 16);
    }

    private void open() throws IOException {
        var description = SmallImage.open(MemoryChild.of(parent)).describe();
        VdiParent.require(told(description), header());
    }

    private VdiHeader header() throws IOException {
        return VdiHeader.of(new ImageFile(MemoryChild.of(child)).read(0, VdiHeader.SIZE));
    }

    private static Child told(ImageDescription description) {
        return new MemoryChild() {
            @Override
            public Optional<ImageDescription> description() {
                return Optional.of(description);
            }
        };
    }

    @Test
    void rightParentIsTaken() throws IOException {
        open();
    }

    @Test
    void otherImageIsRefusedWithBothNames() throws IOException {
        ByteBuffer.wrap(parent)
                .putLong(ID_AT, 0x0403020106050807L)
                .putLong(ID_AT + 8, 0x090A0B0C0D0E0F10L);
        ByteBuffer.wrap(child)
                .putLong(PARENT_ID_AT, 0x1403020106050807L)
                .putLong(PARENT_ID_AT + 8, 0x090A0B0C0D0E0F10L);
        var failure = assertThrows(BlockException.class, this::open);
        var sentence = failure.getMessage();
        assertTrue(sentence.contains("is 01020304-0506-0708-090a-0b0c0d0e0f10,"), sentence);
        assertTrue(sentence.contains("not 01020314-0506-0708-090a-0b0c0d0e0f10"), sentence);
    }

    @Test
    void parentThatWasChangedIsRefused() {
        parent[MODIFICATION_ID_AT + 5]++;
        var failure = assertThrows(BlockException.class, this::open);
        assertTrue(failure.getMessage().contains("was changed"), failure::getMessage);
    }

    @Test
    void identifierThatIsNotRecordedFitsAny() throws IOException {
        java.util.Arrays.fill(child, PARENT_ID_AT, PARENT_ID_AT + 16, (byte) 0);
        open();
        assertTrue(header().hasParent());
        java.util.Arrays.fill(
                child, PARENT_MODIFICATION_ID_AT, PARENT_MODIFICATION_ID_AT + 16, (byte) 0);
        open();
        assertEquals(false, header().hasParent());
    }

    @Test
    void diskThatIsNoSuchImageIsTaken() throws IOException {
        VdiParent.require(told(ImageDescription.EMPTY), header());
    }
}
