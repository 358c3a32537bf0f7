/** The system calls that Java does not offer: locks, fallocate, preadv2, descriptor passing. */
@NullMarked
package org.blockyard.posix;

import org.jspecify.annotations.NullMarked;
