/** Images in files and host devices. */
@NullMarked
package org.blockyard.protocol.file;

import org.jspecify.annotations.NullMarked;
