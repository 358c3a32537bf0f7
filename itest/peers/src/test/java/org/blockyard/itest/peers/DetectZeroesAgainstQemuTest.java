package org.blockyard.itest.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Writes of zeroes leave the same map behind as they do when the peer serves the image. */
class DetectZeroesAgainstQemuTest {
    private static final int SIZE = 2 << 20;
    private static final int[] GRAINS = {1, 512, 4096, 65536};
    private static final Pattern EXTENT =
            Pattern.compile(
                    "\"start\": (\\d+), \"length\": (\\d+), \"depth\": (\\d+), \"present\": (\\w+),"
                            + " \"zero\": (\\w+), \"data\": (\\w+)");

    @TempDir Path folder;

    @BeforeEach
    void needed() {
        Tool.requires("qemu-img", "qemu-io", "qemu-nbd");
    }

    @ParameterizedTest
    @CsvSource({
        "raw, on, ignore, ''",
        "raw, unmap, unmap, ''",
        "qcow2, on, ignore, cluster_size=4k",
        "qcow2, unmap, unmap, cluster_size=64k",
        "qcow2, unmap, unmap, 'cluster_size=64k,backing_file=base,backing_fmt=raw'",
    })
    void theMapIsThePeers(String format, String detect, String discard, String options)
            throws Exception {
        var base = folder.resolve("base").toString();
        Tool.run("qemu-img", "create", "-q", "-f", "raw", base, "700k").ok();
        Tool.run("qemu-io", "-f", "raw", "-c", "write -P 9 64k 300k", base).ok();
        var seed = format.hashCode() + detect.hashCode() * 31L + options.hashCode();
        var writes = writes(new Random(seed));
        var theirs = serve(List.of("qemu-nbd"), "theirs", format, detect, discard, options, writes);
        var ours = serve(Product.command("nbd"), "ours", format, detect, discard, options, writes);
        assertEquals(map(format, theirs), map(format, ours), () -> String.join(" ", writes));
        Tool.run("qemu-img", "compare", "-f", format, "-F", format, theirs, ours).ok();
    }

    /** Writes of zeroes and of others, aligned well, badly and not at all. */
    private static List<String> writes(Random random) {
        var writes = new ArrayList<String>();
        for (int i = 0; i < 30; i++) {
            int grain = GRAINS[random.nextInt(GRAINS.length)];
            int offset = random.nextInt(SIZE / 2) / grain * grain;
            int length = Math.max(grain, random.nextInt(200_000) / grain * grain);
            int pattern = i < 5 || random.nextInt(3) == 0 ? 7 : 0;
            Collections.addAll(writes, "-c", "write -P " + pattern + " " + offset + " " + length);
        }
        return writes;
    }

    private String serve(
            List<String> server,
            String name,
            String format,
            String detect,
            String discard,
            String options,
            List<String> writes)
            throws Exception {
        var image = folder.resolve(name).toString();
        var create = new ArrayList<>(List.of("qemu-img", "create", "-q", "-f", format));
        if (!options.isEmpty()) {
            Collections.addAll(create, "-o", options);
        }
        Collections.addAll(create, image, Integer.toString(SIZE));
        Tool.run(create, Map.of()).ok();
        var pid = folder.resolve(name + ".pid");
        var socket = folder.resolve(name + ".s");
        var serve = new ArrayList<>(server);
        Collections.addAll(serve, "--fork", "--pid-file=" + pid, "-k", socket.toString());
        // the peer reads them in this order
        Collections.addAll(
                serve, "-f", format, "--discard=" + discard, "--detect-zeroes=" + detect, image);
        Tool.run(serve, Map.of("BLOCKYARD_NO_BUILD", "1")).ok();
        var process = ProcessHandle.of(Long.parseLong(Files.readString(pid).trim()));
        var client = new ArrayList<>(List.of("qemu-io", "-f", "raw"));
        client.addAll(writes);
        client.add("nbd+unix:///?socket=" + socket);
        Tool.run(client, Map.of()).ok();
        if (process.isPresent()) {
            process.get().onExit().get(30, TimeUnit.SECONDS);
        }
        return image;
    }

    /**
     * The runs of one kind. Whether data lie in holes of the file is left out: how much around a
     * write in part of a cluster is written, and how, is each one's own choice.
     */
    private static List<String> map(String format, String image) {
        var json = Tool.run("qemu-img", "map", "--output=json", "-f", format, image).ok().out();
        var runs = new ArrayList<String>();
        var extent = EXTENT.matcher(json);
        var last = "";
        while (extent.find()) {
            boolean data = extent.group(6).equals("true");
            var kind =
                    "depth %s present %s %s"
                            .formatted(
                                    extent.group(3),
                                    extent.group(4),
                                    data ? "data" : "zero " + extent.group(5));
            if (!kind.equals(last)) {
                runs.add("from " + extent.group(1) + ": " + kind);
            }
            last = kind;
        }
        return runs;
    }
}
