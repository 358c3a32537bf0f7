/**
 * How the kernel comes to life, in a framework and without: it puts all other packages together, so
 * none of them may know this one.
 */
@NullMarked
package org.blockyard.kernel.internal.platform;

import org.jspecify.annotations.NullMarked;
