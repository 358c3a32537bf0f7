/** block-stream: brings what the layers below hold up into a disk in use. */
@NullMarked
package org.blockyard.job.stream;

import org.jspecify.annotations.NullMarked;
