/** The structures of VMDK images, as they lie in files. */
@NullMarked
package org.blockyard.format.vmdk.internal.layout;

import org.jspecify.annotations.NullMarked;
