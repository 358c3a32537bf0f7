package org.blockyard.qmp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Scanner;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.blockyard.io.BlockException;
import org.blockyard.option.Json;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class CharDeviceTest {
    @TempDir Path folder;
    private final FakePlatform platform = new FakePlatform();
    private final QmpMonitors monitors = new QmpMonitors();

    @AfterEach
    void stop() {
        monitors.close();
    }

    private void refused(String options, String words) {
        var e = assertThrows(BlockException.class, () -> monitors.addChardev(options));
        assertTrue(e.sentence().contains(words), e.sentence());
    }

    private List<?> query() throws IOException {
        platform.commands(monitors.commands());
        return (List<?>) platform.run("query-chardev", Map.of(), "test");
    }

    private String filename() throws IOException {
        return (String) ((Map<?, ?>) query().getFirst()).get("filename");
    }

    @Test
    void refusesWhatItHasNotByName() {
        refused("pty,id=a", "'pty'");
        refused("udp,id=a,host=x,port=1", "'udp'");
        refused("null,id=a,mux=on", "'mux'");
        refused("foo,id=a", "'foo' is not a valid char driver name");
        refused(
                "socket,id=a,path=" + folder.resolve("x") + ",abstract=on,server=on,wait=off",
                "abstract");
        refused(
                "socket,id=a,path=" + folder.resolve("x") + ",telnet=on,server=on,wait=off",
                "telnet");
        refused("socket,id=a,host=h,port=1,tls-creds=t,server=on,wait=off", "tls-creds");
    }

    @Test
    void refusesWhatIsWrong() {
        refused("null", "no id");
        refused("id=a", "no backend");
        refused("null,id=a,foo=bar", "'foo'");
        refused("socket,id=a", "'path', 'fd' and 'host'");
        refused("socket,id=a,path=x,host=y", "path");
        refused("socket,id=a,host=h,server=on", "port");
        refused("socket,id=a,path=/nope/x,server=on,wait=off", "No such file or directory");
        refused(
                "socket,id=a,path=/nope/x",
                "Failed to connect to '/nope/x': No such file or directory");
        refused("socket,id=a,path=x,wait=off", "wait");
        refused("socket,id=a,path=x,server=on,reconnect=1", "reconnect");
        refused("socket,id=a,path=" + "x".repeat(200) + ",server=on,wait=off", "107");
        refused("ringbuf,id=a,size=100", "power of two");
        refused("file,id=a", "out");
        refused("pipe,id=a,path=" + folder.resolve("none"), "No such file or directory");
        refused("socket,id=a,fd=x,server=on,wait=off", "Unable to parse FD number");
        refused("socket,id=a,fd=987,server=on,wait=off", "987");
    }

    @Test
    void doesNotRemoveAFileThatIsNoSocket() throws IOException {
        var file = Files.writeString(folder.resolve("precious"), "data");
        refused("socket,id=a,path=" + file + ",server=on,wait=off", "not a socket");
        assertEquals("data", Files.readString(file));
    }

    @Test
    void takesTheSocketOfADeadServerAway() throws IOException {
        var path = folder.resolve("q");
        try (var dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            dead.bind(UnixDomainSocketAddress.of(path));
        }
        assertTrue(Files.exists(path));
        monitors.addChardev("socket,id=a,path=" + path + ",server=on,wait=off");
        monitors.addMonitor("a", platform.platform());
        try (var client = new Client(path)) {
            assertTrue(client.line().contains("QMP"));
        }
    }

    @Test
    void understandsTheOldShortForms() throws IOException {
        var path = folder.resolve("with,,comma".replace(",,", ","));
        monitors.addChardev(
                "socket,id=a,path=" + path.toString().replace(",", ",,") + ",server,nowait");
        assertEquals("disconnected:unix:" + path + ",server=on", filename());
    }

    @Test
    void waitsForTheFirstClientIfItIsTo() throws Exception {
        var path = folder.resolve("q");
        var made = new CountDownLatch(1);
        var maker =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    try {
                                        monitors.addChardev(
                                                "socket,id=a,path=" + path + ",server=on");
                                        made.countDown();
                                    } catch (IOException e) {
                                        throw new java.io.UncheckedIOException(e);
                                    }
                                });
        Client client = null;
        while (client == null) {
            assertEquals(1, made.getCount());
            try {
                client = new Client(path);
            } catch (IOException e) {
                Thread.onSpinWait();
            }
        }
        maker.join();
        assertEquals(0, made.getCount());
        monitors.addMonitor("a", platform.platform());
        assertTrue(client.line().contains("QMP"));
        client.close();
    }

    @Test
    void listensOnTheFirstPortThatIsFree() throws IOException {
        try (var taken = new ServerSocket()) {
            taken.bind(new InetSocketAddress("127.0.0.1", 0));
            int port = taken.getLocalPort();
            refused(
                    "socket,id=a,host=127.0.0.1,port=" + port + ",server=on,wait=off",
                    "Failed to bind");
            int last = Math.min(port + 50, 65535);
            monitors.addChardev(
                    "socket,id=a,host=127.0.0.1,port="
                            + port
                            + ",to="
                            + last
                            + ",server=on,wait=off,nodelay=on");
            monitors.addMonitor("a", platform.platform());
            var parts = filename().split("[:,]");
            int found = Integer.parseInt(parts[3]);
            assertTrue(found > port && found <= last, filename());
            try (var client = SocketChannel.open(new InetSocketAddress("127.0.0.1", found))) {
                assertTrue(new Scanner(Channels.newInputStream(client)).nextLine().contains("QMP"));
            }
        }
    }

    @Test
    void callsAServerAgainAndAgain() throws IOException {
        var path = folder.resolve("s");
        monitors.addChardev("socket,id=a,path=" + path + ",reconnect-ms=20");
        monitors.addMonitor("a", platform.platform());
        try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(path));
            for (int i = 0; i < 3; i++) {
                try (var call = server.accept()) {
                    assertTrue(
                            new Scanner(Channels.newInputStream(call)).nextLine().contains("QMP"));
                }
            }
        }
    }

    @Test
    void writesToAFileAndReadsFromAnother() throws Exception {
        var in =
                Files.writeString(
                        folder.resolve("in"), "{'execute':'qmp_capabilities'}{'execute':'last'}");
        var out = folder.resolve("out");
        var log = folder.resolve("log");
        var done = new CountDownLatch(1);
        platform.command(
                "last",
                () -> {
                    done.countDown();
                    return Map.of();
                });
        monitors.addChardev("file,id=f,path=" + out + ",input-path=" + in + ",logfile=" + log);
        monitors.addMonitor("f", platform.platform());
        assertTrue(done.await(300, TimeUnit.SECONDS));
        monitors.close();
        var lines = Files.readAllLines(out);
        assertEquals(3, lines.size());
        assertTrue(lines.getFirst().contains("QMP"));
        assertEquals(Files.readString(out), Files.readString(log));
    }

    @Test
    void talksOverAPairOfPipes() throws Exception {
        for (var end : List.of(".in", ".out")) {
            assertEquals(
                    0, new ProcessBuilder("mkfifo", folder.resolve("p") + end).start().waitFor());
        }
        monitors.addChardev("pipe,id=p,path=" + folder.resolve("p"));
        monitors.addMonitor("p", platform.platform());
        try (var from = Files.newInputStream(folder.resolve("p.out"));
                var to = Files.newOutputStream(folder.resolve("p.in"))) {
            var lines = new Scanner(from);
            assertTrue(lines.nextLine().contains("QMP"));
            to.write("{'execute':'qmp_capabilities'}".getBytes());
            assertEquals("{\"return\": {}}", lines.nextLine());
        }
    }

    @Test
    void givesADeviceToOneMonitorOnly() throws IOException {
        monitors.addChardev("null,id=n");
        monitors.addMonitor("n", platform.platform());
        var twice =
                assertThrows(
                        BlockException.class, () -> monitors.addMonitor("n", platform.platform()));
        assertEquals("Device 'n' is in use", twice.sentence());
        var none =
                assertThrows(
                        BlockException.class, () -> monitors.addMonitor("x", platform.platform()));
        assertEquals("chardev \"x\" not found", none.sentence());
        var people =
                assertThrows(
                        BlockException.class,
                        () -> monitors.addMonitor("chardev=n,mode=readline", platform.platform()));
        assertEquals("Only QMP is supported", people.sentence());
    }

    @Test
    void removesSocketsAtTheEnd() throws IOException {
        var path = folder.resolve("q");
        monitors.addChardev("socket,id=a,path=" + path + ",server=on,wait=off");
        assertTrue(Files.exists(path));
        monitors.close();
        assertFalse(Files.exists(path));
    }

    @Test
    void helps() {
        assertTrue(
                monitors.chardevHelp("help")
                        .orElseThrow()
                        .startsWith("Available chardev backend types: \n  file\n"));
        assertTrue(monitors.chardevHelp("socket,help").orElseThrow().contains("reconnect-ms"));
        assertTrue(monitors.chardevHelp("socket,id=a").isEmpty());
    }

    @Test
    void tellsItsKinds() throws IOException {
        platform.commands(monitors.commands());
        var kinds = Json.write(platform.run("query-chardev-backends", Map.of(), "test"));
        assertTrue(kinds.contains("{\"name\": \"socket\"}"), kinds);
    }
}
