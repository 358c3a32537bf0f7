package org.blockyard.itest.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Past the page cache: requests of any place and length, and what of them the system sees. */
class DirectIoAgainstQemuTest {
    private static final int SECTOR = 512;

    /** A file whose end is the end of no block, and requests of which hardly one fits a block. */
    private static final long SIZE = (8 << 20) + SECTOR;

    private static final List<String> WRITES =
            List.of(
                    "write -P 1 0 1M",
                    "write -P 2 513 70000",
                    "write -P 3 4095 2",
                    "write -P 4 1000000 12345",
                    "write -P 5 8M 512",
                    "flush");
    private static final List<String> READS =
            List.of(
                    "read -P 1 0 513",
                    "read -P 2 4097 66000",
                    "read -P 3 4095 2",
                    "read -P 4 1000000 12345",
                    "read -P 5 8M 512");

    private static final String NUMBER = "(0x[0-9a-f]+|0)";
    private static final Pattern OPEN =
            Pattern.compile("open(?:at)?\\(.*/image\".*O_DIRECT\\b.*= (\\d+)");
    private static final Pattern TRANSFER =
            Pattern.compile("p(?:read|write)64\\(%s, %s, %s, %s".replace("%s", NUMBER));

    @TempDir Path folder;

    private Path image;

    @BeforeEach
    void makeImage() {
        Tool.requires("qemu-img", "qemu-io", "strace");
        image = folder.resolve("image");
        Tool.run("qemu-img", "create", "-q", "-f", "raw", image.toString(), "" + SIZE).ok();
    }

    private static List<String> commands(List<String> commands) {
        return commands.stream().flatMap(command -> List.of("-c", command).stream()).toList();
    }

    /** Our exerciser on the image, its system calls in a file. */
    private Tool.Result traced(String aio, Path trace, String calls, List<String> commands) {
        var line = new ArrayList<>(List.of("strace", "-f", "-o", trace.toString(), "-e"));
        line.addAll(List.of("trace=" + calls, "-e", "raw=pread64,pwrite64"));
        line.addAll(
                Product.command(
                        "io",
                        "--image-opts",
                        "driver=file,cache.direct=on,filename=" + image + aio));
        line.addAll(commands(commands));
        return Tool.run(line, Map.of("BLOCKYARD_NO_BUILD", "1")).ok();
    }

    private static void assertPatterns(Tool.Result result) {
        assertTrue(!result.out().contains("Pattern verification failed"), result::out);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",aio=threads", ",aio=native", ",aio=io_uring"})
    void thePeerReadsWhatWasWritten(String aio) {
        var trace = folder.resolve("trace");
        traced(aio, trace, "io_uring_enter", WRITES);
        var peer = new ArrayList<>(List.of("qemu-io", "-t", "none", "-f", "raw"));
        peer.addAll(commands(READS));
        peer.add(image.toString());
        assertPatterns(Tool.run(peer, Map.of()).ok());
        assertPatterns(traced(aio, trace, "io_uring_enter", READS));
    }

    @Test
    void noUnalignedRequestReachesTheSystem() throws Exception {
        var trace = folder.resolve("trace");
        traced("", trace, "open,openat,pread64,pwrite64", WRITES);
        String descriptor = "";
        int transfers = 0;
        for (var call : Files.readAllLines(trace)) {
            var open = OPEN.matcher(call);
            var transfer = TRANSFER.matcher(call);
            if (open.find()) {
                descriptor = "0x" + Integer.toHexString(Integer.parseInt(open.group(1)));
            } else if (transfer.find() && transfer.group(1).equals(descriptor)) {
                transfers++;
                assertAligned(transfer.toMatchResult(), call);
            }
        }
        assertTrue(transfers >= WRITES.size() - 1, "only " + transfers + " transfers were seen");
    }

    /** Address, length and offset. */
    private static void assertAligned(MatchResult transfer, String call) {
        for (int i = 2; i <= 4; i++) {
            assertEquals(0, Long.decode(transfer.group(i)) % SECTOR, call);
        }
    }

    @Test
    void theRingIsReal() throws Exception {
        var trace = folder.resolve("trace");
        var told = traced(",aio=io_uring", trace, "io_uring_enter", List.of("read 0 64k", "info"));
        boolean refused = told.out().contains("the system refuses io_uring");
        assertEquals(!refused, Files.readString(trace).contains("io_uring_enter("), told::out);
    }
}
