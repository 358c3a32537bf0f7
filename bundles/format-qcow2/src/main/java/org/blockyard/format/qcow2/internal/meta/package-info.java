/**
 * The metadata of an open image in memory: mapping, reference counts, allocation, and the order in
 * which they reach the disk.
 */
@NullMarked
package org.blockyard.format.qcow2.internal.meta;

import org.jspecify.annotations.NullMarked;
