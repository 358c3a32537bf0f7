package org.blockyard.img.internal;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.blockyard.cli.CommandLine;
import org.blockyard.cli.Flag;
import org.blockyard.cli.UsageException;
import org.blockyard.graph.ChainExtent;
import org.blockyard.graph.Lane;
import org.blockyard.io.BlockException;
import org.blockyard.io.IoBuffer;

/** {@code img compare}: 0 alike, 1 different, 2 not opened, 3 status not known, 4 not read. */
final class Compare implements Subcommand {
    private static final int DIFFERENT = 1;
    private static final int NOT_OPENED = 2;
    private static final int NO_STATUS = 3;
    private static final int NOT_READ = 4;

    /** Two of them stay in a processor's own cache between being read and being compared. */
    private static final int CHUNK = 256 << 10;

    private static final Flag FIRST_FORMAT =
            new Flag('f', "a-format", "FMT", "the first image's format");
    private static final Flag SECOND_FORMAT =
            new Flag('F', "b-format", "FMT", "the second image's format");
    private static final Flag STRICT =
            new Flag('s', "strict", "", "sizes and allocation must be alike too");

    @Override
    public String name() {
        return "compare";
    }

    @Override
    public String purpose() {
        return "Check if two images have the same contents";
    }

    @Override
    public String operands() {
        return "FILENAME1 FILENAME2";
    }

    @Override
    public List<Flag> flags() {
        return List.of(
                Flags.QUIET,
                Flags.PROGRESS,
                FIRST_FORMAT,
                SECOND_FORMAT,
                Flags.IMAGE_OPTS,
                STRICT,
                Flags.READ_CACHE,
                Flags.FORCE_SHARE,
                Flags.OBJECT);
    }

    @Override
    public int failureStatus() {
        return NOT_OPENED;
    }

    @Override
    public int run(CommandLine line, Session session) throws IOException, UsageException {
        var names = Usage.operands(line, 2, 2, "Expecting two image file names");
        try (var first = open(names.get(0), line, session, FIRST_FORMAT);
                var second = open(names.get(1), line, session, SECOND_FORMAT)) {
            var progress = ProgressLine.of(line, session.out(), name());
            var run = new Run(line, session, first, second, progress);
            try (run.firstBuffer;
                    run.secondBuffer) {
                return run.compare();
            } finally {
                progress.stop();
            }
        }
    }

    private static Lane open(String name, CommandLine line, Session session, Flag format)
            throws IOException {
        var node =
                session.images()
                        .open(
                                Images.image(name, line)
                                        .format(line.value(format))
                                        .readOnly()
                                        .forceShare(line.has(Flags.FORCE_SHARE))
                                        .cache(
                                                CacheMode.of(
                                                        line.value(Flags.READ_CACHE)
                                                                .orElse("writeback"),
                                                        "source ")));
        return session.images().reader(node).openLane();
    }

    /** One comparison. */
    private static final class Run {
        private final Session session;
        private final Lane first;
        private final Lane second;
        private final boolean strict;
        private final boolean quiet;
        private final ProgressLine progress;
        private final IoBuffer firstBuffer;
        private final IoBuffer secondBuffer;

        Run(CommandLine line, Session session, Lane first, Lane second, ProgressLine progress)
                throws BlockException {
            this.session = session;
            this.first = first;
            this.second = second;
            this.strict = line.has(STRICT);
            this.quiet = line.has(Flags.QUIET);
            this.progress = progress;
            this.firstBuffer = session.platform().buffers().lend(CHUNK);
            this.secondBuffer = session.platform().buffers().lend(CHUNK);
        }

        int compare() throws IOException {
            long common = Math.min(first.length(), second.length());
            long all = Math.max(first.length(), second.length());
            if (strict && first.length() != second.length()) {
                say("Strict mode: Image size mismatch!");
                return DIFFERENT;
            }
            for (long offset = 0; offset < common; ) {
                var a = status(first, offset, common - offset);
                var b = status(second, offset, common - offset);
                long length = Math.min(a.length(), b.length());
                if (strict && !alike(a, b)) {
                    say("Strict mode: Offset " + offset + " block status mismatch!");
                    return DIFFERENT;
                }
                var mismatch = range(offset, length, a.zero(), b.zero());
                if (mismatch.isPresent()) {
                    say("Content mismatch at offset " + mismatch.get() + "!");
                    return DIFFERENT;
                }
                offset += length;
                progress.update(offset, all);
            }
            var tail = tail(common, first.length() > second.length() ? first : second);
            if (tail.isPresent()) {
                say("Content mismatch at offset " + tail.get() + "!");
                return DIFFERENT;
            }
            say("Images are identical.");
            return 0;
        }

        private static boolean alike(ChainExtent a, ChainExtent b) {
            return a.present() == b.present()
                    && a.compressed() == b.compressed()
                    && (a.zero() == b.zero() || a.data() == b.data());
        }

        private Optional<Long> tail(long from, Lane longer) throws IOException {
            if (from == longer.length()) {
                return Optional.empty();
            }
            say("Warning: Image size mismatch!");
            for (long offset = from; offset < longer.length(); ) {
                var status = status(longer, offset, longer.length() - offset);
                var mismatch =
                        status.zero()
                                ? Optional.<Long>empty()
                                : nonZero(longer, offset, status.length());
                if (mismatch.isPresent()) {
                    return mismatch;
                }
                offset += status.length();
            }
            return Optional.empty();
        }

        private Optional<Long> range(
                long offset, long length, boolean firstZero, boolean secondZero)
                throws IOException {
            if (firstZero || secondZero) {
                return firstZero && secondZero
                        ? Optional.empty()
                        : nonZero(firstZero ? second : first, offset, length);
            }
            for (long done = 0; done < length; done += CHUNK) {
                int count = (int) Math.min(CHUNK, length - done);
                var a = read(first, firstBuffer, offset + done, count);
                var b = read(second, secondBuffer, offset + done, count);
                int at = Mismatch.of(a, b);
                if (at >= 0) {
                    return Optional.of(sector(offset + done + at));
                }
            }
            return Optional.empty();
        }

        private Optional<Long> nonZero(Lane lane, long offset, long length) throws IOException {
            for (long done = 0; done < length; done += CHUNK) {
                int count = (int) Math.min(CHUNK, length - done);
                int at = Zeroes.firstNonZero(read(lane, firstBuffer, offset + done, count));
                if (at >= 0) {
                    return Optional.of(sector(offset + done + at));
                }
            }
            return Optional.empty();
        }

        private static long sector(long offset) {
            return offset & ~511L;
        }

        private static ChainExtent status(Lane lane, long offset, long length) throws IOException {
            try {
                return lane.chainStatus(offset, length, Optional.empty());
            } catch (IOException e) {
                throw new StatusException(
                        NO_STATUS, "Sector allocation test failed: " + e.getMessage());
            }
        }

        private static java.nio.ByteBuffer read(Lane lane, IoBuffer buffer, long offset, int count)
                throws IOException {
            var bytes = buffer.bytes().clear().limit(count);
            try {
                lane.read(offset, bytes);
            } catch (IOException e) {
                throw new StatusException(
                        NOT_READ, "Error while reading offset " + offset + ": " + e.getMessage());
            }
            return bytes.flip();
        }

        private void say(String sentence) {
            if (!quiet) {
                session.out().println(sentence);
            }
        }
    }
}
