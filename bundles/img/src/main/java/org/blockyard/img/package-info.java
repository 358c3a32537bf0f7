/** The tool {@code img}: makes, looks at, checks, copies and compares disk images. */
@NullMarked
package org.blockyard.img;

import org.jspecify.annotations.NullMarked;
