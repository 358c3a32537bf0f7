/**
 * The server's side of the NBD protocol over one connection: {@link
 * org.blockyard.export.nbd.protocol.Handshake} first, then {@link
 * org.blockyard.export.nbd.protocol.Transmission}. It knows disks as {@link
 * org.blockyard.export.nbd.protocol.Disk}s, not how clients came to be connected. Written from the
 * protocol's public specification (doc/proto.md of the NBD project and its branch for extended
 * headers); all numbers are big-endian.
 */
@NullMarked
package org.blockyard.export.nbd.protocol;

import org.jspecify.annotations.NullMarked;
