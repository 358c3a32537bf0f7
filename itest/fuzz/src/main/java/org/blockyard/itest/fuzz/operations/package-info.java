/** The same random work done by Blockyard and by QEMU, and what comes of it compared. */
@NullMarked
package org.blockyard.itest.fuzz.operations;

import org.jspecify.annotations.NullMarked;
