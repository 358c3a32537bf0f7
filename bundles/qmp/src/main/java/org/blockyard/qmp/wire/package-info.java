/** JSON on a stream, as a QMP client may send it: cut anywhere, with garbage between. */
@NullMarked
package org.blockyard.qmp.wire;

import org.jspecify.annotations.NullMarked;
