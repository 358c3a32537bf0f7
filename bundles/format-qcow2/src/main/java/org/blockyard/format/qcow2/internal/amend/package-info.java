/** Changes creation options of an image that is there. */
@NullMarked
package org.blockyard.format.qcow2.internal.amend;

import org.jspecify.annotations.NullMarked;
