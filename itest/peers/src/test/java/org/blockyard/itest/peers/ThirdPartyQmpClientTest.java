package org.blockyard.itest.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.anarres.qemu.qapi.api.QueryBlockJobsCommand;
import org.anarres.qemu.qapi.api.QueryCommandsCommand;
import org.anarres.qemu.qapi.api.QueryVersionCommand;
import org.anarres.qemu.qapi.api.QuitCommand;
import org.anarres.qemu.qapi.common.QApiConnection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A QMP client that others wrote for QEMU, with types of its own, understands our monitor. */
class ThirdPartyQmpClientTest {
    @TempDir Path folder;

    @Test
    void aClientMadeForQemuReadsOurAnswersIntoItsTypes() throws Exception {
        int port = freePort();
        try (var daemon =
                Daemon.startBare(
                        folder,
                        "--chardev",
                        "socket,id=c,host=127.0.0.1,port=" + port + ",server=on,wait=off",
                        "--monitor",
                        "c",
                        "--blockdev",
                        "null-co,node-name=n0,size=1M,read-zeroes=on")) {
            try (var client = new QApiConnection(InetAddress.getLoopbackAddress(), port)) {
                assertTrue(client.call(new QueryVersionCommand()).qemu.major >= 10);
                // its types of nodes are of 2016 and refuse members that came later
                var commands = client.call(new QueryCommandsCommand());
                assertTrue(commands.stream().anyMatch(c -> "blockdev-add".equals(c.name)));
                assertTrue(client.call(new QueryBlockJobsCommand()).isEmpty());
                client.call(new QuitCommand());
            }
            assertEquals(0, daemon.await());
        }
    }

    private static int freePort() throws Exception {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
