/**
 * The deploy folder. A {@link org.blockyard.deploy.internal.DeployFolder} sees what changes, a
 * {@link org.blockyard.deploy.internal.Deployer} acts on it, {@link
 * org.blockyard.deploy.internal.Reports} tell of it.
 */
@NullMarked
package org.blockyard.deploy.internal;

import org.jspecify.annotations.NullMarked;
