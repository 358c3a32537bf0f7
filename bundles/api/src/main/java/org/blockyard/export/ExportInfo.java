package org.blockyard.export;

/**
 * An export as it is now.
 *
 * @param id its id
 * @param type its type
 * @param nodeName the node it serves
 * @param writable whether clients may write
 * @param shuttingDown whether it was asked to end
 * @param inUse whether a client is connected
 */
public record ExportInfo(
        String id,
        String type,
        String nodeName,
        boolean writable,
        boolean shuttingDown,
        boolean inUse) {}
