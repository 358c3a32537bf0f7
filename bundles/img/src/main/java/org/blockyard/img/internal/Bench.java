package org.blockyard.img.internal;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.blockyard.cli.CommandLine;
import org.blockyard.cli.Flag;
import org.blockyard.cli.UsageException;
import org.blockyard.io.BlockException;

/** {@code img bench}: sends requests and tells how long they took. */
final class Bench implements Subcommand {
    private static final Flag COUNT = new Flag('c', "count", "COUNT", "how many requests (75000)");
    private static final Flag DEPTH = new Flag('d', "depth", "DEPTH", "how many at once (64)");
    private static final Flag OFFSET = new Flag('o', "offset", "OFFSET", "where to begin (0)");
    private static final Flag SIZE =
            new Flag('s', "buffer-size", "SIZE", "bytes of a request (4096)");
    private static final Flag STEP =
            new Flag('S', "step-size", "SIZE", "from one request to the next (the size)");
    private static final Flag WRITE = new Flag('w', "write", "", "write; without it, read");
    private static final Flag PATTERN =
            new Flag(Flag.NO_LETTER, "pattern", "BYTE", "the byte to write (0)");
    private static final Flag FLUSH =
            new Flag(Flag.NO_LETTER, "flush-interval", "COUNT", "flush after so many requests");
    private static final Flag NO_DRAIN =
            new Flag(Flag.NO_LETTER, "no-drain", "", "do not wait for requests before a flush");
    private static final Flag AIO =
            new Flag('i', "aio", "AIO", "how the host is asked: threads, native or io_uring");
    private static final Flag NATIVE = new Flag('n', "native", "", "short for --aio=native");

    @Override
    public String name() {
        return "bench";
    }

    @Override
    public String purpose() {
        return "Run simple image benchmark";
    }

    @Override
    public String operands() {
        return "FILENAME";
    }

    @Override
    public List<Flag> flags() {
        return List.of(
                Flags.QUIET,
                Flags.FORMAT,
                Flags.IMAGE_OPTS,
                Flags.CACHE,
                COUNT,
                DEPTH,
                OFFSET,
                SIZE,
                STEP,
                AIO,
                NATIVE,
                WRITE,
                PATTERN,
                FLUSH,
                NO_DRAIN,
                Flags.FORCE_SHARE,
                Flags.OBJECT);
    }

    @Override
    public int run(CommandLine line, Session session) throws IOException, UsageException {
        var load = load(line);
        var name = Usage.operands(line, 1, 1, "Expecting one image file name").getFirst();
        var cache = cache(line);
        var wanted = Images.subject(name, line).cache(cache);
        aio(line, cache, name);
        var node = session.images().open(load.write() ? wanted : wanted.readOnly());
        var user = load.write() ? session.images().writer(node) : session.images().reader(node);
        tell(load, session);
        session.out().flush();
        long nanos;
        try (var lane = user.openLane()) {
            nanos = new BenchRun(load, lane, session.platform().buffers()).run();
        }
        // the figures are what it is for: quiet or not
        session.out()
                .println(
                        String.format(Locale.ROOT, "Run completed in %3.3f seconds.", nanos / 1e9));
        return 0;
    }

    private static CacheMode cache(CommandLine line) throws BlockException {
        try {
            return CacheMode.of(line.value(Flags.CACHE).orElse("writeback"), "");
        } catch (BlockException e) {
            throw Numbers.wrong("Invalid cache mode");
        }
    }

    /** What is asked for must exist; here all requests take the way that suits the host best. */
    private static void aio(CommandLine line, CacheMode cache, String name) throws BlockException {
        var mode = line.value(AIO).orElse(line.has(NATIVE) ? "native" : "threads");
        if (!List.of("threads", "native", "io_uring").contains(mode)) {
            throw Numbers.wrong("Invalid aio option: " + mode);
        }
        if (mode.equals("native") && !cache.direct()) {
            throw Numbers.wrong(
                    "Could not open '"
                            + name
                            + "': aio=native was specified, but it requires cache.direct=on, which"
                            + " was not specified.");
        }
    }

    private static BenchRun.Load load(CommandLine line) throws BlockException {
        int most = Integer.MAX_VALUE;
        int count = number(line, COUNT, "request count", 75_000, 1, most);
        int depth = number(line, DEPTH, "queue depth", 64, 1, most);
        int size = number(line, SIZE, "buffer size", 4096, 1, most);
        int step = number(line, STEP, "step size", 0, 0, most);
        int pattern = number(line, PATTERN, "pattern byte", 0, 0, 255);
        int flush = number(line, FLUSH, "flush interval", 0, 0, most);
        long offset = Numbers.parse("offset", line.value(OFFSET), 0, 0, Long.MAX_VALUE);
        if (!line.has(WRITE) && flush > 0) {
            throw Numbers.wrong("--flush-interval is only available in write tests");
        }
        if (flush > 0 && flush < depth) {
            throw Numbers.wrong("Flush interval can't be smaller than depth");
        }
        return new BenchRun.Load(
                count,
                depth,
                size,
                step == 0 ? size : step,
                offset,
                line.has(WRITE),
                (byte) pattern,
                flush,
                !line.has(NO_DRAIN));
    }

    private static int number(
            CommandLine line, Flag flag, String what, int otherwise, int least, int most)
            throws BlockException {
        return (int) Numbers.parse(what, line.value(flag), otherwise, least, most);
    }

    private static void tell(BenchRun.Load load, Session session) {
        session.out()
                .println(
                        String.format(
                                Locale.ROOT,
                                "Sending %d %s requests, %d bytes each, %d in parallel (starting"
                                        + " at offset %d, step size %d)",
                                load.count(),
                                load.write() ? "write" : "read",
                                load.size(),
                                load.depth(),
                                load.offset(),
                                load.step()));
        if (load.flushInterval() > 0) {
            session.out().println("Sending flush every " + load.flushInterval() + " requests");
        }
    }
}
