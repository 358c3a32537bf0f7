package org.blockyard.deploy.internal.bundle;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.wiring.FrameworkWiring;

/**
 * Has installed bundles resolved before one of them is started, beside all that runs: what a
 * manifest's single clauses do not show, such as two imports that contradict each other, is known
 * before anything is switched.
 */
public final class Resolution {
    private static final Pattern MISSING =
            Pattern.compile(
                    "missing requirement \\[.*?] ([\\w.]+); (\\(.*?\\))(?= \\[caused by|]|$)");
    private static final String SUMMARY = " Unresolved requirements: ";
    private static final Pattern USES =
            Pattern.compile(
                    "exposed to package '([^']+)' from resources (\\S+) \\[.*?] and (\\S+) \\[");

    private final FrameworkWiring wiring;

    /** Resolves in a framework. */
    public Resolution(BundleContext context) {
        this.wiring =
                context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).adapt(FrameworkWiring.class);
    }

    /** Resolves as many of these bundles as can be. */
    public void resolve(List<Bundle> bundles) {
        wiring.resolveBundles(bundles);
    }

    /** Why a bundle could not be resolved; empty if it was, or is a part of another. */
    public Optional<BundleException> failure(Bundle bundle) {
        if (bundle.getState() != Bundle.INSTALLED
                || bundle.getHeaders("").get(Constants.FRAGMENT_HOST) != null) {
            return Optional.empty();
        }
        try {
            // it is resolved first, so that nothing of it runs
            bundle.start(Bundle.START_TRANSIENT);
            return Optional.empty();
        } catch (BundleException e) {
            return Optional.of(
                    new BundleException(sentence(String.valueOf(e.getMessage())), e.getType()));
        }
    }

    /** What the framework says, in a sentence that names what is missing. */
    static String sentence(String said) {
        var uses = USES.matcher(said);
        if (uses.find()) {
            return "its imports contradict each other: package "
                    + uses.group(1)
                    + " would come from both "
                    + uses.group(2)
                    + " and "
                    + uses.group(3);
        }
        int summary = said.indexOf(SUMMARY);
        var missing = MISSING.matcher(summary < 0 ? said : said.substring(0, summary));
        var found = "";
        // the innermost comes last: what a bundle that it needs does not find itself
        while (missing.find()) {
            found = "it needs " + missing.group(1) + " " + missing.group(2) + ", which is not here";
        }
        return found.isEmpty() ? "it can't be resolved: " + said.replace('\n', ' ') : found;
    }
}
