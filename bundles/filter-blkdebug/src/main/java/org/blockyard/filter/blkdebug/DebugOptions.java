package org.blockyard.filter.blkdebug;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.blockyard.driver.Permission;
import org.blockyard.io.Errno;
import org.blockyard.option.ChildRef;
import org.blockyard.option.Option;

/**
 * The options of a disk whose requests fail as a test wants it.
 *
 * @param image the disk
 * @param config a file with rules
 * @param align alignment of requests
 * @param maxTransfer the most that one request carries
 * @param optWriteZero the grain of zero writes
 * @param maxWriteZero the most that one zero write covers
 * @param optDiscard the grain of discards
 * @param maxDiscard the most that one discard covers
 * @param injectError what fails
 * @param setState what the state becomes
 * @param takeChildPerms permissions to hold on the image
 * @param unshareChildPerms permissions on the image that nobody else may hold
 */
public record DebugOptions(
        @Option("the node whose requests may fail") ChildRef image,
        @Option("a file with rules") Optional<String> config,
        @Option(value = "alignment of requests in bytes", size = true) Optional<Long> align,
        @Option(value = "the most that one request carries", size = true)
                Optional<Integer> maxTransfer,
        @Option(value = "the grain of zero writes", size = true) Optional<Integer> optWriteZero,
        @Option(value = "the most that one zero write covers", size = true)
                Optional<Integer> maxWriteZero,
        @Option(value = "the grain of discards", size = true) Optional<Integer> optDiscard,
        @Option(value = "the most that one discard covers", size = true)
                Optional<Integer> maxDiscard,
        @Option("requests that fail") Optional<List<Inject>> injectError,
        @Option("changes of the state") Optional<List<SetState>> setState,
        @Option("permissions to hold on the image") Optional<List<Perm>> takeChildPerms,
        @Option("permissions on the image that nobody else may hold")
                Optional<List<Perm>> unshareChildPerms) {
    /**
     * A rule by which requests fail.
     *
     * @param event what makes it hold
     * @param state in which state that counts; 0 for any
     * @param iotype the kind of request; all but block-status without
     * @param errno with what
     * @param delayNs how long a request is kept back before
     * @param sector the sector that has to be touched; any without
     * @param once whether it holds for one request only
     * @param immediately whether it fails without going elsewhere first; no difference here
     */
    public record Inject(
            @Option("what makes the rule hold") DebugEvent event,
            @Option(value = "state in which that counts; 0 for any", byDefault = "0") int state,
            @Option("kind of request that fails; all but block-status without")
                    Optional<IoType> iotype,
            @Option(value = "error number to fail with", byDefault = "" + Errno.EIO) int errno,
            @Option(value = "nanoseconds to wait before", byDefault = "0", min = 0) long delayNs,
            @Option(value = "sector that the request has to touch; -1 for any", byDefault = "-1")
                    long sector,
            @Option(value = "fail one request only", byDefault = "off") boolean once,
            @Option(value = "fail at once; accepted, and so it is anyway", byDefault = "off")
                    boolean immediately) {}

    /**
     * A rule by which the state changes.
     *
     * @param event what makes it change
     * @param state in which state that counts; 0 for any
     * @param newState the state then
     */
    public record SetState(
            @Option("what changes the state") DebugEvent event,
            @Option(value = "state in which that counts; 0 for any", byDefault = "0") int state,
            @Option(value = "the state then", name = "new_state") int newState) {}

    /** The kinds of requests. */
    public enum IoType {
        /** Reads. */
        READ,
        /** Writes. */
        WRITE,
        /** Writes of zeroes. */
        WRITE_ZEROES,
        /** Discards. */
        DISCARD,
        /** Flushes. */
        FLUSH,
        /** Questions of what lies where. */
        BLOCK_STATUS
    }

    /** Permissions as users write them. */
    public enum Perm {
        /** Reads a stable whole. */
        CONSISTENT_READ(Permission.CONSISTENT_READ),
        /** Writes. */
        WRITE(Permission.WRITE),
        /** Writes what does not change the disk. */
        WRITE_UNCHANGED(Permission.WRITE_UNCHANGED),
        /** Changes the length. */
        RESIZE(Permission.RESIZE);

        private final Permission permission;

        Perm(Permission permission) {
            this.permission = permission;
        }

        /** The permissions that a list means, none if there is no list. */
        static Set<Permission> of(Optional<List<Perm>> list) {
            var all = EnumSet.noneOf(Permission.class);
            list.orElse(List.of()).forEach(perm -> all.add(perm.permission));
            return all;
        }
    }
}
