package org.blockyard.itest.fuzz.formats;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.blockyard.itest.fuzz.base.Finding;
import org.blockyard.itest.fuzz.base.Run;
import org.blockyard.itest.fuzz.formats.GuestDisk.Write;
import org.blockyard.itest.fuzz.inputs.Choices;
import org.blockyard.itest.fuzz.inputs.Elsewhere;
import org.blockyard.itest.fuzz.inputs.Guard;
import org.blockyard.itest.fuzz.inputs.Target;

/**
 * A folder as a disk, to which a hostile guest writes: an input's first bytes choose the kind of
 * disk and when it is flushed, the rest is what the guest damages of its file system. Nothing but
 * the folder may be another afterwards.
 */
public final class FolderTarget implements Target {
    /** The name of what is damaged, among those of formats. */
    public static final String FORMAT = "vvfat";

    private static final FolderTarget JAZZERS = new FolderTarget();
    private static final Guard GUARD = new Guard(JAZZERS);
    private static final List<String> KINDS =
            List.of(
                    "fat-type=12",
                    "fat-type=16",
                    "fat-type=32",
                    "floppy=on",
                    "floppy=on,fat-type=12");
    private static final List<Integer> FLUSHED_AFTER = List.of(100, 1, 2, 3);
    private static final int HEAD = 6;
    private static final int MOST_RANDOM_CHANGES = 6;

    /** A guest that wrote so little cannot have filled more. */
    private static final long MOST_BYTES = 1L << 30;

    private static final String OUTSIDE = "nobody's";

    private final Elsewhere elsewhere = new Elsewhere();
    private List<GuestDisk> disks = List.of();

    /** Folders as disks of all kinds. */
    public FolderTarget() {}

    /** For Jazzer. */
    public static void fuzzerInitialize() throws IOException {
        JAZZERS.prepare();
    }

    /** For Jazzer. */
    public static void fuzzerTestOneInput(byte[] input) throws Throwable {
        GUARD.runAndTell(input);
    }

    @Override
    public String name() {
        return "formats/" + FORMAT;
    }

    @Override
    public void prepare() throws IOException {
        elsewhere.listen();
        fill();
        var all = new ArrayList<GuestDisk>();
        for (var kind : KINDS) {
            var file = Files.createTempFile(Target.folder(), "disk", "");
            var words = List.of("convert", "-O", "raw", "--image-opts", disk(kind), file + "");
            var outcome = Run.ours("img", words);
            if (outcome.status() != 0) {
                throw new Finding("img " + String.join(" ", words) + ": " + outcome);
            }
            all.add(GuestDisk.of(kind, file));
        }
        disks = List.copyOf(all);
    }

    private static Path host() {
        return Target.folder().resolve("host");
    }

    private static String disk(String kind) {
        return "driver=vvfat,dir=" + host().resolve("shared") + "," + kind;
    }

    /** Makes the folder as it is at the beginning, and a file beside it that no guest knows. */
    private static void fill() throws IOException {
        clear(host());
        var root = host().resolve("shared");
        var inner = root.resolve("in here");
        Files.createDirectories(inner.resolve("deeper"));
        Files.writeString(host().resolve("outside"), OUTSIDE);
        Files.writeString(root.resolve("EMPTY"), "");
        Files.writeString(root.resolve("small.txt"), "small");
        Files.writeString(root.resolve("A long name, in ünïcode.text"), "x".repeat(20_000));
        Files.writeString(inner.resolve("ONE.BIN"), "1".repeat(9_000));
        Files.writeString(inner.resolve("deeper/TWO"), "2".repeat(600));
        Files.createSymbolicLink(root.resolve("LINK"), host().resolve("outside"));
    }

    private static void clear(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @Override
    public void run(byte[] input) throws Throwable {
        var choices = new Choices(input);
        var disk = choices.of(disks);
        int flushedAfter = choices.of(FLUSHED_AFTER);
        boolean sealed = choices.one() % 8 != 0;
        fill();
        var words = new ArrayList<String>();
        for (var write : writes(disk, choices, sealed)) {
            words.addAll(words(write, words.size() / 2));
            if (words.size() / 2 % flushedAfter == 0) {
                words.addAll(List.of("-c", "flush"));
            }
        }
        words.addAll(List.of("-c", "flush", "-c", "read -q 0 1M", "-c", "write -q -P 7 900k 64k"));
        words.addAll(List.of("--image-opts", disk(disk.name()) + ",rw=on"));
        Run.ours("io", words);
        // what the guest has made of it is shown again
        Run.ours("io", List.of("-r", "-c", "read -q 0 1M", "--image-opts", disk(disk.name())));
        elsewhere.rethrow();
        requireNoHarm();
    }

    private static List<Write> writes(GuestDisk disk, Choices choices, boolean sealed)
            throws IOException {
        var copy = Target.folder().resolve("guest");
        Files.copy(disk.whole().path(), copy, StandardCopyOption.REPLACE_EXISTING);
        try (var file = FileChannel.open(copy, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            Damage.apply(file, disk.whole(), choices);
            if (sealed) {
                disk.seal(file);
            }
            return disk.writes(file);
        }
    }

    private static List<String> words(Write write, int number) throws IOException {
        var source = Target.folder().resolve("write" + number);
        Files.write(source, write.bytes());
        return List.of(
                "-c",
                "write -q -s %s %d %d".formatted(source, write.offset(), write.bytes().length));
    }

    private static void requireNoHarm() throws IOException {
        if (!Files.readString(host().resolve("outside")).equals(OUTSIDE)) {
            throw new Finding("the guest wrote to a file outside of the folder");
        }
        try (var beside = Files.list(host());
                var inside = Files.walk(host())) {
            if (beside.count() != 2) {
                throw new Finding("the guest made or removed files outside of the folder");
            }
            long bytes = inside.mapToLong(file -> file.toFile().length()).sum();
            if (bytes > MOST_BYTES) {
                throw new Finding("the folder has grown to " + bytes + " bytes");
            }
        }
    }

    @Override
    public String describe(byte[] input) {
        return new Choices(input).of(disks).name();
    }

    @Override
    public List<byte[]> beginnings() {
        var all = new ArrayList<byte[]>();
        for (int kind = 0; kind < KINDS.size(); kind++) {
            all.add(new byte[] {(byte) kind, 0, 1});
        }
        return all;
    }

    @Override
    public byte[] random(Random random) {
        int changes = 1 + random.nextInt(1 + random.nextInt(MOST_RANDOM_CHANGES));
        var input = new byte[HEAD + changes * Damage.CHANGE];
        random.nextBytes(input);
        return input;
    }

    @Override
    public int most() {
        return HEAD + 2 * MOST_RANDOM_CHANGES * Damage.CHANGE;
    }

    @Override
    public int mostSeconds() {
        return 5;
    }
}
