/** block-commit: brings what layers hold down into a layer below, under a disk in use. */
@NullMarked
package org.blockyard.job.commit;

import org.jspecify.annotations.NullMarked;
