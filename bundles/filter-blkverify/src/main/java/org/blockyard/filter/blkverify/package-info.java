/** A filter that reads and writes two disks and fails where they differ. */
@NullMarked
package org.blockyard.filter.blkverify;

import org.jspecify.annotations.NullMarked;
