/** How the kernel comes to life, in a framework and without, and what bundles contribute to it. */
@NullMarked
package org.blockyard.kernel.internal.platform;

import org.jspecify.annotations.NullMarked;
