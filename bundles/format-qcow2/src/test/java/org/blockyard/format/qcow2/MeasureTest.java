package org.blockyard.format.qcow2;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.blockyard.format.qcow2.option.Qcow2CreateOptions;
import org.blockyard.io.BlockException;
import org.blockyard.io.DataChannel;
import org.blockyard.option.KeyValues;
import org.blockyard.option.OptionSchema;
import org.blockyard.option.ReadMode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** New images are as large as the peer says. */
class MeasureTest {
    @TempDir Path folder;

    @BeforeEach
    void needsPeer() {
        QemuTools.require();
    }

    @Test
    void sizesAreThePeersOverAMatrix() throws Exception {
        for (var clusterSize : List.of("512", "64k", "2M")) {
            for (var bits : List.of("1", "64")) {
                for (var more :
                        List.of("", ",preallocation=full", ",backing_file=x,backing_fmt=raw")) {
                    for (var size : List.of("0", "1000k", "100G", "9T")) {
                        compare(
                                "cluster_size=" + clusterSize + ",refcount_bits=" + bits + more,
                                List.of("--size", size),
                                size,
                                Optional.empty());
                    }
                }
            }
        }
    }

    @Test
    void dataOfASourceAreCountedByClusters() throws Exception {
        var source = folder.resolve("source.qcow2").toString();
        QemuTools.succeed("qemu-img", "create", "-q", "-f", "qcow2", source, "64M");
        QemuTools.succeed(
                "qemu-io",
                "-c",
                "write 100k 3M",
                "-c",
                "write -z 10M 1M",
                "-c",
                "write 32M 1k",
                "-c",
                "write -c 40M 1M",
                source);
        try (var file = new FileChild(Path.of(source))) {
            var context = TestContext.over(file);
            context.readOnly = true;
            try (var device = context.open()) {
                for (var options :
                        List.of(
                                "cluster_size=512",
                                "cluster_size=2M",
                                "compat=0.10",
                                "size=64M",
                                "preallocation=falloc",
                                "backing_file=x,backing_fmt=raw")) {
                    compare(options, List.of(source), "64M", Optional.of(device));
                }
            }
        }
    }

    private static void compare(
            String options, List<String> subject, String size, Optional<DataChannel> source)
            throws Exception {
        var command = new ArrayList<>(List.of("qemu-img", "measure", "-O", "qcow2", "-o", options));
        command.addAll(subject);
        var peers = QemuTools.run(command.toArray(new String[0])).output().strip();
        assertEquals(peers, ours(options, size, source), String.join(" ", command));
    }

    private static String ours(String options, String size, Optional<DataChannel> source)
            throws Exception {
        var tree = new LinkedHashMap<String, Object>(KeyValues.parseFlat(options));
        tree.put("file", "none");
        tree.put("size", size);
        try {
            var measured =
                    new Qcow2Driver()
                            .measure(
                                    OptionSchema.of(Qcow2CreateOptions.class)
                                            .read(tree, ReadMode.LEGACY),
                                    source,
                                    List.of());
            var text =
                    "required size: %d\nfully allocated size: %d"
                            .formatted(measured.required(), measured.fullyAllocated());
            return measured.bitmaps().isPresent()
                    ? text + "\nbitmaps size: " + measured.bitmaps().getAsLong()
                    : text;
        } catch (BlockException refused) {
            return "qemu-img: " + refused.getMessage();
        }
    }
}
