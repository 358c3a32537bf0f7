package org.blockyard.metrics.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import org.blockyard.metrics.text.Exposition;

/**
 * One request and its answer; the connection is of no use after it.
 *
 * @param channel the connection
 * @param page makes the page
 */
record Exchange(ByteChannel channel, Function<Exposition, String> page) {
    /** The most bytes that a request's head may have. */
    static final int MOST_HEAD_BYTES = 8192;

    private static final String PATH = "/metrics";
    private static final String HEAD_END = "\r\n\r\n";

    /** Answers; a client that leaves before its request is complete gets no answer. */
    void run() throws IOException {
        try {
            var text = head();
            if (text.isEmpty()) {
                return;
            }
            var head = RequestHead.parse(text);
            boolean wantsPage = head.method().equals("GET");
            if (!wantsPage && !head.method().equals("HEAD")) {
                throw new HttpFailure(HttpFailure.METHOD_NOT_ALLOWED);
            }
            if (!head.path().equals(PATH)) {
                throw new HttpFailure(HttpFailure.NOT_FOUND);
            }
            var form = Preference.of(head.accept());
            answer("200 OK", form.contentType(), page.apply(form), wantsPage);
        } catch (HttpFailure e) {
            var allow =
                    e.status().equals(HttpFailure.METHOD_NOT_ALLOWED) ? "\r\nAllow: GET, HEAD" : "";
            answer(e.status() + allow, "text/plain; charset=utf-8", e.status() + "\n", true);
        }
    }

    private String head() throws IOException, HttpFailure {
        var bytes = ByteBuffer.allocate(MOST_HEAD_BYTES);
        while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
            var text = new String(bytes.array(), 0, bytes.position(), StandardCharsets.ISO_8859_1);
            int end = text.indexOf(HEAD_END);
            if (end >= 0) {
                return text.substring(0, end);
            }
        }
        if (!bytes.hasRemaining()) {
            throw new HttpFailure(HttpFailure.HEAD_TOO_LARGE);
        }
        return "";
    }

    private void answer(String status, String contentType, String body, boolean withBody)
            throws IOException {
        var content = body.getBytes(StandardCharsets.UTF_8);
        var head =
                "HTTP/1.1 "
                        + status
                        + "\r\nContent-Type: "
                        + contentType
                        + "\r\nContent-Length: "
                        + content.length
                        + "\r\nVary: Accept\r\nConnection: close"
                        + HEAD_END;
        send(head.getBytes(StandardCharsets.ISO_8859_1));
        if (withBody) {
            send(content);
        }
    }

    private void send(byte[] bytes) throws IOException {
        var rest = ByteBuffer.wrap(bytes);
        while (rest.hasRemaining()) {
            channel.write(rest);
        }
    }
}
