package org.blockyard.img.internal;

import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.blockyard.cli.CommandLine;
import org.blockyard.cli.Flag;
import org.blockyard.cli.UsageException;
import org.blockyard.graph.Lane;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.io.IoBuffer;
import org.blockyard.io.RequestFlags;

/** {@code img dd}: copies blocks of an image into a new one. */
final class Dd implements Subcommand {
    private static final Flag TARGET_FORMAT =
            new Flag('O', "output-format", "FMT", "format of the output (raw)");
    private static final List<String> WORDS = List.of("if", "of", "bs", "count", "skip");
    private static final int CHUNK = 1 << 20;
    private static final long DEFAULT_BLOCK = 512;

    @Override
    public String name() {
        return "dd";
    }

    @Override
    public String purpose() {
        return "Copy input to output with optional format conversion";
    }

    @Override
    public String operands() {
        return "[bs=BLOCK_SIZE] [count=BLOCKS] [skip=BLOCKS] if=INPUT of=OUTPUT";
    }

    @Override
    public List<Flag> flags() {
        return List.of(
                Flags.FORMAT, TARGET_FORMAT, Flags.IMAGE_OPTS, Flags.FORCE_SHARE, Flags.OBJECT);
    }

    @Override
    public int run(CommandLine line, Session session) throws IOException, UsageException {
        var words = words(line.operands());
        long block = Numbers.parse("bs", value(words, "bs"), DEFAULT_BLOCK, 1, Integer.MAX_VALUE);
        long count =
                Numbers.parse("count", value(words, "count"), Long.MAX_VALUE, 0, Long.MAX_VALUE);
        long skip = Numbers.parse("skip", value(words, "skip"), 0, 0, Long.MAX_VALUE);
        if (!words.containsKey("if") || !words.containsKey("of")) {
            throw Numbers.wrong("Must specify both input and output files");
        }
        var format = line.value(TARGET_FORMAT).orElse("raw");
        if (session.platform().graph().driver(format).isEmpty()) {
            throw new BlockException(ErrorKind.NOT_FOUND, "Unknown file format");
        }
        var input = String.valueOf(words.get("if"));
        var source = session.images().open(Images.subject(input, line).readOnly());
        try (var from = session.images().reader(source).openLane()) {
            long size = Math.min(from.length(), times(count, block));
            long first = times(skip, block);
            if (first > size) {
                session.err().println("qemu-img: " + input + ": cannot skip to specified offset");
            }
            long length = Math.max(0, size - first);
            copy(session, from, first, length, String.valueOf(words.get("of")), format);
        }
        return 0;
    }

    private static Map<String, String> words(List<String> operands) throws BlockException {
        var words = new HashMap<String, String>();
        for (var operand : operands) {
            int equals = operand.indexOf('=');
            var name = equals < 0 ? operand : operand.substring(0, equals);
            if (equals < 0 || !WORDS.contains(name)) {
                throw Numbers.wrong("unrecognized operand " + name);
            }
            words.put(name, operand.substring(equals + 1));
        }
        return words;
    }

    private static Optional<String> value(Map<String, String> words, String name) {
        return Optional.ofNullable(words.get(name));
    }

    private static long times(long blocks, long size) {
        return blocks > Long.MAX_VALUE / size ? Long.MAX_VALUE : blocks * size;
    }

    private static void copy(
            Session session, Lane from, long first, long length, String output, String format)
            throws IOException {
        var options = new LinkedHashMap<String, Object>();
        options.put("size", Long.toString(length));
        Create.forCopy(session, output, format, options, ": error while creating output image: ");
        var wanted = Images.fileName(output).format(Optional.of(format));
        var target = session.images().open(wanted.cache(CacheMode.WRITEBACK));
        try (var into = session.images().writer(target).openLane();
                var buffer = session.platform().buffers().lend(CHUNK)) {
            copy(from, first, length, into, buffer);
            into.flush();
        }
    }

    /** The new image reads as zeroes, so these need not be copied. */
    private static void copy(Lane from, long first, long length, Lane into, IoBuffer buffer)
            throws IOException {
        for (long done = 0; done < length; ) {
            var status = from.chainStatus(first + done, length - done, Optional.empty());
            if (status.zero()) {
                done += status.length();
                continue;
            }
            int count = (int) Math.min(CHUNK, Math.min(status.length(), length - done));
            from.read(first + done, buffer.bytes().clear().limit(count));
            into.write(done, buffer.bytes().flip(), RequestFlags.NONE);
            done += count;
        }
    }
}
