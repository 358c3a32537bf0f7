/** Installs, updates and removes bundles and nodes as files in a folder come and go. */
@NullMarked
package org.blockyard.deploy;

import org.jspecify.annotations.NullMarked;
