package org.blockyard.posix;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Random;
import java.util.Set;
import org.blockyard.posix.internal.ChannelFile;
import org.blockyard.posix.internal.NativeFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Files by native calls and by Java's own, which promise the same where both can. */
class HostFileTest {
    private static final Set<OpenFlag> NEW = EnumSet.of(OpenFlag.WRITE, OpenFlag.CREATE);
    private static final int SIZE = 1 << 20;

    @TempDir Path folder;

    enum Way {
        NATIVE,
        JAVA;

        HostFile open(Path path, Set<OpenFlag> flags) throws PosixException {
            return this == NATIVE
                    ? NativeFile.open(path.toString(), flags)
                    : ChannelFile.open(path.toString(), flags);
        }
    }

    private static ByteBuffer random(int size, boolean direct) {
        var bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        var buffer = direct ? ByteBuffer.allocateDirect(size) : ByteBuffer.allocate(size);
        return buffer.put(bytes).flip();
    }

    private Path path() {
        return folder.resolve("file");
    }

    @Test
    void nativeCallsWorkHere() {
        assertTrue(Posix.isNative());
    }

    @ParameterizedTest
    @EnumSource
    void readsGiveWhatWritesPut(Way way) throws Exception {
        for (boolean direct : new boolean[] {true, false}) {
            try (var file = way.open(path(), NEW)) {
                var source = random(300_001, direct);
                file.write(77, source);
                assertFalse(source.hasRemaining());
                var target =
                        direct ? ByteBuffer.allocateDirect(300_001) : ByteBuffer.allocate(300_001);
                assertEquals(300_001, file.read(77, target));
                assertEquals(source.flip(), target.flip());
                assertEquals(300_078, file.length());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aReadPastTheEndIsShort(Way way) throws Exception {
        for (boolean direct : new boolean[] {true, false}) {
            try (var file = way.open(path(), NEW)) {
                file.truncate(100);
                var target = direct ? ByteBuffer.allocateDirect(200) : ByteBuffer.allocate(200);
                assertEquals(40, file.read(60, target));
                assertEquals(40, target.position());
                assertEquals(0, file.read(100, target));
                assertEquals(0, file.read(1L << 40, target));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void theLengthCanBeChanged(Way way) throws Exception {
        try (var file = way.open(path(), NEW)) {
            file.write(0, random(1000, true));
            file.truncate(5000);
            file.truncate(500);
            file.syncData();
            assertEquals(500, file.length());
            file.truncate(1000);
            var target = ByteBuffer.allocate(500);
            file.read(500, target);
            assertArrayEquals(new byte[500], target.array());
        }
    }

    @ParameterizedTest
    @EnumSource
    void failuresCarryTheSystemsNumbers(Way way) throws Exception {
        assertErrno(ErrorNumber.ENOENT, () -> way.open(folder.resolve("nothing"), Set.of()));
        Files.createFile(path());
        assertErrno(
                ErrorNumber.EEXIST,
                () ->
                        way.open(
                                path(),
                                EnumSet.of(OpenFlag.WRITE, OpenFlag.CREATE, OpenFlag.EXCLUSIVE)));
    }

    @Test
    void namesWithoutAPlaceInTheSystemAreNotFound() {
        assertErrno(ErrorNumber.ENOENT, () -> Posix.open("a\0b", Set.of()));
        assertErrno(ErrorNumber.ENOENT, () -> Posix.open("", Set.of()));
    }

    @Test
    void namesOfAllKindsAreOpened() throws Exception {
        var name = folder.resolve("größe \u65e5\u672c \"x\"").toString();
        try (var file = Posix.open(name, NEW)) {
            assertEquals(FileStatus.Type.REGULAR, file.status().type());
        }
        try (var again = Posix.open(name, Set.of())) {
            assertEquals(0, again.length());
        }
    }

    @Test
    void aFileOpenedForReadingIsNotWritten() throws Exception {
        Files.createFile(path());
        try (var file = Posix.open(path().toString(), Set.of())) {
            assertErrno(9, () -> file.write(0, random(10, true)));
        }
    }

    @Test
    void cachedBytesAreReadWithoutWaiting() throws Exception {
        try (var file = Posix.open(path().toString(), NEW)) {
            file.write(0, random(SIZE, true));
            var target = ByteBuffer.allocateDirect(4096);
            int n = file.readNow(0, target);
            if (n == HostFile.NOT_OFFERED) {
                return; // a file system without it
            }
            assertEquals(4096, n);
            assertEquals(0, target.position());
            assertEquals(random(SIZE, true).slice(0, 4096), target);
            assertEquals(0, file.readNow(SIZE, target));
            assertTrue(file.isCached(SIZE / 2));
        }
    }

    @Test
    void holesAreMadeAndFound() throws Exception {
        try (var file = Posix.open(path().toString(), NEW)) {
            file.write(0, random(SIZE, true));
            file.syncData();
            long full = file.status().allocated();
            file.punchHole(65536, 65536);
            assertEquals(full - 65536, file.status().allocated());
            assertEquals(65536, file.nextHole(0));
            assertEquals(131072, file.nextData(65536));
            assertEquals(SIZE, file.nextHole(131072));
            assertEquals(-1, file.nextData(SIZE));
            assertEquals(SIZE, file.length());
            file.allocate(65536, 65536);
            assertEquals(full, file.status().allocated());
        }
    }

    @Test
    void mappedMemoryShowsTheFileAndReachesPastItsEnd() throws Exception {
        try (var file = Posix.open(path().toString(), NEW);
                var arena = Arena.ofShared()) {
            file.write(0, random(8192, true));
            var mapped = file.map(0, 1L << 30, arena).memory();
            assertEquals(random(8192, true), mapped.asSlice(0, 8192).asByteBuffer());
            assertTrue(file.isResident(mapped.asSlice(4096, 4096), 4096));
            assertFalse(file.isResident(mapped.asSlice(SIZE, 4096), SIZE));
            file.write(8192, random(4096, true));
            assertEquals(random(4096, true), mapped.asSlice(8192, 4096).asByteBuffer());
        }
    }

    @Test
    void aDuplicateIsTheSameOpenFileAndKeepsItsLocks() throws Exception {
        var path = folder.resolve("file");
        var one = NativeFile.open(path.toString(), NEW);
        assertTrue(one.lock(100, 2, true));
        var copy = Posix.duplicate(one.descriptor());
        one.close();
        try (copy;
                var other = NativeFile.open(path.toString(), NEW)) {
            assertFalse(copy.isLockedByOthers(100, 2), "the locks are its own");
            assertFalse(other.lock(100, 1, false), "and they are held still");
            copy.write(0, ByteBuffer.wrap(new byte[] {42}));
            copy.unlock(100, 2);
            assertTrue(other.lock(100, 1, false));
        }
        assertThrows(PosixException.class, () -> Posix.duplicate(-1));
    }

    @Test
    void locksBelongToTheOpenFile() throws Exception {
        try (var one = Posix.open(path().toString(), NEW);
                var other = Posix.open(path().toString(), Set.of(OpenFlag.WRITE))) {
            assertTrue(one.lock(100, 2, false));
            assertFalse(one.isLockedByOthers(100, 2));
            assertTrue(other.isLockedByOthers(101, 1));
            assertFalse(other.isLockedByOthers(102, 1));
            assertTrue(other.lock(100, 1, false));
            assertFalse(other.lock(101, 1, true));
            try (var third = Posix.open(path().toString(), Set.of())) {
                assertTrue(third.isLockedByOthers(100, 1));
            }
            assertTrue(other.isLockedByOthers(101, 1), "closing another open must not unlock");
            one.unlock(101, 1);
            assertTrue(other.lock(101, 1, true));
        }
    }

    @Test
    void concurrentCallsDoNotMix() throws Exception {
        try (var file = Posix.open(path().toString(), NEW)) {
            var threads = new Thread[8];
            var failures = new java.util.concurrent.atomic.AtomicInteger();
            for (int t = 0; t < threads.length; t++) {
                int lane = t;
                threads[t] =
                        Thread.ofPlatform()
                                .start(
                                        () -> {
                                            if (!writesAndReads(file, lane)) {
                                                failures.incrementAndGet();
                                            }
                                        });
            }
            for (var thread : threads) {
                thread.join();
            }
            assertEquals(0, failures.get());
        }
    }

    private static boolean writesAndReads(HostFile file, int lane) {
        var source = ByteBuffer.allocateDirect(4096);
        var target = ByteBuffer.allocateDirect(4096);
        try {
            for (int i = 0; i < 2000; i++) {
                source.clear().putInt(0, lane << 16 | i);
                file.write((long) lane * 4096, source);
                target.clear();
                if (file.readNow((long) lane * 4096, target) < 0) {
                    file.read((long) lane * 4096, target);
                }
                if (target.getInt(0) != (lane << 16 | i)) {
                    return false;
                }
            }
            return true;
        } catch (PosixException failure) {
            return false;
        }
    }

    @Test
    void anInterruptDoesNotCloseTheFile() throws Exception {
        try (var file = Posix.open(path().toString(), NEW)) {
            Thread.currentThread().interrupt();
            file.write(0, random(4096, true));
            assertTrue(Thread.interrupted());
            assertEquals(4096, file.read(0, ByteBuffer.allocateDirect(4096)));
        }
    }

    @Test
    void bytesAreCopiedFromAnotherFileUpToItsEnd() throws Exception {
        var bytes = random(SIZE, true);
        try (var source = NativeFile.open(path().toString(), NEW);
                var target = NativeFile.open(folder.resolve("copy").toString(), NEW)) {
            source.write(0, bytes);
            assertEquals(SIZE - 100, target.copyFrom(source.descriptor(), 100, 5000, SIZE));
            assertEquals(5000 + SIZE - 100, target.length());
            var back = ByteBuffer.allocateDirect(SIZE - 100);
            target.read(5000, back);
            assertEquals(bytes.position(100), back.flip());
            assertErrno(ErrorNumber.EBADF, () -> target.copyFrom(-1, 0, 0, 512));
        }
    }

    @Test
    void beginningToSyncChangesNothing() throws Exception {
        for (var way : Way.values()) {
            try (var file = way.open(path(), NEW)) {
                var written = random(SIZE, true);
                file.write(0, written);
                file.beginSync(0, SIZE);
                file.syncData();
                var back = ByteBuffer.allocateDirect(SIZE);
                file.read(0, back);
                assertEquals(written.flip(), back.flip());
            }
        }
    }

    @Test
    void whatJavaCanNotDoSaysSo() throws Exception {
        try (var file = Way.JAVA.open(path(), NEW)) {
            var failure = assertThrows(PosixException.class, () -> file.punchHole(0, 4096));
            assertTrue(failure.isUnsupported());
            assertFalse(file.canLock());
            assertEquals(HostFile.NOT_OFFERED, file.readNow(0, ByteBuffer.allocateDirect(1)));
        }
    }

    @Test
    void nothingIsLostWithTheCache() throws Exception {
        try (var file = Posix.open(path().toString(), NEW)) {
            var written = random(SIZE, true);
            file.write(0, written);
            file.syncData();
            file.dropCache();
            var target = ByteBuffer.allocate(SIZE);
            assertEquals(SIZE, file.read(0, target));
            assertEquals(written.flip(), target.flip());
        }
    }

    private static void assertErrno(int errno, org.junit.jupiter.api.function.Executable action) {
        assertEquals(errno, assertThrows(PosixException.class, action).errno());
    }

    @Test
    void locksOfTheProcessAreSeenByOpenFilesAndLostWithAnyOtherOpenOfTheFile() throws Exception {
        var path = folder.resolve("locked").toString();
        try (var old = Posix.open(path, NEW);
                var other = Posix.open(path, NEW)) {
            assertTrue(old.canLock());
            old.lockAsProcess();
            assertTrue(old.lock(100, 1, false));
            assertTrue(other.isLockedByOthers(100, 1));
            assertFalse(other.lock(100, 1, true));
            Posix.open(path, NEW).close();
            assertFalse(other.isLockedByOthers(100, 1));
        }
    }
}
