package org.blockyard.posix.internal;

import com.sun.jna.Native;

/** The C library by JNA's direct mapping, under the library's own names. */
final class JnaLibc {
    static {
        Native.register(JnaLibc.class, "c");
    }

    private JnaLibc() {}

    static native int posix_fadvise(int descriptor, long offset, long length, int advice);

    static native int ioctl(int descriptor, long request, long argument);

    static native int socket(int domain, int type, int protocol);

    static native long sendto(
            int descriptor, byte[] data, long length, int flags, byte[] address, int addressLength);

    static native int getsockopt(int descriptor, int level, int name, int[] value, int[] length);

    static native int getpeername(int descriptor, byte[] address, int[] length);

    static native int fcntl(int descriptor, int command, long argument);

    static native int umask(int mask);

    static native int dup2(int from, int to);

    static native int open(String path, int flags, int mode);

    static native int close(int descriptor);
}
