/**
 * What lies on disk: each structure of the qcow2 specification as one class. All numbers are
 * big-endian.
 */
@NullMarked
package org.blockyard.format.qcow2.internal.layout;

import org.jspecify.annotations.NullMarked;
