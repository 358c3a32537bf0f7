package org.blockyard.platform;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Makes a platform without a framework; the kernel contributes it, {@link FlatPlatform} finds it.
 */
@ProviderType
public interface PlatformProvider {
    /** A platform over a fixed list of contributions. */
    Platform start(List<Contribution> contributions);
}
