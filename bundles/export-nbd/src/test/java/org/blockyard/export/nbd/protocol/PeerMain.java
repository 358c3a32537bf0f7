package org.blockyard.export.nbd.protocol;

import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import org.blockyard.graph.Lane;
import org.blockyard.io.Limits;

/** Serves a file by the protocol engine alone, for trying it by hand: SOCKET FILE [slow]. */
final class PeerMain {
    private PeerMain() {}

    public static void main(String[] arguments) throws Exception {
        var path = Path.of(arguments[0]);
        Files.deleteIfExists(path);
        var file =
                FileChannel.open(
                        Path.of(arguments[1]), StandardOpenOption.READ, StandardOpenOption.WRITE);
        boolean atOnce = arguments.length < 3 || !arguments[2].equals("slow");
        var disk =
                new Disk() {
                    @Override
                    public String name() {
                        return "";
                    }

                    @Override
                    public String description() {
                        return "a file";
                    }

                    @Override
                    public long size() {
                        try {
                            return file.size();
                        } catch (java.io.IOException e) {
                            return 0;
                        }
                    }

                    @Override
                    public Limits limits() {
                        return Limits.NONE;
                    }

                    @Override
                    public boolean writable() {
                        return true;
                    }

                    @Override
                    public boolean writethrough() {
                        return false;
                    }

                    @Override
                    public boolean multiConnection() {
                        return true;
                    }

                    @Override
                    public boolean allocationDepth() {
                        return true;
                    }

                    @Override
                    public Lane openLane() throws java.io.IOException {
                        return new FileLane(file, atOnce);
                    }

                    @Override
                    public boolean enter(Client client) {
                        return true;
                    }

                    @Override
                    public void leave(Client client) {}
                };
        var catalogue =
                new Catalogue() {
                    @Override
                    public Optional<Disk> find(String name) {
                        return name.isEmpty() ? Optional.of(disk) : Optional.empty();
                    }

                    @Override
                    public List<Disk> list() {
                        return List.of(disk);
                    }
                };
        var pool = new TestPool();
        var threads =
                arguments.length > 3
                        ? Executors.newVirtualThreadPerTaskExecutor()
                        : Executors.newCachedThreadPool(Thread.ofPlatform().daemon().factory());
        var resources = new Resources(pool, threads, 64 << 20);
        var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(path));
        while (true) {
            var channel = server.accept();
            Thread.ofPlatform()
                    .start(new Connection(channel, catalogue, resources, Duration.ofSeconds(10)));
        }
    }
}
