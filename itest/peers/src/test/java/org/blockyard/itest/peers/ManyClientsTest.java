package org.blockyard.itest.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.blockyard.itest.bench.soak.SoakBench;
import org.blockyard.itest.bench.verify.Generations;
import org.blockyard.itest.bench.verify.Mix;
import org.blockyard.itest.bench.verify.Stamp;
import org.blockyard.itest.bench.verify.VerifyingLoad;
import org.blockyard.itest.kit.NbdClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many clients read, write, zero, trim and flush one disk, each byte that they read is what must be
 * there, and nothing is left behind when they have gone.
 */
@Timeout(300)
class ManyClientsTest {
    private static final int BLOCKS = 4096;
    private static final long LIMIT = TimeUnit.SECONDS.toNanos(60);

    @TempDir Path folder;

    @Test
    void sixteenClientsFindEachByteRightOnQcow2() throws Exception {
        soak("--format", "qcow2", "--seed", "1");
    }

    @Test
    void sixteenClientsFindEachByteRightOverTcpWhileOthersAreKilled() throws Exception {
        soak("--format", "raw", "--address", "tcp", "--kill", "on", "--seed", "2");
    }

    private void soak(String... more) throws Exception {
        Tool.requires("qemu-img");
        var arguments =
                new ArrayList<>(
                        List.of("--connections", "16", "--size", "128", "--minutes", "0.05"));
        arguments.addAll(List.of(more));
        assertTrue(SoakBench.run(Product.root(), folder, arguments), "see the table above");
    }

    @Test
    void aBlockThatSomebodyElseWroteIsNoticed() throws Exception {
        var disk = new Generations(BLOCKS);
        var image = folder.resolve("disk.raw");
        disk.fill(image);
        var socket = folder.resolve("nbd.sock");
        try (var daemon =
                        Daemon.start(
                                folder,
                                "--blockdev",
                                "driver=file,node-name=f,filename=" + image,
                                "--nbd-server",
                                "addr.type=unix,addr.path=" + socket,
                                "--export",
                                "type=nbd,id=e,node-name=f,name=e,writable=on");
                var load = VerifyingLoad.start(socket, "e", disk, Mix.everything(4, 4), 20261121);
                var stranger = new NbdClient(socket, "e")) {
            long end = System.nanoTime() + LIMIT;
            for (long b = 0; load.complaints().isEmpty(); b = (b + 1) % BLOCKS) {
                overwrite(stranger, b);
                assertTrue(System.nanoTime() < end, "noticed in time");
            }
            assertTrue(load.complaints().getFirst().contains("expected"), load.complaints() + "");
            assertEquals(0, load.failed(), () -> "of the daemon " + daemon.pid());
        }
    }

    private static void overwrite(NbdClient client, long block) throws IOException {
        var data = ByteBuffer.allocate(Stamp.BLOCK);
        data.putLong(0, ~block);
        client.request(NbdClient.WRITE, 0, block, block * Stamp.BLOCK, Stamp.BLOCK, data);
        assertEquals(0, client.reply().error());
    }
}
