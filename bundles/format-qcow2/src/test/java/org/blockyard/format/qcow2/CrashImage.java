package org.blockyard.format.qcow2;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Random;
import org.blockyard.crypto.cipher.SectorCipher;
import org.blockyard.driver.Child;
import org.blockyard.driver.tck.MemoryChild;
import org.blockyard.driver.tck.RecordingChild;
import org.blockyard.format.qcow2.option.Qcow2CreateOptions;
import org.blockyard.format.qcow2.option.Qcow2Encryption;
import org.blockyard.format.qcow2.option.Qcow2Key;
import org.blockyard.option.ChildRef;

/**
 * An image of one kind in files that remember what is done to them.
 *
 * @param kind what is special about it
 * @param file the image
 * @param data its data file, if it has one
 */
record CrashImage(Kind kind, RecordingChild file, Optional<RecordingChild> data) {
    /** The kinds of images that are written in ways of their own. */
    enum Kind {
        PLAIN,
        LAZY,
        SUBCLUSTERS,
        AES,
        LUKS,
        DATA_FILE,
        RAW_DATA_FILE;

        boolean encrypted() {
            return this == AES || this == LUKS;
        }

        boolean dataFile() {
            return this == DATA_FILE || this == RAW_DATA_FILE;
        }
    }

    static CrashImage create(Kind kind, int size, int version, int clusterSize, int bits)
            throws IOException {
        var file = new MemoryChild();
        var data = new MemoryChild();
        var context = context(kind, file, kind.dataFile() ? Optional.of(data) : Optional.empty());
        context.create(options(kind, TestContext.creation(size, version, clusterSize, bits)));
        var recording = new RecordingChild(file.content());
        return new CrashImage(
                kind,
                recording,
                kind.dataFile()
                        ? Optional.of(recording.companion(data.content()))
                        : Optional.empty());
    }

    private static Qcow2CreateOptions options(Kind kind, Qcow2CreateOptions plain) {
        return new Qcow2CreateOptions(
                plain.file(),
                plain.clusterSize(),
                kind == Kind.SUBCLUSTERS,
                Optional.empty(),
                plain.compressionType(),
                plain.size(),
                plain.version(),
                Optional.empty(),
                Optional.empty(),
                kind.dataFile() ? Optional.of(new ChildRef.Node("data")) : Optional.empty(),
                kind.dataFile() ? Optional.of(kind == Kind.RAW_DATA_FILE) : Optional.empty(),
                kind == Kind.LAZY,
                plain.refcountBits(),
                kind.encrypted() ? Optional.of(encryption(kind)) : Optional.empty());
    }

    /** The same with subclusters. */
    static Qcow2CreateOptions subclusters(Qcow2CreateOptions plain) {
        return options(Kind.SUBCLUSTERS, plain);
    }

    private static Qcow2Encryption encryption(Kind kind) {
        return new Qcow2Encryption(
                Qcow2Key.Format.valueOf(kind.name()),
                Optional.of("s"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                kind == Kind.LUKS ? Optional.of(10L) : Optional.empty());
    }

    private static TestContext context(Kind kind, Child file, Optional<? extends Child> data) {
        var context = TestContext.over(file);
        context.discard = true;
        context.secret = "letmein".getBytes(StandardCharsets.UTF_8);
        context.key =
                kind.encrypted()
                        ? Optional.of(new Qcow2Key(Optional.empty(), Optional.of("s")))
                        : Optional.empty();
        context.dataFile = data.map(child -> child);
        return context;
    }

    /** For using it. */
    TestContext context() {
        return context(kind, file, data);
    }

    /** What a power failure at a moment left, opened anew as often as wanted. */
    TestContext crashedAt(int cut, Random random) {
        return context(
                kind,
                MemoryChild.of(file.crashedAt(cut, random)),
                data.map(child -> MemoryChild.of(child.crashedAt(cut, random))));
    }

    /** A guest that can do to it what can be done to its kind. */
    RandomGuest guest(long seed, byte[] content) {
        var guest = new RandomGuest(seed, content);
        guest.canPack = !kind.encrypted() && !kind.dataFile();
        guest.unit = kind.encrypted() ? SectorCipher.SECTOR : 1;
        return guest;
    }
}
