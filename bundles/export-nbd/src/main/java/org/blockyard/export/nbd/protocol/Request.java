package org.blockyard.export.nbd.protocol;

/**
 * A request that outlives the moment in which it was read.
 *
 * @param flags the command flags
 * @param cookie the client's name for it
 * @param offset where it begins
 * @param length how far it reaches
 */
record Request(int flags, long cookie, long offset, long length) {
    boolean has(int flag) {
        return (flags & flag) != 0;
    }
}
