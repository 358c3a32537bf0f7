package org.blockyard.driver.tck.internal;

import java.util.function.Supplier;

/** The sentences of the API that are checked, word by word, and where they stand. */
public enum Rule {
    /** What a read does. */
    READ_FILLS(
            "DataChannel.read",
            "Fills target from its position to its limit with the bytes at offset; the position ends at the limit."),
    /** What an untouched disk reads as. */
    FRESH_IS_ZERO("DataChannel.read", "What was never written reads as zeroes."),
    /** What a write does. */
    WRITE_TAKES(
            "DataChannel.write",
            "Writes the bytes from source's position to its limit at offset; the position ends at the limit."),
    /** What a write leaves alone. */
    WRITE_KEEPS_SOURCE("DataChannel.write", "The source's bytes stay as they are."),
    /** Requests of many threads. */
    MANY_THREADS("DataChannel", "All methods may be called by many threads at once"),
    /** What zero writes do. */
    ZEROES("DataChannel.writeZeroes", "Makes a range read as zeroes"),
    /** What zero writes do if they are not done. */
    ZEROES_OR_NOTHING(
            "DataChannel.writeZeroes", "A driver that has none returns false, having done nothing"),
    /** How far a discard reaches. */
    DISCARD("DataChannel.discard", "Says that a range's content is no longer needed."),
    /** What a flush promises. */
    FLUSH(
            "DataChannel.flush",
            "Returns when all that was written and acknowledged before the call is on stable storage, metadata included."),
    /** What FUA promises. */
    FUA("DataChannel.write", "With RequestFlags.FUA they are on stable storage when it returns"),
    /** What an extent is. */
    STATUS(
            "DataChannel.status",
            "an extent that begins there and is at least one byte and at most length bytes long, all of one kind."),
    /** Zero extents. */
    STATUS_ZERO("Extent.Kind", "This layer holds that they read as zeroes"),
    /** Unallocated extents. */
    STATUS_UNALLOCATED(
            "Extent.Kind",
            "This layer knows nothing of them: they are the backing's, or zeroes if there is none."),
    /** Extents with a place. */
    STATUS_LOCATION("Extent", "where they lie in a child, if in one piece and as they are"),
    /** What is told at once. */
    TRY_STATUS(
            "DataChannel.tryStatus",
            "What it tells is as true as what status tells, of a run that may be shorter."),
    /** Where bytes are said to lie. */
    LEND_PLACE(
            "DataChannel.lendPlace",
            "Lends the place in a file where the bytes of a range lie as they are"),
    /** What is sent of a range. */
    TRY_SENDABLE(
            "SendableRead",
            "What arrives is what the disk held at some moment between the request and the arrival"),
    /** What is copied. */
    COPY_FROM("DataChannel.copyFrom", "whether the range holds them now"),
    /** What is lent of a range. */
    TRY_MAP_SOME("DataChannel.tryMapSome", "a run of at least one byte that begins at offset."),
    /** What tryRead leaves if it says no. */
    TRY_READ(
            "DataChannel.tryRead",
            "Otherwise returns false, with target's position as it was and nothing else changed"),
    /** What tryWrite leaves if it says no. */
    TRY_WRITE("DataChannel.tryWrite", "otherwise returns false, having done nothing."),
    /** How long a try takes. */
    TRY_AT_ONCE("DataChannel.tryRead", "if that can be done at once, without blocking"),
    /** What limits do. */
    LIMITS_FIXED(
            "BlockDevice.limits", "What requests must look like; fixed while the device is open."),
    /** What can go wrong. */
    ONLY_BLOCK_EXCEPTIONS("BlockException", "A malformed image, message or option is always this."),
    /** What a driver's class is. */
    NO_STATE("BlockDriver", "the class has a public constructor without parameters and no state."),
    /** Where a driver keeps nothing. */
    NO_STATICS("package driver", "A driver keeps no state in statics and no thread-locals."),
    /** What a driver opens. */
    NOTHING_BUT_BY_CONTEXT("package driver", "It opens no file, thread or timer but through its"),
    /** What is left of a device. */
    NOTHING_OUTLIVES("DriverScope", "so nothing of the driver outlives it."),
    /** What a driver is called. */
    NAME("BlockDriver.name", "The name in options and commands"),
    /** What reading only means. */
    READ_ONLY("BlockDriver.open", "It must not write to an image when the context says read-only."),
    /** What a failed opening leaves. */
    OPEN_OR_NOTHING("BlockDriver.open", "On failure nothing stays open"),
    /** What closing does. */
    CLOSE(
            "BlockDevice.close",
            "Writes out what is cached and closes, once, with no request in flight."),
    /** Resizing. */
    RESIZE("Resizable.resize", "New bytes read as zeroes; what is cut off is gone."),
    /** Probing. */
    PROBE("Probing.probe", "A pure function: it keeps nothing and fails for no bytes."),
    /** Names. */
    FILE_NAMES("FileNames.parse", "saying what is wrong with the name"),
    /** Consistency. */
    CHECK("CheckResult", "contradictions left"),
    /** A swap's promise to users. */
    SWAP("DriverSwaps", "A failure before the commit leaves the node with the driver that it had"),
    /** Handing over. */
    HAND_OVER("HandOver.handOver", "the image on disk is complete without it.");

    private final String place;
    private final String sentence;

    Rule(String place, String sentence) {
        this.place = place;
        this.sentence = sentence;
    }

    /** The type or method where it stands. */
    public String place() {
        return place;
    }

    /** Its words, without marks of the documentation. */
    public String sentence() {
        return sentence;
    }

    /** Fails unless it holds. */
    public void require(boolean holds, Supplier<String> otherwise) {
        if (!holds) {
            throw broken(otherwise.get());
        }
    }

    /** That it is broken. */
    public AssertionError broken(String how) {
        return new AssertionError(
                "broken: \"%s\" (%s, %s): %s".formatted(sentence, place, name(), how));
    }

    /** That it is broken, and what was thrown. */
    public AssertionError broken(String how, Throwable cause) {
        var error = broken(how + ": " + cause);
        error.initCause(cause);
        return error;
    }
}
