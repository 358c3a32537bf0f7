package org.blockyard.posix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is set for the whole process. */
class ProcessStateTest {
    @TempDir Path folder;

    @Test
    void theMaskOfNewFilesIsSetAndToldBack() throws Exception {
        int before = ProcessState.umask(027);
        try {
            assertEquals(027, ProcessState.umask(077));
        } finally {
            assertEquals(077, ProcessState.umask(before));
        }
    }

    @Test
    void aDescriptorCanBePointedElsewhere() throws Exception {
        var one = folder.resolve("one");
        var other = folder.resolve("other");
        var flags = EnumSet.of(OpenFlag.WRITE, OpenFlag.CREATE);
        try (var first = Posix.open(one.toString(), flags);
                var second = Posix.open(other.toString(), flags)) {
            ProcessState.duplicate(second.descriptor(), first.descriptor());
            first.write(0, ByteBuffer.wrap(new byte[] {1}));
        }
        assertEquals(0, Files.size(one));
        assertEquals(1, Files.size(other));
    }

    @Test
    void aDescriptorThatIsNotOpenCanNotBeClosed() {
        assertEquals(9, assertThrows(PosixException.class, () -> ProcessState.close(9999)).errno());
    }

    @Test
    void onlyBlockDevicesAnswerAsSuch() throws Exception {
        var path = Files.createFile(folder.resolve("plain")).toString();
        try (var file = Posix.open(path, Set.of())) {
            var control = DeviceControl.of(file);
            assertEquals(
                    ErrorNumber.ENOTTY,
                    assertThrows(PosixException.class, control::length).errno());
            assertEquals(false, control.isCdrom());
        }
    }
}
