/**
 * The drivers that are present, and word of their coming and going. Of two versions of a driver the
 * newer is first; which one a node gets is decided in {@code internal.graph}.
 */
@NullMarked
package org.blockyard.kernel.internal.driver;

import org.jspecify.annotations.NullMarked;
