/**
 * Encrypted disks: LUKS version 1, with the header before the data or apart from them, and the data
 * of version 2.
 */
@NullMarked
package org.blockyard.format.luks;

import org.jspecify.annotations.NullMarked;
