package org.blockyard.deploy.internal;

import java.util.concurrent.CountDownLatch;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** Leaves a thread behind. */
public final class LeakingActivator implements BundleActivator, Runnable {
    @Override
    public void start(BundleContext context) {
        Thread.ofPlatform().daemon().name("leaked").start(this);
    }

    @Override
    public void run() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            // the end
        }
    }

    @Override
    public void stop(BundleContext context) {}
}
