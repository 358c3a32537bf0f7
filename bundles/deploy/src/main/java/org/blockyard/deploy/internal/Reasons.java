package org.blockyard.deploy.internal;

/** Says on one line why something failed. */
final class Reasons {
    private Reasons() {}

    /**
     * The innermost message, which says most: the outer ones tell that a bundle could not be
     * started.
     */
    static String of(Throwable failure) {
        var innermost = failure;
        for (int depth = 0; innermost.getCause() != null && depth < 20; depth++) {
            innermost = innermost.getCause();
        }
        var message = innermost.getMessage();
        var text = message == null ? innermost.getClass().getName() : message;
        return text.replace('\n', ' ').strip();
    }
}
