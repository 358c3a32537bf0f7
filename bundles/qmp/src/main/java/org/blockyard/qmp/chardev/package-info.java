/** Character devices: the ways in which a monitor's bytes come and go. */
@NullMarked
package org.blockyard.qmp.chardev;

import org.jspecify.annotations.NullMarked;
