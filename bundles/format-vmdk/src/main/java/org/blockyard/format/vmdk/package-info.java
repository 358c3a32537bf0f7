/** VMware disk images. */
@NullMarked
package org.blockyard.format.vmdk;

import org.jspecify.annotations.NullMarked;
