/** Whose jars may be deployed: {@link org.blockyard.deploy.internal.trust.DeployTrust}. */
@NullMarked
package org.blockyard.deploy.internal.trust;

import org.jspecify.annotations.NullMarked;
