package org.blockyard.img.internal;

import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.blockyard.graph.ChainExtent;
import org.blockyard.graph.Lane;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.option.Sizes;

/**
 * {@code img map}: tells where each part of the disk lies, in which image of the chain and in which
 * file.
 */
final class MapOut implements Subcommand {
    private static final Flag START = new Flag('s', "start-offset", "OFFSET", "begin there");
    private static final Flag LENGTH =
            new Flag('l', "max-length", "LENGTH", "look at no more than that");

    @Override
    public String name() {
        return "map";
    }

    @Override
    public String purpose() {
        return "Dump image metadata";
    }

    @Override
    public String operands() {
        return "FILENAME";
    }

    @Override
    public List<Flag> flags() {
        return List.of(
                Flag.FORMAT,
                Flag.IMAGE_OPTS,
                START,
                LENGTH,
                Flag.OUTPUT,
                Flag.FORCE_SHARE,
                Flag.OBJECT);
    }

    @Override
    public int run(CommandLine line, Session session) throws IOException {
        var name = line.operands(1, 1, "Expecting one image file name").getFirst();
        boolean json = OutputForm.json(line);
        long start = size(line, START.name(), 0);
        long most = size(line, LENGTH.name(), Long.MAX_VALUE);
        var node =
                session.images()
                        .open(
                                Images.image(name, line)
                                        .format(line.value(Flag.FORMAT.name()))
                                        .readOnly()
                                        .forceShare(line.has(Flag.FORCE_SHARE.name())));
        try (var lane = session.images().reader(node).openLane()) {
            long end = most < lane.length() - start ? start + most : lane.length();
            var lines = json ? new JsonLines(session.out()) : new Table(session.out());
            walk(lane, start, end, lines);
            lines.end();
        }
        return 0;
    }

    private static long size(CommandLine line, String flag, long otherwise) throws IOException {
        var text = line.value(flag);
        return text.isPresent() ? Sizes.parse(text.get()) : otherwise;
    }

    private static void walk(Lane lane, long start, long end, Lines lines) throws IOException {
        Optional<ChainExtent> current = Optional.empty();
        long from = start;
        for (long offset = start; offset < end; ) {
            var next = lane.chainStatus(offset, end - offset, Optional.empty());
            if (current.isPresent() && follows(current.get(), next)) {
                current = Optional.of(grown(current.get(), next.length()));
            } else {
                if (current.isPresent()) {
                    lines.extent(from, current.get());
                }
                from = offset;
                current = Optional.of(next);
            }
            offset += next.length();
        }
        if (current.isPresent()) {
            lines.extent(from, current.get());
        }
    }

    private static boolean follows(ChainExtent a, ChainExtent b) {
        boolean alike =
                a.data() == b.data()
                        && a.zero() == b.zero()
                        && a.present() == b.present()
                        && a.compressed() == b.compressed()
                        && a.depth() == b.depth()
                        && a.fileName().equals(b.fileName())
                        && a.offset().isPresent() == b.offset().isPresent();
        return alike
                && (a.offset().isEmpty()
                        || a.offset().getAsLong() + a.length() == b.offset().orElse(-1));
    }

    private static ChainExtent grown(ChainExtent e, long more) {
        return new ChainExtent(
                e.length() + more,
                e.data(),
                e.zero(),
                e.present(),
                e.compressed(),
                e.depth(),
                e.offset(),
                e.fileName());
    }

    /** One of the two forms. */
    private interface Lines {
        void extent(long start, ChainExtent extent) throws BlockException;

        void end();
    }

    private record JsonLines(PrintStream out, boolean[] begun) implements Lines {
        JsonLines(PrintStream out) {
            this(out, new boolean[1]);
        }

        @Override
        public void extent(long start, ChainExtent e) {
            out.print(begun[0] ? ",\n" : "[");
            begun[0] = true;
            out.printf(
                    Locale.ROOT,
                    "{ \"start\": %d, \"length\": %d, \"depth\": %d, \"present\": %b, \"zero\": %b, \"data\": %b,"
                            + " \"compressed\": %b",
                    start,
                    e.length(),
                    e.depth(),
                    e.present(),
                    e.zero(),
                    e.data(),
                    e.compressed());
            e.offset().ifPresent(offset -> out.print(", \"offset\": " + offset));
            out.print("}");
        }

        @Override
        public void end() {
            out.println(begun[0] ? "]" : "[]");
        }
    }

    private record Table(PrintStream out) implements Lines {
        Table(PrintStream out) {
            this.out = out;
            out.printf("%-16s%-16s%-16s%s%n", "Offset", "Length", "Mapped to", "File");
        }

        @Override
        public void extent(long start, ChainExtent e) throws BlockException {
            if (e.data() && e.offset().isEmpty()) {
                throw new BlockException(
                        ErrorKind.UNSUPPORTED,
                        "File contains external, encrypted or compressed clusters.");
            }
            if (e.data() && !e.zero()) {
                out.printf(
                        "%#-16x%#-16x%#-16x%s%n",
                        start, e.length(), e.offset().orElse(0), e.fileName().orElse(""));
            }
        }

        @Override
        public void end() {}
    }
}
