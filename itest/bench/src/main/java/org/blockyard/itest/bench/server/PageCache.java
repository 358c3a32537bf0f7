package org.blockyard.itest.bench.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.blockyard.itest.kit.Programs;

/** The kernel's cache of files. */
public final class PageCache {
    /** How it is done, for people. */
    public static final String HOW = "dd oflag=nocache, which is posix_fadvise(DONTNEED)";

    private PageCache() {}

    /**
     * Drops all pages of a file from it but those that a process has mapped.
     *
     * @param messages a file for what the program says
     */
    public static void drop(Path file, Path messages) throws IOException, InterruptedException {
        Programs.run(
                List.of("dd", "of=" + file, "oflag=nocache", "conv=notrunc,fdatasync", "count=0"),
                messages);
    }

    /**
     * How many bytes of a file are in it; -1 where that can't be told.
     *
     * @param messages a file for what the program says
     */
    public static long resident(Path file, Path messages) throws IOException, InterruptedException {
        if (!Programs.exists("fincore")) {
            return -1;
        }
        Programs.run(List.of("fincore", "-b", "-n", "-o", "RES", file.toString()), messages);
        return Long.parseLong(Files.readString(messages).strip());
    }
}
