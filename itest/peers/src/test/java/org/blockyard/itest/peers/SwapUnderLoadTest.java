package org.blockyard.itest.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.blockyard.itest.bench.swap.SwapBench;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Drivers are swapped while clients read and write through them, and clients see nothing of it. */
@Timeout(300)
class SwapUnderLoadTest {
    private static final String QCOW2 = "org.blockyard.format-qcow2";
    private static final String RAW = "org.blockyard.format-raw";
    private static final String FILE = "org.blockyard.protocol-file";
    private static final String OLD = "1.0.0";
    private static final String NEW = "1.90.0";

    @TempDir Path folder;

    @Test
    void theFormatRawAndTheFileBelowItAreSwapped() throws Exception {
        Tool.requires("qemu-img");
        try (var stage = new Stage(folder, 16)) {
            var image = stage.raw("disk.raw");
            stage.start(
                    "--blockdev",
                    "driver=file,node-name=f,filename=" + image,
                    "--blockdev",
                    "driver=raw,node-name=r,file=f",
                    "--export",
                    "type=nbd,id=e,node-name=r,name=r,writable=on");
            stage.load("r");
            stage.deploy(RAW, NEW);
            stage.swapped("raw", NEW, "r");
            stage.deploy(FILE, NEW);
            stage.swapped("file", NEW, "f");
            stage.swapped("raw", OLD, "r");
            stage.swapped("file", OLD, "f");
            stage.judge(image, "raw");
        }
    }

    @Test
    void aChainOfThreeIsSwappedAndRolledBackWithTheFileBelow() throws Exception {
        Tool.requires("qemu-img");
        try (var stage = new Stage(folder, 16)) {
            var base = stage.qcow2("base.qcow2");
            var middle = stage.overlay("middle.qcow2", base);
            var top = stage.overlay("top.qcow2", middle);
            stage.start(
                    "--blockdev",
                    qcow2("base", base, "read-only=on"),
                    "--blockdev",
                    qcow2("middle", middle, "read-only=on,backing=base"),
                    "--blockdev",
                    "driver=file,node-name=top-file,filename=" + top,
                    "--blockdev",
                    "driver=qcow2,node-name=top,file=top-file,backing=middle",
                    "--export",
                    "type=nbd,id=e,node-name=top,name=top,writable=on");
            stage.load("top");
            stage.pin("top");
            stage.deploy(QCOW2, NEW);
            stage.swapped("qcow2", NEW, "middle");
            stage.swapped("qcow2", NEW, "base", "middle", "top");
            stage.deploy(FILE, NEW);
            stage.swapped("file", NEW, "top-file");
            stage.qmp().execute("x-blockyard-driver-rollback", Map.of("driver", "qcow2"));
            assertEquals(OLD, stage.version("top"));
            stage.sound();
            stage.judge(top, "qcow2");
        }
    }

    private static String qcow2(String name, Path image, String more) {
        return "driver=qcow2,node-name=%s,file.driver=file,file.filename=%s,%s"
                .formatted(name, image, more);
    }

    @Test
    void oneOfTwoNodesIsSwappedFirstAsACanary() throws Exception {
        Tool.requires("qemu-img");
        try (var stage = new Stage(folder, 16)) {
            var image = stage.qcow2("disk.qcow2");
            var other = folder.resolve("other.qcow2");
            Files.copy(image, other);
            stage.start(
                    "--blockdev",
                    qcow2("disk", image, "discard=unmap"),
                    "--blockdev",
                    qcow2("canary", other, "discard=unmap"),
                    "--export",
                    "type=nbd,id=e,node-name=disk,name=disk,writable=on");
            stage.load("disk");
            stage.pin("disk");
            stage.deploy(QCOW2, NEW);
            stage.swapped("qcow2", NEW, "canary");
            assertEquals(OLD, stage.version("disk"), "the other one is left alone");
            stage.qmp().execute("x-blockyard-driver-pin", Map.of("node-name", "disk"));
            stage.swapped("qcow2", NEW, "disk");
            stage.judge(image, "qcow2");
        }
    }

    @Test
    void fioAndNbdcopySeeNoErrorWhileDriversComeAndGo() throws Exception {
        Tool.requires("qemu-img", "fio", "nbdcopy");
        try (var stage = new Stage(folder, 16)) {
            var image = stage.qcow2("disk.qcow2");
            var spare = stage.qcow2("spare.qcow2");
            stage.start(
                    "--blockdev",
                    qcow2("disk", image, "discard=unmap"),
                    "--blockdev",
                    qcow2("spare", spare, "discard=unmap"),
                    "--export",
                    "type=nbd,id=e,node-name=disk,name=disk,writable=on",
                    "--export",
                    "type=nbd,id=s,node-name=spare,name=spare,writable=on");
            stage.load("disk");
            stage.deploy(QCOW2, NEW);
            var uri = "nbd+unix:///spare?socket=" + stage.socket();
            var fio = fio(uri);
            try {
                long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
                for (int i = 0; System.nanoTime() < end; i++) {
                    stage.swapped("qcow2", i % 2 == 0 ? NEW : OLD, "spare", "disk");
                }
                assertTrue(fio.isAlive(), Files.readString(folder.resolve("fio.out")));
            } finally {
                fio.destroy();
                assertTrue(fio.waitFor(300, TimeUnit.SECONDS));
            }
            var said = Files.readString(folder.resolve("fio.out"));
            assertTrue(said.contains("err= 0"), said);
            var copy = folder.resolve("copy.raw");
            var nbdcopy = new ProcessBuilder("nbdcopy", uri, copy.toString()).inheritIO().start();
            while (nbdcopy.isAlive()) {
                stage.swapped("qcow2", OLD, "spare");
                stage.swapped("qcow2", NEW, "spare");
            }
            assertEquals(0, nbdcopy.exitValue());
            stage.judge(image, "qcow2");
            Tool.run("qemu-img", "compare", "-f", "raw", "-F", "qcow2", copy + "", spare + "").ok();
        }
    }

    private Process fio(String uri) throws Exception {
        return new ProcessBuilder(
                        "fio",
                        "--name=spare",
                        "--ioengine=nbd",
                        "--uri=" + uri,
                        "--rw=randwrite",
                        "--bs=4k",
                        "--size=16M",
                        "--iodepth=8",
                        "--verify=crc32c",
                        "--verify_fatal=1",
                        "--verify_state_save=0",
                        "--time_based",
                        "--runtime=600")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("fio.out").toFile())
                .start();
    }

    @Test
    void killedInTheMiddleOfSwapsTheImageHasAtMostLeaksAndEveryFlushedBlock() throws Exception {
        Tool.requires("qemu-img");
        assertTrue(SwapBench.run(Product.root(), folder, List.of("--kill", "5", "--size", "32")));
    }

    @Test
    void swapsInARowLeaveNothingBehind() throws Exception {
        Tool.requires("qemu-img");
        assertTrue(
                SwapBench.run(
                        Product.root(),
                        folder,
                        List.of(
                                "--swaps",
                                "60",
                                "--rounds",
                                "2",
                                "--interval",
                                "20",
                                "--size",
                                "32")));
    }

    @Test
    void deployedFilesLeaveNoClassLoadersBehind() throws Exception {
        Tool.requires("qemu-img");
        assertTrue(
                SwapBench.run(
                        Product.root(),
                        folder,
                        List.of(
                                "--mode",
                                "deploy",
                                "--swaps",
                                "12",
                                "--rounds",
                                "2",
                                "--interval",
                                "20",
                                "--size",
                                "32")));
    }
}
