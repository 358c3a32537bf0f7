/** Growing disk images of Bochs, to be read. */
@NullMarked
package org.blockyard.format.bochs;

import org.jspecify.annotations.NullMarked;
