/**
 * The image formats, once for all tests and benches that work on each of them: what each can do,
 * how its images are made and opened, and who else reads them. A new format is a line in {@link
 * org.blockyard.itest.formats.Formats}.
 */
@NullMarked
package org.blockyard.itest.formats;

import org.jspecify.annotations.NullMarked;
