package org.blockyard.export.nbd.protocol;

import org.blockyard.graph.Lane;

/**
 * What a handshake agreed on.
 *
 * @param disk the disk, entered for this client
 * @param lane the way to its data
 * @param size its length as the client was told
 * @param framing how replies are framed
 * @param contexts the metadata contexts that status replies carry
 * @param alignment what offsets and lengths must be multiples of; 1 if the client was not asked to
 *     mind
 */
record Negotiated(
        Disk disk, Lane lane, long size, Framing framing, MetaContexts contexts, int alignment) {}
