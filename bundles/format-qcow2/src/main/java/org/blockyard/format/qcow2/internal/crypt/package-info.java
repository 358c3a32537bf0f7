/** Encryption of guest data, and the LUKS header that an image keeps for it. */
@NullMarked
package org.blockyard.format.qcow2.internal.crypt;

import org.jspecify.annotations.NullMarked;
