package org.blockyard.io.tool.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import org.blockyard.driver.Compressing;
import org.blockyard.graph.Lane;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.io.RequestFlags;
import org.blockyard.io.tool.internal.Command.Arguments;

/** The commands that move bytes. */
final class Transfer {
    private static final int DEFAULT_WRITE_PATTERN = 0xcd;
    private static final int CHUNK = 4 << 20;
    private static final int SECTOR = 512;

    /** The most whole sectors that a C int counts in bytes. */
    private static final int MOST = Integer.MAX_VALUE & -512;

    private Transfer() {}

    private record Range(long offset, long length) {}

    private static Range range(Arguments a, String advice, boolean unbounded)
            throws CommandException {
        long offset = a.size(0);
        long length = 0;
        for (int i = 1; i < a.operands().size(); i++) {
            long part = a.size(i);
            if (part < 0 || part > MOST - length && !unbounded) {
                throw new CommandException(
                        "length cannot exceed " + MOST + advice + ", given " + a.operand(i));
            }
            length += part;
        }
        return new Range(offset, length);
    }

    private static int pattern(Arguments a, int otherwise) throws CommandException {
        var text = a.value('P');
        if (text.isEmpty()) {
            return otherwise;
        }
        try {
            int value = Integer.decode(text.get());
            if (value >= 0 && value <= 255) {
                return value;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new CommandException(text.get() + " is not a valid pattern byte");
    }

    static void read(Arguments a, CommandRunner r)
            throws IOException, CommandException, UsageException {
        reading(a, r).run();
    }

    /** What reads as the command says, which is understood and checked by now. */
    static CommandRunner.Work reading(Arguments a, CommandRunner r)
            throws IOException, CommandException, UsageException {
        if (!a.has('P') && (a.has('s') || a.has('l'))) {
            throw new UsageException("");
        }
        var range = range(a, "", false);
        int pattern = pattern(a, -1);
        long from = a.size('s', 0);
        long length = a.size('l', range.length() - from);
        if (from < 0 || length < 0 || from > range.length() - length) {
            throw new CommandException("pattern verification range exceeds end of read data");
        }
        if (a.has('b')) {
            checkSectors(a);
        }
        return () -> read(a, r, range, new Expected(pattern, from, length));
    }

    /** What the bytes should be; any, if the pattern is negative. */
    private record Expected(int pattern, long from, long length) {}

    private static void read(Arguments a, CommandRunner r, Range range, Expected expected)
            throws IOException, CommandException {
        if (a.has('b')) {
            throw noMachineState();
        }
        var lane = r.disk().lane();
        long start = System.nanoTime();
        boolean matches = true;
        if (r.disk().copyOnRead()) {
            CopyOnRead.copyUp(r.disk(), range.offset(), range.length());
        }
        try (var lent = r.disk().platform().buffers().lend(Math.clamp(range.length(), 1, CHUNK))) {
            for (long done = 0; done < range.length(); done += CHUNK) {
                int count = (int) Math.min(CHUNK, range.length() - done);
                var bytes = lent.bytes().clear().limit(count);
                lane.read(range.offset() + done, bytes);
                bytes.flip();
                matches &= matches(bytes, done, expected);
                if (a.has('v')) {
                    dump(r, bytes, range.offset() + done);
                }
            }
        }
        long nanos = System.nanoTime() - start;
        if (!matches) {
            r.out()
                    .printf(
                            Locale.ROOT,
                            "Pattern verification failed at offset %d, %d bytes%n",
                            range.offset() + expected.from(),
                            expected.length());
        }
        report(a, r, "read", range, nanos);
        if (!matches) {
            throw new CommandException("");
        }
    }

    private static boolean matches(ByteBuffer bytes, long at, Expected expected) {
        return expected.pattern() < 0
                || matches(
                        bytes,
                        at,
                        expected.from(),
                        expected.from() + expected.length(),
                        (byte) expected.pattern());
    }

    private static boolean matches(ByteBuffer bytes, long at, long from, long to, byte pattern) {
        int start = Math.clamp(from - at, 0, bytes.limit());
        int end = Math.clamp(to - at, 0, bytes.limit());
        for (int i = start; i < end; i++) {
            if (bytes.get(i) != pattern) {
                return false;
            }
        }
        return true;
    }

    private static void dump(CommandRunner r, ByteBuffer bytes, long offset) {
        for (int line = 0; line < bytes.limit(); line += 16) {
            var text = new StringBuilder(String.format(Locale.ROOT, "%08x:  ", offset + line));
            var plain = new StringBuilder();
            for (int i = line; i < Math.min(line + 16, bytes.limit()); i++) {
                int value = bytes.get(i) & 0xff;
                text.append(String.format(Locale.ROOT, "%02x ", value));
                plain.append(value >= 0x20 && value < 0x7f ? (char) value : '.');
            }
            r.out().println(text + " " + plain);
        }
    }

    static void write(Arguments a, CommandRunner r)
            throws IOException, CommandException, UsageException {
        check(a.has('b') && a.has('z'), "-b and -z cannot be specified at the same time");
        check(
                a.has('f') && (a.has('b') || a.has('c')),
                "-f and -b or -c cannot be specified at the same time");
        check(a.has('u') && !a.has('z'), "-u requires -z to be specified");
        check(a.has('n') && !a.has('z'), "-n requires -z to be specified");
        int sources = (a.has('z') ? 1 : 0) + (a.has('P') ? 1 : 0) + (a.has('s') ? 1 : 0);
        check(sources > 1, "Only one of -z, -P, and -s can be specified at the same time");
        writing(a, r).run();
    }

    /** What writes as the command says, which is understood and checked by now. */
    static CommandRunner.Work writing(Arguments a, CommandRunner r) throws CommandException {
        var range = range(a, " without -n", a.has('n'));
        byte pattern = (byte) pattern(a, DEFAULT_WRITE_PATTERN);
        byte[] source = a.has('s') ? source(a.value('s').orElse("")) : new byte[] {pattern};
        if (a.has('b') || a.has('c')) {
            checkSectors(a);
        }
        return () -> write(a, r, range, source);
    }

    private static void write(Arguments a, CommandRunner r, Range range, byte[] source)
            throws IOException, CommandException {
        if (a.has('b')) {
            throw noMachineState();
        }
        var lane = r.disk().lane();
        var flags = a.has('f') || r.disk().writethrough() ? RequestFlags.FUA : RequestFlags.NONE;
        long start = System.nanoTime();
        if (a.has('z')) {
            zero(a, lane, range, flags);
        } else if (a.has('c')) {
            int unit = r.disk().user().node().with(Compressing.class, Compressing::compressedUnit);
            checkWhole(range, unit, lane.length());
            data(r, lane, range, flags.with(RequestFlags.COMPRESSED), source, unit);
        } else {
            data(r, lane, range, flags, source, CHUNK);
        }
        report(a, r, "wrote", range, System.nanoTime() - start);
    }

    /** Only whole units can be compressed, but for the last one of the disk. */
    private static void checkWhole(Range range, int unit, long end) throws BlockException {
        boolean last = range.offset() + range.length() == end;
        boolean within = range.length() <= end - range.offset();
        if (within && (range.offset() % unit != 0 || range.length() % unit != 0 && !last)) {
            throw new BlockException(
                    ErrorKind.INVALID_OPTION, "only whole clusters are compressed");
        }
    }

    private static void checkSectors(Arguments a) throws CommandException {
        String[] names = {"offset", "count"};
        for (int i = 0; i < names.length; i++) {
            check(
                    a.size(i) % SECTOR != 0,
                    a.size(i) + " is not a sector-aligned value for '" + names[i] + "'");
        }
    }

    private static BlockException noMachineState() {
        return new BlockException(ErrorKind.UNSUPPORTED, "machine states can't be reached");
    }

    private static void zero(Arguments a, Lane lane, Range range, RequestFlags flags)
            throws IOException {
        var all = a.has('u') ? flags.with(RequestFlags.MAY_UNMAP) : flags;
        if (a.has('n')) {
            all = all.with(RequestFlags.NO_FALLBACK);
        }
        if (!lane.writeZeroes(range.offset(), range.length(), all)) {
            throw new BlockException(
                    ErrorKind.UNSUPPORTED, "there is no way quicker than writing zeroes");
        }
    }

    private static void data(
            CommandRunner r, Lane lane, Range range, RequestFlags flags, byte[] source, int piece)
            throws IOException {
        try (var lent = r.disk().platform().buffers().lend(Math.clamp(range.length(), 1, piece))) {
            for (long done = 0; done < range.length(); done += piece) {
                var bytes =
                        lent.bytes().clear().limit((int) Math.min(piece, range.length() - done));
                while (bytes.hasRemaining()) {
                    bytes.put(source[(int) ((done + bytes.position()) % source.length)]);
                }
                lane.write(range.offset() + done, bytes.flip(), flags);
            }
        }
    }

    private static byte[] source(String name) throws CommandException {
        try (var file = Files.newInputStream(Path.of(name))) {
            // what is longer than the longest write is of no use
            var bytes = file.readNBytes(MOST);
            if (bytes.length == 0) {
                throw CommandException.complaint(name + ": file is empty");
            }
            return bytes;
        } catch (NoSuchFileException e) {
            throw CommandException.complaint(name + ": No such file or directory");
        } catch (IOException e) {
            throw CommandException.complaint(name + ": " + e.getMessage());
        }
    }

    static void discard(Arguments a, CommandRunner r) throws IOException, CommandException {
        var range = range(a, "", false);
        long start = System.nanoTime();
        r.disk().lane().discard(range.offset(), range.length());
        report(a, r, "discard", range, System.nanoTime() - start);
    }

    private static void report(Arguments a, CommandRunner r, String verb, Range range, long nanos) {
        if (!a.has('q')) {
            r.out()
                    .print(
                            Figures.report(
                                    verb,
                                    range.offset(),
                                    range.length(),
                                    range.length(),
                                    1,
                                    nanos,
                                    a.has('C')));
        }
    }

    private static void check(boolean wrong, String sentence) throws CommandException {
        if (wrong) {
            throw new CommandException(sentence);
        }
    }
}
