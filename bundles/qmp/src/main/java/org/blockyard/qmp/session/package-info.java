/** A monitor and the clients that talk to it one after the other. */
@NullMarked
package org.blockyard.qmp.session;

import org.jspecify.annotations.NullMarked;
