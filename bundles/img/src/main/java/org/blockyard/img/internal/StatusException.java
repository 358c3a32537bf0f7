package org.blockyard.img.internal;

import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An end with a certain exit status, and a sentence if there is something to say. */
final class StatusException extends IOException {
    private static final long serialVersionUID = 1L;

    private final int status;

    StatusException(int status, @Nullable String sentence) {
        super(sentence);
        this.status = status;
    }

    int status() {
        return status;
    }

    Optional<String> message() {
        return Optional.ofNullable(getMessage());
    }
}
