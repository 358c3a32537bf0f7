package org.blockyard.metrics.http;

/** A request that is answered with nothing but a status; the message is the status line's. */
final class HttpFailure extends Exception {
    static final String BAD_REQUEST = "400 Bad Request";
    static final String NOT_FOUND = "404 Not Found";
    static final String METHOD_NOT_ALLOWED = "405 Method Not Allowed";
    static final String HEAD_TOO_LARGE = "431 Request Header Fields Too Large";

    private static final long serialVersionUID = 1L;

    private final String status;

    HttpFailure(String status) {
        super(status, null, false, false);
        this.status = status;
    }

    String status() {
        return status;
    }
}
