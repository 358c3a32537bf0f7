/** Internal snapshots: keeping, bringing back, forgetting and showing what the disk was. */
@NullMarked
package org.blockyard.format.qcow2.internal.snapshot;

import org.jspecify.annotations.NullMarked;
