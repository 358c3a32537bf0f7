package org.blockyard.driver;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * A device whose bytes read as anything, not as zeroes, where nothing was written since the image
 * was made or grew: those of an encrypted disk, for example. Who copies to it writes zeroes too.
 */
@ConsumerType
public interface Unzeroed {}
