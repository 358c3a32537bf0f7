package org.blockyard.posix.internal;

import java.util.Set;
import org.blockyard.posix.OpenFlag;

/** The numbers of open's flags; O_DIRECT differs between architectures. */
final class OpenBits {
    private static final long O_RDWR = 02;
    private static final long O_CREAT = 0100;
    private static final long O_EXCL = 0200;
    private static final long O_NOCTTY = 0400;
    private static final long O_CLOEXEC = 02000000;

    private OpenBits() {}

    static long of(Set<OpenFlag> flags) {
        long bits = O_CLOEXEC | O_NOCTTY;
        for (var flag : flags) {
            bits |=
                    switch (flag) {
                        case WRITE -> O_RDWR;
                        case CREATE -> O_CREAT;
                        case EXCLUSIVE -> O_EXCL;
                        case OWNER_ONLY -> 0;
                        case DIRECT -> direct();
                    };
        }
        return bits;
    }

    /** Whether flags that the system tells of an open file are of a direct one. */
    static boolean isDirect(long flags) {
        return (flags & direct()) != 0;
    }

    private static long direct() {
        return switch (System.getProperty("os.arch", "")) {
            case "aarch64" -> 0200000;
            case "ppc64", "ppc64le" -> 0400000;
            default -> 040000;
        };
    }
}
