/** The drivers that are present, and word of their coming and going. */
@NullMarked
package org.blockyard.kernel.internal.driver;

import org.jspecify.annotations.NullMarked;
