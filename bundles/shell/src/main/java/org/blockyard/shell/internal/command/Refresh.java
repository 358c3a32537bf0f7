package org.blockyard.shell.internal.command;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.wiring.FrameworkWiring;

/**
 * Lets go of what updated and uninstalled bundles left, and returns when that is done. Gogo's own
 * command of that name needs bundles to be named and does not wait.
 *
 * @param context sees the bundles
 */
record Refresh(BundleContext context) implements ShellCommand {
    private static final int SECONDS = 60;

    @Override
    public String name() {
        return "refresh";
    }

    @Override
    public String summary() {
        return "Let go of the classes of updated and uninstalled bundles";
    }

    @Override
    public String usage() {
        return """
                refresh [BUNDLE]...

                Wires bundles, by number or name, anew and waits until that is done; without
                any, all that were updated or uninstalled and whose old classes are still in
                use. What is wired to them is restarted.
                """;
    }

    @Override
    public void run(Invocation call) throws IOException {
        var framework =
                context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).adapt(FrameworkWiring.class);
        var bundles =
                call.arguments().isEmpty()
                        ? framework.getRemovalPendingBundles()
                        : named(call.arguments());
        if (bundles.isEmpty()) {
            call.out().println("nothing to refresh");
            return;
        }
        refresh(framework, bundles);
        for (var bundle : bundles) {
            call.out().println("refreshed " + bundle.getSymbolicName() + " " + bundle.getVersion());
        }
    }

    private static void refresh(FrameworkWiring framework, Collection<Bundle> bundles)
            throws BlockException {
        var done = new CountDownLatch(1);
        framework.refreshBundles(bundles, event -> done.countDown());
        try {
            if (!done.await(SECONDS, TimeUnit.SECONDS)) {
                throw new BlockException(
                        ErrorKind.TIMEOUT, "the refresh goes on after " + SECONDS + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BlockException(ErrorKind.TIMEOUT, "interrupted; the refresh goes on");
        }
    }

    private List<Bundle> named(List<String> words) throws BlockException {
        var bundles = new ArrayList<Bundle>();
        for (var word : words) {
            var found = bundles(word);
            if (found.isEmpty()) {
                throw new BlockException(
                        ErrorKind.NOT_FOUND, "there is no bundle '" + word + "': see 'lb'");
            }
            bundles.addAll(found);
        }
        return bundles;
    }

    private List<Bundle> bundles(String word) {
        return Arrays.stream(context.getBundles())
                .filter(
                        bundle ->
                                word.equals(bundle.getSymbolicName())
                                        || word.equals(String.valueOf(bundle.getBundleId())))
                .toList();
    }
}
