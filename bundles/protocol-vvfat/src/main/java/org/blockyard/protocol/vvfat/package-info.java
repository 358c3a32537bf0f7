/** A folder as a disk with a FAT file system. */
@NullMarked
package org.blockyard.protocol.vvfat;

import org.jspecify.annotations.NullMarked;
