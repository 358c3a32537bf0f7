package org.blockyard.io;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The one failure of the block interface: a stable {@link ErrorKind}, an error number, a sentence
 * that names what and where, and, where known, the node, the offset and a hint. A malformed image,
 * message or option is always this.
 */
public final class BlockException extends IOException {
    private static final long serialVersionUID = 1L;

    private final ErrorKind kind;
    private final int errno;
    private final @Nullable String node;
    private final long offset;
    private final @Nullable String hint;

    /**
     * A failure of {@code kind}; the sentence begins with a capital only where it begins with a
     * name.
     */
    public BlockException(ErrorKind kind, String sentence) {
        this(kind, kind.errno(), sentence, null, null, -1, null);
    }

    /** A failure with its cause. */
    public BlockException(ErrorKind kind, String sentence, @Nullable Throwable cause) {
        this(kind, kind.errno(), sentence, cause, null, -1, null);
    }

    /** A failure with the error number that the operating system or a server gave. */
    public BlockException(ErrorKind kind, int errno, String sentence, @Nullable Throwable cause) {
        this(kind, errno, sentence, cause, null, -1, null);
    }

    private BlockException(
            ErrorKind kind,
            int errno,
            String sentence,
            @Nullable Throwable cause,
            @Nullable String node,
            long offset,
            @Nullable String hint) {
        super(sentence, cause);
        this.kind = kind;
        this.errno = errno;
        this.node = node;
        this.offset = offset;
        this.hint = hint;
    }

    /**
     * Any failure as a block exception: itself if it is one, else an I/O error that carries its
     * message.
     */
    public static BlockException of(Throwable failure) {
        if (failure instanceof BlockException known) {
            return known;
        }
        var message = failure.getMessage();
        return new BlockException(
                ErrorKind.IO,
                message == null ? failure.getClass().getSimpleName() : message,
                failure);
    }

    /** This failure, told of a node; a node that is already named stays. */
    public BlockException inNode(String nodeName) {
        return node != null ? this : copy(sentence(), nodeName, offset, hint);
    }

    /** This failure, told of a place; an offset that is already named stays. */
    public BlockException at(long where) {
        return offset >= 0 ? this : copy(sentence(), node, where, hint);
    }

    /** This failure with advice for the person who reads it. */
    public BlockException hint(String advice) {
        return copy(sentence(), node, offset, advice);
    }

    /** This failure with words before its sentence, as in {@code Could not open 'x': ...}. */
    public BlockException prefix(String words) {
        return copy(words + sentence(), node, offset, hint);
    }

    private BlockException copy(
            String text, @Nullable String nodeName, long where, @Nullable String advice) {
        var copy = new BlockException(kind, errno, text, getCause(), nodeName, where, advice);
        copy.setStackTrace(getStackTrace());
        return copy;
    }

    /** What kind of failure it is. */
    public ErrorKind kind() {
        return kind;
    }

    /** The Linux error number to tell a client. */
    public int errno() {
        return errno;
    }

    /** The sentence, never null. */
    public String sentence() {
        var message = getMessage();
        return message == null ? kind.name() : message;
    }

    /** The node in which it happened, if known. */
    public Optional<String> node() {
        return Optional.ofNullable(node);
    }

    /** The byte offset at which it happened, if it has one. */
    public OptionalLong offset() {
        return offset < 0 ? OptionalLong.empty() : OptionalLong.of(offset);
    }

    /** Advice for the person who reads it, if there is any. */
    public Optional<String> hint() {
        return Optional.ofNullable(hint);
    }
}
