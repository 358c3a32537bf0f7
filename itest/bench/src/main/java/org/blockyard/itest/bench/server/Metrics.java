package org.blockyard.itest.bench.server;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * What a metrics endpoint told at one moment.
 *
 * @param lines the page
 */
public record Metrics(List<String> lines) {
    private static final String REQUEST =
            "GET /metrics HTTP/1.0\r\nAccept: application/openmetrics-text\r\n\r\n";

    /** Asks an endpoint on a unix socket. */
    static Metrics of(Path socket) throws IOException {
        try (var channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            var request = ByteBuffer.wrap(REQUEST.getBytes(StandardCharsets.US_ASCII));
            while (request.hasRemaining()) {
                channel.write(request);
            }
            var answer = Channels.newInputStream(channel).readAllBytes();
            var lines = new String(answer, StandardCharsets.UTF_8).lines().toList();
            if (lines.isEmpty() || !lines.getFirst().contains(" 200 ")) {
                throw new IOException("metrics: " + lines.stream().findFirst().orElse("no answer"));
            }
            return new Metrics(lines);
        }
    }

    /**
     * A count.
     *
     * @param name of the sample
     * @param labels which one, as {@code key="value"}
     * @throws IOException if there is none, or more than one
     */
    public long count(String name, String... labels) throws IOException {
        var found =
                lines.stream()
                        .filter(line -> line.startsWith(name + "{"))
                        .filter(line -> List.of(labels).stream().allMatch(line::contains))
                        .toList();
        if (found.size() != 1) {
            throw new IOException("metrics: not one " + name + List.of(labels) + ": " + found);
        }
        var line = found.getFirst();
        return (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
    }
}
