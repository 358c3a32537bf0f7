package org.blockyard.job;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Jobs that succeed or fail together: each waits for the others when it is done with its work, and
 * if one fails or is cancelled, so are all. Made by {@link Jobs#group}.
 *
 * @since 1.1
 */
@ProviderType
public interface JobGroup {}
