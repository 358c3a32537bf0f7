package org.blockyard.img.internal;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.blockyard.cli.CommandLine;
import org.blockyard.cli.Flag;
import org.blockyard.cli.UsageException;
import org.blockyard.graph.ChainExtent;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

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
                Flags.FORMAT,
                Flags.IMAGE_OPTS,
                START,
                LENGTH,
                Flags.OUTPUT,
                Flags.PRECISE,
                Flags.FORCE_SHARE,
                Flags.OBJECT);
    }

    @Override
    public int run(CommandLine line, Session session) throws IOException, UsageException {
        var name = Usage.operands(line, 1, 1, "Expecting one image file name").getFirst();
        boolean json = OutputForm.json(line);
        long start = size(line, START, 0);
        long most = size(line, LENGTH, Long.MAX_VALUE);
        var node = session.images().open(Images.subject(name, line).readOnly());
        try (var lane = session.images().reader(node).openLane()) {
            long end = most < lane.length() - start ? start + most : lane.length();
            var lines = json ? new JsonLines(session.out()) : new Table(session.out());
            walk(ShownChain.of(node, lane, line), start, end, lines);
            lines.end(start);
        }
        return 0;
    }

    private static long size(CommandLine line, Flag flag, long otherwise) throws IOException {
        var text = line.value(flag);
        return text.isPresent()
                ? Numbers.size(flag.name().replace('-', ' '), text.get())
                : otherwise;
    }

    private static void walk(ShownChain chain, long start, long end, Lines lines)
            throws IOException {
        chain.each(
                start,
                end - start,
                (offset, run) -> {
                    lines.extent(offset, run);
                    return true;
                });
    }

    /** One of the two forms. */
    private interface Lines {
        void extent(long start, ChainExtent extent) throws BlockException;

        /** Ends the list of a range that began at {@code start}. */
        void end(long start);
    }

    /** What is said of a range without bytes. */
    private static final ChainExtent NOTHING =
            new ChainExtent(
                    1, false, false, false, false, 0, OptionalLong.empty(), Optional.empty());

    private record JsonLines(PrintStream out, boolean[] begun, StringBuilder line)
            implements Lines {
        JsonLines(PrintStream out) {
            this(out, new boolean[1], new StringBuilder(160));
        }

        @Override
        public void extent(long start, ChainExtent e) {
            // where no layer holds anything, the lowest one is said to lack it
            int depth = e.present() ? e.depth() : Math.max(0, e.depth() - 1);
            print(begun[0] ? ",\n" : "[", start, e.length(), depth, e);
            begun[0] = true;
        }

        private void print(String before, long start, long length, int depth, ChainExtent e) {
            line.setLength(0);
            line.append(before);
            line.append("{ \"start\": ").append(start);
            line.append(", \"length\": ").append(length);
            line.append(", \"depth\": ").append(depth);
            line.append(", \"present\": ").append(e.present());
            line.append(", \"zero\": ").append(e.zero());
            line.append(", \"data\": ").append(e.data());
            line.append(", \"compressed\": ").append(e.compressed());
            if (e.offset().isPresent()) {
                line.append(", \"offset\": ").append(e.offset().getAsLong());
            }
            line.append('}');
            // nothing but ASCII in it
            out.writeBytes(line.toString().getBytes(StandardCharsets.ISO_8859_1));
        }

        @Override
        public void end(long start) {
            if (!begun[0]) {
                print("[", start, 0, 0, NOTHING);
            }
            out.println("]");
        }
    }

    private record Table(PrintStream out) implements Lines {
        Table(PrintStream out) {
            this.out = out;
            out.println("Offset          Length          Mapped to       File");
        }

        @Override
        public void extent(long start, ChainExtent e) throws BlockException {
            if (e.data() && e.offset().isEmpty()) {
                throw new BlockException(
                        ErrorKind.UNSUPPORTED,
                        "File contains external, encrypted or compressed clusters.");
            }
            if (e.data() && !e.zero()) {
                out.println(
                        column(start)
                                + column(e.length())
                                + column(e.offset().orElse(0))
                                + e.fileName().orElse(""));
            }
        }

        /** As C's {@code %#-16llx}: a zero has no {@code 0x} before it. */
        private static String column(long value) {
            var text = value == 0 ? "0" : "0x" + Long.toHexString(value);
            return text + " ".repeat(Math.max(0, 16 - text.length()));
        }

        @Override
        public void end(long start) {}
    }
}
