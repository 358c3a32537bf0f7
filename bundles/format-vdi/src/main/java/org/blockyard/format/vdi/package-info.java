/** VirtualBox disk images. */
@NullMarked
package org.blockyard.format.vdi;

import org.jspecify.annotations.NullMarked;
