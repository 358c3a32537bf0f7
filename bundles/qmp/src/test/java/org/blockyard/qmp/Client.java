package org.blockyard.qmp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The other side of a QMP socket, as raw as a test needs it. */
public final class Client implements AutoCloseable {
    private final SocketChannel channel;
    private final ByteBuffer in = ByteBuffer.allocate(1 << 16).flip();

    public Client(Path socket) throws IOException {
        channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
    }

    /** A client that has read the greeting and negotiated. */
    public static Client negotiated(Path socket) throws IOException {
        var client = new Client(socket);
        client.line();
        client.send("{\"execute\":\"qmp_capabilities\"}");
        client.line();
        return client;
    }

    /** Sends text, each char a byte. */
    public void send(String bytes) throws IOException {
        var rest = ByteBuffer.wrap(bytes.getBytes(StandardCharsets.ISO_8859_1));
        while (rest.hasRemaining()) {
            channel.write(rest);
        }
    }

    public String ask(String bytes) throws IOException {
        send(bytes);
        return line();
    }

    /** The next line without its end, or "EOF". */
    public String line() throws IOException {
        var line = new StringBuilder();
        while (true) {
            if (!in.hasRemaining()) {
                in.clear();
                int n = channel.read(in);
                in.flip();
                if (n < 0) {
                    return line + "EOF";
                }
            }
            char c = (char) (in.get() & 0xFF);
            if (c == '\n') {
                if (line.isEmpty() || line.charAt(line.length() - 1) != '\r') {
                    throw new IOException("a line that does not end in CR LF: " + line);
                }
                return line.substring(0, line.length() - 1);
            }
            line.append(c);
        }
    }

    /** The lines up to and without the one that answers a command with this id. */
    public List<String> linesUntil(String id) {
        var lines = new ArrayList<String>();
        try {
            for (var line = line(); !line.contains("\"id\": \"" + id + "\""); line = line()) {
                lines.add(line);
                if (line.endsWith("EOF")) {
                    break;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return lines;
    }

    public void shutdownOutput() throws IOException {
        channel.shutdownOutput();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
